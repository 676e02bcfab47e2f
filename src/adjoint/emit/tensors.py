"""Tensors: a sum of contractions, each over the arrays of its factors."""

from collections.abc import Sequence
from fractions import Fraction
from string import ascii_letters

from msgspec import Struct, field

from adjoint.emit.axes import axes as axes_of
from adjoint.emit.literals import literal
from adjoint.emit.plan import Plan
from adjoint.emit.rules import value
from adjoint.errors import TooLarge, Unsupported
from adjoint.expr.build import multiply, number, size_number
from adjoint.expr.language import Expr
from adjoint.index.term import Delta, Entry, Factor, Index, Tensor, Term, factor_indices


class Network(Struct):
    """A term with its deltas carried out: scalars, arrays with their indices, deltas between free axes."""

    scalars: list[Expr] = field(default_factory=list)
    arrays: list[tuple[Expr, tuple[Index, ...]]] = field(default_factory=list)
    deltas: list[tuple[Index, Index]] = field(default_factory=list)


def tensor_value(plan: Plan, tensor: Tensor) -> int:
    """The step of the array with the tensor's axes."""
    total: int | None = None
    for term in tensor.terms:
        found = _term_value(plan, tensor.axes, term)
        minus = term.coefficient < 0
        if total is None:
            total = plan.put("negative", found) if minus else found
        else:
            total = plan.put("subtract" if minus else "add", total, found)
    return plan.put("zeros", sizes=tuple(i.size for i in tensor.axes)) if total is None else total


def _term_value(plan: Plan, axes: tuple[Index, ...], term: Term) -> int:
    network = _network(axes, term.factors)
    front = value(plan, multiply(number(abs(term.coefficient)), *network.scalars))
    inputs = [(value(plan, node), indices) for node, indices in network.arrays]
    inputs += [(plan.put("eye", sizes=(a.size,)), (a, b)) for a, b in network.deltas]
    met = {index for _, indices in inputs for index in indices}
    inputs += [(plan.put("ones", sizes=(axis.size,)), (axis,)) for axis in axes if axis not in met]
    if not inputs:
        return front
    body = _contracted(plan, axes, inputs)
    return body if front == literal(plan, Fraction(1)) else plan.put("multiply", front, body)


def _contracted(plan: Plan, axes: tuple[Index, ...], inputs: Sequence[tuple[int, tuple[Index, ...]]]) -> int:
    if len(inputs) == 1 and inputs[0][1] == axes:
        return inputs[0][0]
    indices = dict.fromkeys(index for _, row in inputs for index in row)
    if len(indices) > len(ascii_letters):
        raise TooLarge(f"a term with {len(indices)} indices has no code")
    letter = dict(zip(indices, ascii_letters, strict=False))
    below = ",".join("".join(letter[index] for index in row) for _, row in inputs)
    text = f"{below}->{''.join(letter[axis] for axis in axes)}"
    return plan.put("einsum many" if len(inputs) > 2 else "einsum", *(v for v, _ in inputs), text=text)


def _network(axes: tuple[Index, ...], factors: Sequence[Factor]) -> Network:
    """Each delta with a summed index renames it; a summed index that is left nowhere counts its size."""
    network = Network()
    now: dict[Index, Index] = {index: index for factor in factors for index in factor_indices(factor)}
    for factor in factors:
        if isinstance(factor, Delta):
            _carry_out(network, now, axes, now[factor.left], now[factor.right])
    for factor in factors:
        if isinstance(factor, Entry):
            _add_entry(network, factor, tuple(now[index] for index in factor.indices))
        elif not isinstance(factor, Delta):
            raise Unsupported(
                f"the derivative of `{factor.of}` by `{factor.by}` is only named here, and has no code",
                hint="ask for the derivative worked out",
            )
    met = {*axes, *(index for _, indices in network.arrays for index in indices)}
    network.scalars += [size_number(index.size) for index in dict.fromkeys(now.values()) if index not in met]
    return network


def _carry_out(network: Network, now: dict[Index, Index], axes: tuple[Index, ...], left: Index, right: Index) -> None:
    if left == right:
        return
    if left in axes and right in axes:
        network.deltas.append((left, right))
        return
    kept, gone = (left, right) if left in axes or right not in axes else (right, left)
    for index, current in now.items():
        if current == gone:
            now[index] = kept


def _add_entry(network: Network, entry: Entry, indices: tuple[Index, ...]) -> None:
    if len(indices) != len(axes_of(entry.node)):
        raise Unsupported(f"`{entry.node}` has {len(axes_of(entry.node))} axes, and {len(indices)} indices here")
    if indices:
        network.arrays.append((entry.node, indices))
    else:
        network.scalars.append(entry.node)
