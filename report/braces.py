"""What authors may write between braces: {{ … }} and, on one page, {% if … %}; and the closed room where it runs.

A text can quote and leave out. It can call nothing else, name nothing else and run nothing: Jinja's own lexer finds
what stands between braces, so that nothing it would read escapes the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

QUOTATION, STATEMENT = "variable", "block"
RETURNED = "returned"  # the one condition: whether returns are published


@dataclass(frozen=True)
class Braced:
    """A piece between braces: *kind* is QUOTATION or STATEMENT, *inner* is what stands between the braces."""

    line: int
    kind: str
    text: str

    @property
    def inner(self) -> str:
        """Without the braces, and without the - or + that takes or keeps the blanks around."""
        return self.text.strip()[2:-2].removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+").strip()


class Unreadable(Exception):
    """Braces that Jinja cannot read, from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@cache  # the rules of content/ ask one after another
def braced(text: str) -> tuple[Braced, ...]:
    """Every quotation and statement of *text*, in its order; Unreadable where they cannot be read."""
    if "{{" not in text and "{%" not in text:
        return ()
    room, pieces = closed_room(), list[Braced]()
    try:
        pieces += _pieces(room.lex(text))
        room.parse(text)
    except TemplateSyntaxError as error:
        raise Unreadable(error.lineno) from error
    except RecursionError as error:
        raise Unreadable(max(pieces, key=lambda piece: len(piece.text)).line) from error
    return tuple(pieces)


def _pieces(tokens: Iterable[tuple[int, str, str]]) -> Iterator[Braced]:
    begun, parts = 0, list[str]()
    for line, token, value in tokens:
        kind, _, end = token.rpartition("_")
        if end == "begin" and kind in (QUOTATION, STATEMENT):
            begun, parts = line, []
        parts.append(value)
        if end == "end" and kind in (QUOTATION, STATEMENT):
            yield Braced(begun, kind, "".join(parts).strip())


@cache
def closed_room() -> ImmutableSandboxedEnvironment:
    """Where a text is rendered: a sandbox without Jinja's own functions, filters and tests."""
    room = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    for known in (room.globals, room.filters, room.tests):
        known.clear()
    return room
