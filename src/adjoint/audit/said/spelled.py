"""Phrases as text, for messages: with brackets wherever they could be needed."""

from adjoint.audit.said.phrase import Phrase

_SIGNS = {"product": "*", "hadamard": " .* ", "colon": " : ", "sum": " + ", "over": "/", "quotient": "./"}


def spelled(phrase: Phrase) -> str:
    """The phrase as text, with brackets wherever they could be needed."""
    kind, parts = phrase.kind, [spelled(part) for part in phrase.parts]
    if kind == "name":
        return phrase.text.partition("·")[0] or phrase.text
    if kind == "leaf":
        return str(phrase.node)
    if kind in _SIGNS:
        inner = (
            [_bracket(part, text) for part, text in zip(phrase.parts, parts, strict=True)] if kind != "sum" else parts
        )
        sign = " " if kind == "product" and any(part.indices for part in phrase.parts) else _SIGNS[kind]
        return sign.join(inner).replace("+ -", "- ")
    if kind == "neg":
        bare = phrase.parts[0].kind in ("product", "hadamard", "over", "quotient")
        return f"-{parts[0] if bare else _bracket(phrase.parts[0], parts[0])}"
    if kind == "turn" and phrase.parts[0].kind == "entry":
        return spelled(Phrase("entry", phrase.parts[0].parts, indices=phrase.parts[0].indices[::-1]))
    if kind == "turn":
        return f"{_bracket(phrase.parts[0], parts[0])}'"
    if kind == "inv":
        return f"inv({parts[0]})"
    if kind in ("power", "epower"):
        sign = ".^" if kind == "epower" else "^"
        return _bracket(phrase.parts[0], parts[0]) + sign + _bracket(phrase.parts[1], parts[1])
    if kind == "d":
        return f"d{parts[0]}" if phrase.parts[0].kind == "name" else f"d({parts[0]})"
    if kind == "rate":
        power = "²" if len(parts) == 3 else ""
        return f"∂{power}{_bracket(phrase.parts[0], parts[0])}/" + "".join(f"∂{part}" for part in parts[1:])
    if kind == "family":
        of, *by, weights = map(_bracket, phrase.parts, parts)
        return f"Σ_k {weights}_k ∂{'²' * (len(by) - 1)}{of}_k/" + "".join(f"∂{part}" for part in by)
    if kind == "bars":
        return f"||{parts[0]}||" if phrase.text != "|" else f"|{parts[0]}|"
    if kind == "total" and phrase.indices:
        body = _bracket(phrase.parts[0], parts[0]) if phrase.parts[0].kind == "sum" else parts[0]
        return f"Σ_{_places(phrase.indices)} {body}"
    if kind == "entry" and phrase.parts[0].kind == "turn":
        return spelled(Phrase("entry", phrase.parts[0].parts, indices=phrase.indices[::-1]))
    if kind == "entry":
        return f"{_bracket(phrase.parts[0], parts[0])}_{_places(phrase.indices)}"
    if kind == "mask":
        return f"[{phrase.indices[0]} {phrase.text} {phrase.indices[1]}]"
    if kind == "delta":
        return f"δ_{_places(phrase.indices)}"
    return f"{phrase.text or kind}({', '.join(parts)})"


def _places(indices: tuple[str, ...]) -> str:
    """Indices as they are written behind a name."""
    return "".join(indices) if all(len(index) == 1 for index in indices) else f"{{{','.join(indices)}}}"


def _bracket(part: Phrase, text: str) -> str:
    return (
        f"({text})" if part.kind in ("sum", "neg", "product", "hadamard", "over", "quotient", "colon", "kron") else text
    )
