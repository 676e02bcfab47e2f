"""A post cut into what each person wrote: the asker, then the answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adjoint.post.markup import without_html, without_markdown

ASKER = "the question"

_ANSWERS = re.compile(
    r"""^\W*(?:
      (?:there\ (?:is|are)\ )?\d+\ (?:best\ )?(?:answers?|solutions?|replies|responses|comments)\b[^.:=$]{0,20}
    | (?:best|accepted|my|short|long)?\ ?(?:answers?|solutions?|reply|response)(?:\ \#?\d+)?(?:\ by\ [^.:=$]{1,40})?
    | on(?:\ best\ answer)?
    | \d+\ likes?
    | [\w.-]{2,30}\ (?:replied|answered|wrote|responded|says|said)
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETS = re.compile(r"^(?:hello|hi|hey|dear)\s+@[\w.-]+\W*$|^@[\w.-]+[:,]?\s*$", re.IGNORECASE)
_GROUP = re.compile(r"^\W*\\begingroup\W*$")
_REVISED = re.compile(r"^\W*(?:edit(?:ed)?|update|ps|p\.s\.|addendum)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """What one person wrote, and who: `the question`, `answer 1`, ..."""

    who: str
    text: str


def parts(text: str) -> tuple[Part, ...]:
    """The parts of a post in its order; those without a letter are left out.

    What an answer quotes is left out too: it is judged where it was said.
    """
    kept = [stretch for stretch in _stretches(without_html(text)) if re.search(r"[A-Za-z]", stretch)]
    return tuple(
        Part(f"answer {place}" if place else ASKER, without_markdown(stretch, quotes=place == 0).strip("\n"))
        for place, stretch in enumerate(kept)
    )


def _stretches(text: str) -> Iterator[str]:
    """The text between the lines that begin another person's words."""
    rows: list[str] = []
    inside = False
    for row in text.split("\n"):
        begins = not inside and _begins(row)
        if begins and any(re.search(r"[A-Za-z]", one) for one in rows):
            yield "\n".join(rows)
            rows = []
        if not begins:
            rows.append(row)
        inside = inside != (len(re.findall(r"(?<!\\)\$\$", row)) % 2 == 1)
    yield "\n".join(rows)


def _begins(row: str) -> bool:
    if _REVISED.match(row):
        return False
    return bool(_ANSWERS.match(row.strip()) or _GREETS.match(row.strip()) or _GROUP.match(row))
