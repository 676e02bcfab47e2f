"""The clock and the last net under a command or a request: what goes wrong comes out as an `AdjointError`."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from adjoint.errors import AdjointError, TooLarge, fault

RING_AGAIN = 0.25
"""Seconds after which the alarm rings again, should a library have swallowed the first."""

Found = TypeVar("Found")


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """What the work gives, if it is done in time; whatever else it raises is made an `AdjointError`.

    Without alarms, or outside the main thread, there is no limit.
    """
    try:
        with _time_limit(seconds):
            return work()
    except (Expired, Exception) as problem:  # noqa: BLE001  one bad request must not end the others
        _stop_clock()
        raise _as_error(problem, seconds) from None


class Expired(BaseException):
    """The alarm. No `except Exception` on the way catches it."""


def _as_error(problem: BaseException, seconds: float) -> AdjointError:
    if isinstance(problem, Expired):
        return TooLarge(f"no answer within {seconds:g} seconds", hint="`--limit` allows more")
    return fault(problem)


def _ring(number: int, frame: FrameType | None) -> None:
    raise Expired


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if _has_alarms():
        signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
    try:
        yield
    finally:
        _stop_clock()


def _stop_clock() -> None:
    if _has_alarms():
        signal.setitimer(signal.ITIMER_REAL, 0)


def _has_alarms() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
