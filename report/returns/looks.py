"""What a person sees of a cell beside its value: number formats, pieces of text that are raised, errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from report.returns.container import SAVE_AS, Refused, parse, parser_of

GENERAL = "General"
MOST_FORMATS = 100_000  # of cells; Excel itself keeps 65,490
DATE, MONTH, DAY, TIME = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
HALF_DAY, SECONDS = f"上午/下午{TIME}", f'{TIME}ss"秒"'
BUILT_IN = {  # ISO/IEC 29500-1, 18.8.30; 27 to 36 and 50 to 58 as a Chinese Excel shows them
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM"},
    **{20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0"},
    **{39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **{48: "##0.0E+0", 49: "@", 27: MONTH, 28: DAY, 29: DAY, 30: "m-d-yy", 31: DATE, 32: TIME, 33: SECONDS},
    **{34: HALF_DAY, 35: f"上午/下午{SECONDS}", 36: MONTH, 50: MONTH, 51: DAY, 52: MONTH, 53: DAY, 54: DAY},
    **{55: HALF_DAY, 56: f"上午/下午{SECONDS}", 57: MONTH, 58: DAY},
}
COVERED = "这一格被合并单元格盖住，看不见里面存的数"
WHITE = re.compile(r"\[(?:white|白色)\]", re.I)
FAINT = 0.05  # a tint that the eye does not tell from white
ON = (None, "1", "true", "on")  # of a property that is there: <strike/>


class Run(NamedTuple):
    """A piece of a cell's text: 30, and then 1 raised. *mark* is empty, superscript, subscript or strike."""

    text: str
    mark: str = ""


class Look(NamedTuple):
    """What a person sees of a cell, beside its value.

    *format* is the number format as the file has it: 0.00%, 0.0,"万", [DBNum1]General, yyyy"年"m"月", [h]:mm.
    *mark*: superscript, subscript, strike or white where the whole cell is; nought where the sheet shows no 0.
    *runs* are the pieces of a text of which some are raised, lowered or struck through; else there are none.
    *untrusted* says why what is stored is not what is seen: no result of a formula, under a merged cell. *error* is an
    error value: #SPILL!, #REF!.
    """

    format: str = GENERAL
    runs: tuple[Run, ...] = ()
    untrusted: str = ""
    error: str = ""
    mark: str = ""


PLAIN = Look()
LooksOfCells = Mapping[tuple[int, int], Look]  # of the cells that are not plain, by row and column from 0


def looks_of(styles: bytes) -> tuple[Look, ...]:
    """What each style that cells name makes of them, by its number."""
    found = _Styles()
    if styles:
        parse(styles, parser_of(found.start))
    return tuple(found.looks)


class _Styles:
    """Number formats, fonts and fills as they come by, and then the styles that name them by number."""

    def __init__(self) -> None:
        self.codes = dict(BUILT_IN)
        self.fonts: list[str] = []
        self.fills: list[bool] = []  # whether each leaves the cell white
        self.looks: list[Look] = []
        self.inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes.get("formatCode") or GENERAL
        elif tag in ("fonts", "fills", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self.inside = tag
        elif self.inside == "fonts":
            self._font(tag, attributes)
        elif self.inside == "fills":
            self._fill(tag, attributes)
        elif tag == "xf" and self.inside == "cellXfs":
            self._style(attributes)

    def _font(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "font":
            self.fonts.append("")
        elif self.fonts and (mark := mark_of(tag, attributes)):
            self.fonts[-1] = mark
        elif self.fonts and tag == "color" and _is_white(attributes):
            self.fonts[-1] = self.fonts[-1] or "white"

    def _fill(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "fill":
            self.fills.append(True)
        elif self.fills and tag in ("patternFill", "gradientFill"):
            self.fills[-1] = tag == "patternFill" and attributes.get("patternType", "none") == "none"
        elif self.fills and tag == "fgColor":
            self.fills[-1] = self.fills[-1] or _is_white(attributes)

    def _style(self, attributes: dict[str, str]) -> None:
        font, fill = int(attributes.get("fontId", 0)), int(attributes.get("fillId", 0))
        code = self.codes.get(int(attributes.get("numFmtId", 0)), GENERAL)
        mark = self.fonts[font] if 0 <= font < len(self.fonts) else ""
        mark = mark or ("white" if WHITE.search(code) else "")
        is_on_white = self.fills[fill] if 0 <= fill < len(self.fills) else True
        self.looks.append(Look(code, mark=mark if mark != "white" or is_on_white else ""))
        if len(self.looks) > MOST_FORMATS:
            raise Refused(f"单元格格式超过 {MOST_FORMATS} 种", SAVE_AS)


def _is_white(attributes: Mapping[str, str]) -> bool:
    """The colour of paper: as it is, the first of a theme, or the tenth of the old palette."""
    is_paper = attributes.get("theme") == "0" and abs(float(attributes.get("tint", 0))) < FAINT
    return is_paper or attributes.get("rgb", "")[-6:].upper() == "FFFFFF" or attributes.get("indexed") in ("1", "9")


def mark_of(tag: str, attributes: Mapping[str, str]) -> str:
    """What a property of a font makes of its characters: superscript, subscript, strike or nothing to speak of."""
    if tag == "vertAlign" and attributes.get("val") in ("superscript", "subscript"):
        return attributes["val"]
    return "strike" if tag in ("strike", "dstrike") and attributes.get("val") in ON else ""


class Rich:
    """Texts as they come by, tag by tag: their pieces, without the readings that are printed above characters."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.mark = ""
        self.heard: list[str] | None = None
        self.is_reading_aid = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "t":
            self.heard = []
        elif tag == "r":
            self.mark = ""
        elif tag == "rPh":
            self.is_reading_aid = True
        elif mark := mark_of(tag, attributes):
            self.mark = mark

    def hear(self, text: str) -> None:
        if self.heard is not None:
            self.heard.append(text)

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.is_reading_aid = False
        elif tag == "t" and self.heard is not None:
            if not self.is_reading_aid:
                self.runs.append(Run("".join(self.heard), self.mark))
            self.heard = None

    def take(self) -> tuple[str, tuple[Run, ...]]:
        """The text since the last time, and its pieces where one of them is marked."""
        runs, self.runs, self.mark = tuple(self.runs), [], ""
        return "".join(run.text for run in runs), runs if any(run.mark for run in runs) else ()


class SharedTexts:
    """The texts that cells name by number; *runs* of those with a marked piece."""

    def __init__(self, xml: bytes) -> None:
        self.texts: list[str] = []
        self.runs: dict[int, tuple[Run, ...]] = {}
        if xml:
            self._read(xml)

    def _read(self, xml: bytes) -> None:
        rich = Rich()

        def end(name: str) -> None:
            tag = name.rpartition(":")[2]
            if tag != "si":
                return rich.end(tag)
            text, runs = rich.take()
            if runs:
                self.runs[len(self.texts)] = runs
            self.texts.append(text)
            return None

        parser = parser_of(rich.start)
        parser.EndElementHandler, parser.CharacterDataHandler = end, rich.hear
        parse(xml, parser)
