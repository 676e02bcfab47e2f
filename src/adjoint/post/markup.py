"""A post without its markup: HTML, Markdown and forum decoration taken off, formulas left in dollars.

What stays of the markup are LaTeX's own brackets (`$`, `$$`, `\\[`, `\\(`, environments) and line ends. Code is
taken for formulas that stand alone: people put their mathematics there.
"""

import html
import re

from adjoint.errors import TooLarge
from adjoint.post.program import displayed, inline

LONGEST_POST = 100_000

_BLOCKS = "p div br li ul ol tr td th table h1 h2 h3 h4 h5 h6 blockquote pre hr section article"
_INLINE = "a b i u em strong span code small font img s tt var center kbd mark del ins body html head meta link"
_TAG = re.compile(rf"</?({'|'.join(f'{_BLOCKS} {_INLINE}'.split())})\b[^<>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?-->|<style\b.*?</style>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_ANNOTATED = re.compile(
    r"<math\b.*?<annotation\b[^<>]*tex[^<>]*>(.*?)</annotation>.*?</math>", re.DOTALL | re.IGNORECASE
)
_LOWERED = re.compile(r"<(sub|sup)\b[^<>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_DOLLAR_CODE = re.compile(r"\$`([^`\n]+)`\$")
_CODE = re.compile(r"`([^`\n]+)`")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*\*|__)(?=\S)([^\n$*]+?)(?<=\S)\1(?![\w*])")
_LINK = re.compile(r"(?<!\\)\[([^\[\]\n$\\=]*)\]\((?:https?://|/|#)[^()\s]*\)")
_ADDRESS = re.compile(r"https?://\S+")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*([^\n]*)$", re.MULTILINE)
_BLOCKQUOTE = re.compile(r"<blockquote\b[^<>]*>(.*?)</blockquote>", re.DOTALL | re.IGNORECASE)
# what a page puts around each post, so that macros of one post do not reach another
_GROUPS = re.compile(r"\$?\\(?:begin|end)group\$?")


def without_html(text: str) -> str:
    """The text without HTML, quotations as in Markdown; raises `TooLarge` for a very long one."""
    if len(text) > LONGEST_POST:
        raise TooLarge(
            f"a post of {len(text)} characters",
            hint=f"at most {LONGEST_POST} are read: paste the question and one answer",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\ufeff", "")
    return _without_html(text) if "<" in text or "&" in text else text


def without_markdown(text: str, quotes: bool) -> str:
    """The text with formulas in dollars and nothing else of its markup; `quotes` are kept or left out."""
    text = _QUOTED.sub(r"\1", text) if quotes else _QUOTED.sub("", text)
    text = _FENCE.sub(_fenced, _DOLLAR_CODE.sub(r"$\1$", text))
    text = _EMPHASIS.sub(r"\2", _ADDRESS.sub(" ", _LINK.sub(r"\1", text)))
    return displayed(_GROUPS.sub("", _CODE.sub(lambda match: f" {inline(match.group(1))} ", text)))


def _without_html(text: str) -> str:
    text = _SCRIPT.sub(_scripted, text)
    text = _HIDDEN.sub(" ", _ANNOTATED.sub(r" $\1$ ", text))
    text = _LOWERED.sub(lambda match: f"{'_' if match.group(1).lower() == 'sub' else '^'}{{{match.group(2)}}}", text)
    text = _BLOCKQUOTE.sub(_quoted, text)
    return html.unescape(_TAG.sub(_replaced, text))


def _quoted(match: re.Match[str]) -> str:
    """A quotation as Markdown has it."""
    rows = _TAG.sub(_replaced, match.group(1)).strip().split("\n")
    return "\n\n" + "\n".join(f"> {row}" for row in rows) + "\n\n"


def _scripted(match: re.Match[str]) -> str:
    """A formula that a page keeps for MathJax, or nothing."""
    if "math/tex" not in match.group(1):
        return " "
    mark = "$$" if "display" in match.group(1) else "$"
    return f"{mark}{match.group(2)}{mark}"


def _replaced(match: re.Match[str]) -> str:
    name = match.group(1).lower()
    if name in ("p", "div", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"):
        return "\n\n"
    return "\n" if name in _BLOCKS.split() else ""


def _fenced(match: re.Match[str]) -> str:
    """A code block: of `math` and `latex` a display, else line by line as it stands."""
    language, body = match.group(2).lower(), match.group(3)
    if language in ("math", "latex", "tex") and not re.search(r"\$|\\\[|\\begin\{(?:align|equation|gather)", body):
        return f"\n$$\n{body}\n$$\n"
    return f"\n{displayed(body, language in ('python', 'py', 'python3'))}\n"
