"""Where the parts of a printed table stand: its title, header, columns of labels and of values, rows and notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from report.model import Place
from report.returns.grid import Grid
from report.returns.numerals import NumberRead, Writing, read_number, seen
from report.returns.sheets import FOOTER, is_blank, spread_above, words_above
from report.yearbook.prints import PrintedGrid
from report.yearbook.terms import LEFT_OUT, MEASURE, PERIOD, PLAIN, REGION, SCOPE, TOTAL, TYPE, Said, Vocabulary, normal

YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\.(?:1[0-2]|0?[0-9]))?")  # 2009.12 is a month
ABOUT_THE_FORM = re.compile(
    r"\s*(?:表号|制[表定]机关|备案|批准|有效期|文号|打\s*印|下\s*载|返回|Print\b|Download\b|Return\b"
    r"|发布|更新|来源|信息来源|浏览|字号|字体|作者|时间|日期|【|分享)",
    re.I,
)
WORD = re.compile("[\u3400-\u9fff]|[A-Za-z]{2}")
SAYS_NUMBER = (Writing.NOTED, Writing.UNIT, Writing.EXPONENT, Writing.OTHERWISE, Writing.UNREAD)
LATEST_BODY = 60  # rows above the first with numbers
MOST_HEADINGS = 3  # below one another


@dataclass(frozen=True)
class Outline:
    """A printed table as its parts: rows and columns of the grid, from 0."""

    printed: PrintedGrid
    vocabulary: Vocabulary
    first: int  # row with numbers

    @property
    def grid(self) -> Grid:
        return self.printed.grid

    def text(self, row: int, column: int) -> str:
        """What a person sees in a cell, or in the merged cell that it is part of."""
        return seen(self.grid.filled(row, column), self.grid.look(row, column)).strip()

    def number(self, row: int, column: int) -> NumberRead:
        """What a cell holds as a number."""
        raw, look = self.grid.at(row, column), self.grid.look(row, column)
        if look.error or look.untrusted:
            return NumberRead(None, "", Writing.UNREAD)
        return read_number(raw, isinstance(raw, str), look)

    def has_number(self, row: int, column: int) -> bool:
        read = self.number(row, column)
        return read.number is not None or bool(read.symbol) or read.writing in SAYS_NUMBER

    def is_year(self, row: int, column: int) -> bool:
        return bool(YEAR.fullmatch(str(self.grid.at(row, column)).strip()))

    def words_of_row(self, row: int) -> tuple[str, ...]:
        """The different texts of a row."""
        texts = (self.text(row, column) for column in range(self.grid.width))
        return tuple(dict.fromkeys(text for text in texts if text))

    @cached_property
    def top(self) -> int:
        """The first row of the header."""
        row = self.first
        while row > self.printed.first and not self.is_title(row - 1):
            row -= 1
        return row

    def is_title(self, row: int) -> bool:
        """One text alone, or nothing but a unit and a time."""
        words = self.words_of_row(row)
        said = [self.vocabulary.read(word) for word in words]
        bare = all(set(one.values) <= {PERIOD} and not one.unknown for one in said)
        return len(words) < 2 or (bare and sum(PERIOD in one.values for one in said) < 2)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The lines of the title from the first that says what is counted; what is said of the form is none."""
        above = (word for row in range(self.printed.first, self.top) for word in self.words_of_row(row))
        lines = [line for line in (*self.printed.before, *above) if not ABOUT_THE_FORM.match(line)]
        return tuple(lines[next((n for n, line in enumerate(lines) if self.names_the_count(line)), 0) :])

    def names_the_count(self, line: str) -> bool:
        """Whether a line says what is counted: patents of which kind, or what became of them."""
        return not {TYPE, MEASURE}.isdisjoint(self.vocabulary.read(line).values)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """What stands above the title: the name of the yearbook, mostly."""
        above = [line for line in self.printed.before if not ABOUT_THE_FORM.match(line)]
        return tuple(line for line in above if line not in self.titles)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The texts below the table."""
        below = (word for row in range(self.first, self.printed.last + 1) for word in self._note(row))
        return (*below, *self.printed.behind)

    def _note(self, row: int) -> tuple[str, ...]:
        words = self.words_of_row(row)
        return words if words and FOOTER.match(words[0]) and not self._has_values(row) else ()

    def _has_values(self, row: int) -> bool:
        return any(self.has_number(row, column) for column in self.value_columns)

    # ------------------------------------------------------------ columns

    @cached_property
    def headers(self) -> Mapping[int, tuple[str, ...]]:
        """The words above each column, from top to bottom; a group that stands in its first cell only is spread."""
        grid, top, end = self.grid, self.top, self._end_of_header
        if any(top <= area[0] < end for area in grid.merged):
            return {column: words_above(grid, top, end, column) for column in range(grid.width)}
        labels = [column for column in range(grid.width) if self._has_labels(column)]
        leading = {column: max((one for one in labels if one < column), default=-1) for column in range(grid.width)}
        return {column: spread_above(grid, top, end, leading[column], column) for column in leading}

    @cached_property
    def _end_of_header(self) -> int:
        """The row below it; a row of numbers of columns is no header."""
        last = self.first - 1
        numbers = [column for column in range(self.grid.width) if self.has_number(last, column)]
        return last if last > self.top and _are_counted(self, last, numbers) else self.first

    def _has_labels(self, column: int) -> bool:
        """More words than anything else below the header."""
        filled = [row for row in self._below if self.text(row, column)]
        words = [row for row in filled if WORD.search(self.text(row, column)) and not self.has_number(row, column)]
        return 2 * len(words) > len(filled)

    @property
    def _below(self) -> range:
        return range(self.first, self.printed.last + 1)

    @cached_property
    def left_out_columns(self) -> tuple[int, ...]:
        """Those whose header says that they hold no values of their own: 序号, 构成."""
        return tuple(
            column
            for column, words in self.headers.items()
            if any(LEFT_OUT in self.vocabulary.read(word).values for word in words)
        )

    @cached_property
    def label_columns(self) -> tuple[int, ...]:
        return tuple(
            column
            for column in range(self.grid.width)
            if column not in self.left_out_columns and (self._has_labels(column) or self._has_years(column))
        )

    def _has_years(self, column: int) -> bool:
        """A column of years at the left: nothing but years below a header that is none."""
        filled = [row for row in self._below if self.text(row, column)]
        is_left = all(self._has_labels(one) or one in self.left_out_columns for one in range(column))
        is_headed = any(PERIOD in self.vocabulary.read(word).values for word in self.headers[column])
        return bool(filled) and is_left and not is_headed and all(self.is_year(row, column) for row in filled)

    @cached_property
    def value_columns(self) -> tuple[int, ...]:
        taken = {*self.label_columns, *self.left_out_columns}
        others = (column for column in range(self.grid.width) if column not in taken)
        return tuple(column for column in others if any(self.has_number(row, column) for row in self._below))

    def labels_of(self, column: int) -> tuple[int, ...]:
        """The columns of labels that a column of values belongs to: the nearest at its left."""
        left = [one for one in self.label_columns if one < column]
        run: list[int] = []
        for one in reversed(left):
            if run and any(between in self.value_columns for between in range(one, run[0])):
                break
            run.insert(0, one)
        return tuple(run)

    # ------------------------------------------------------------ rows

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows with something in a column of values, or with nothing but their own name; a header printed again is
        none, nor is a note.
        """
        header = {self.words_of_row(row) for row in range(self.top, self.first)}
        rows = (row for row in self._below if self._has_values(row) or self._is_filled(row) or self._is_bare(row))
        return tuple(row for row in rows if self.words_of_row(row) not in header)

    def _is_filled(self, row: int) -> bool:
        words = self.words_of_row(row)
        is_text = len(words) > 1 and not FOOTER.match(words[0])
        return is_text and any(self.text(row, column) for column in self.value_columns)

    def _is_bare(self, row: int) -> bool:
        """A place or a total without a value, and no heading: the row below is of another place."""
        words = self.words_of_row(row)
        if len(words) != 1 or any(self.text(row, column) for column in self.value_columns):
            return False
        said = set(self.vocabulary.read(words[0]).values) - {PLAIN, PERIOD}
        below = next((filled for one in self._below if one > row and (filled := self.words_of_row(one))), ("",))
        is_last = not below[0] or bool(FOOTER.match(below[0]))
        of_another = said & {REGION, SCOPE} & set(self.vocabulary.read(below[0]).values)
        return said == {TOTAL} or bool(of_another) or (is_last and not said.isdisjoint({REGION, SCOPE}))

    @cached_property
    def headings(self) -> Mapping[int, str]:
        """Rows of one text between others, which say something of those below: 国内."""
        found = {}
        for row in self._below:
            words = self.words_of_row(row)
            if row not in self.rows and len(words) == 1 and not FOOTER.match(words[0]):
                found[row] = words[0]
        return found

    def outer_labels(self, columns: tuple[int, ...]) -> Mapping[int, tuple[str, ...]]:
        """Of each row the labels from the left; one that stands once for several rows stands in each of them."""
        by_column = [self._carried(column, columns[-1]) for column in columns[:-1]]
        return {row: tuple(given.get(row, "") for given in by_column) for row in self.rows}

    def _carried(self, column: int, innermost: int) -> Mapping[int, str]:
        """From above; where each group begins with the same inner label, in whatever row of it the outer one stands."""
        found = {row: self.text(row, column) for row in self.rows}
        first = normal(self.text(self.rows[0], innermost))
        begins = [row for row in self.rows if normal(self.text(row, innermost)) == first]
        groups = [[row for row in self.rows if a <= row < b] for a, b in pairwise([*begins, self.printed.last + 1])]
        outer = [{found[row] for row in group} - {""} for group in groups]
        if all(len(words) == 1 for words in outer):
            return {row: next(iter(words)) for group, words in zip(groups, outer, strict=True) for row in group}
        before = ""
        for row in self.rows:
            before = found[row] = found[row] or before
        return found

    def where(self, row: int, column: int) -> Place:
        return self.grid.where(row, column)

    def read(self, text: str) -> Said:
        return self.vocabulary.read(text)


def outline(printed: PrintedGrid, vocabulary: Vocabulary) -> Outline | None:
    """The parts of a table; None where no row has a label and a number."""
    rough = Outline(printed, vocabulary, printed.first)
    rows = range(printed.first, min(printed.last + 1, printed.first + LATEST_BODY))
    first = next((row for row in rows if not is_blank(printed.grid, row) and _begins(rough, row)), None)
    return None if first is None else Outline(printed, vocabulary, _with_heading(rough, first))


def _with_heading(rough: Outline, first: int) -> int:
    """*first*, or the row of one text right below the header, which is of the rows below it and no title."""
    for row in range(first - 1, max(first - 1 - MOST_HEADINGS, rough.printed.first), -1):
        if len(rough.words_of_row(row)) != 1:
            break
        if not rough.is_title(row - 1):
            return row
    return first


def _begins(rough: Outline, row: int) -> bool:
    """A label, and at its right a number that is no year; or years only, and the label is a region."""
    numbers = [column for column in range(rough.grid.width) if rough.has_number(row, column)]
    if not numbers:
        return False
    texts = [rough.text(row, column) for column in range(numbers[-1]) if column not in numbers]
    if any(REGION in label.values and not label.unknown for label in map(rough.read, filter(None, texts))):
        return True
    plain = [column for column in numbers if not rough.is_year(row, column)]
    if not plain or _are_counted(rough, row, numbers):
        return False
    return any(texts) or plain != numbers


def _are_counted(rough: Outline, row: int, numbers: list[int]) -> bool:
    """Numbers of columns: 甲 1 2 3."""
    values = [rough.number(row, column).number for column in numbers]
    return len(values) > 1 and values in ([*range(1, len(values) + 1)], [*range(len(values))])
