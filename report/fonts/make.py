"""Make NotoSansSC-GB2312.ttf, what charts are drawn with, and widths.json, what they are laid out with.

    pip download --no-deps justmytype-intl-cjk==0.1.0
    python report/fonts/make.py justmytype_intl_cjk-0.1.0-py3-none-any.whl

Writes both and the licence of the font (OFL 1.1) beside this script. The same wheel and the same fontTools give the
same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

WHEEL_SHA256 = "06d9665542bfcad373716bb80583aa2d9bb2086a054fe11f706b9bd41e03f256"
FOLDER_IN_WHEEL = "justmytype_intl_cjk/fonts/ofl/notosanssc/"
NAME, WIDTHS = "NotoSansSC-GB2312.ttf", "widths.json"
REGULAR = 400
UNITS_PER_EM = 256  # of 1000: coordinates fit in a byte, a third less to commit; widths stay within 0.2 %
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright, family … licence: the OFL wants them to travel with the font

LAYOUT_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "DSIG", "meta"]

BEYOND_GB2312 = (
    "".join(map(chr, range(0x20, 0x7F)))  # ASCII
    + "".join(map(chr, range(0xA0, 0x100)))  # Latin-1: names of authors and institutions
    + "‐‑‒–—―‘’“”„†‡•…‰′″※€№™←↑→↓↔−≈≠≤≥▲△▼▽◆◇○●★☆〇〈〉《》「」『』【】〔〕〖〗"
    + "".join(map(chr, range(0xFF01, 0xFF5F)))  # full-width forms
    + "￥　㎡㎏㎞℃"
    + "喆堃淼犇甯垚昇镕珺玥煊赟洺浉"  # in names of people and places, not in GB2312
)


def main(wheel: Path) -> None:
    content = wheel.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != WHEEL_SHA256:
        raise SystemExit(f"{wheel}: sha256 is {found}; expected {WHEEL_SHA256}")
    here = Path(__file__).parent
    with ZipFile(BytesIO(content)) as archive:
        font = subset(archive.read(f"{FOLDER_IN_WHEEL}NotoSansSC[wght].ttf"))
        here.joinpath(NAME).write_bytes(font)
        here.joinpath(WIDTHS).write_text(json.dumps(widths(font), ensure_ascii=False), "utf-8")
        here.joinpath("OFL.txt").write_bytes(archive.read(f"{FOLDER_IN_WHEEL}OFL.txt"))


def subset(variable: bytes) -> bytes:
    """The regular weight of *variable*, with the characters of `characters` and without hints or layout features."""
    font = instantiateVariableFont(
        TTFont(BytesIO(variable), recalcTimestamp=False), {"wght": REGULAR}, updateFontNames=True
    )
    options = Options(
        hinting=False,
        layout_features=[],
        glyph_names=False,
        notdef_outline=True,
        name_IDs=NAMES_KEPT,
        recalc_timestamp=False,
        drop_tables=LAYOUT_TABLES,
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    scale_upem(font, UNITS_PER_EM)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def widths(font: bytes) -> dict[str, int]:
    """The width of each character that is not one em wide, of UNITS_PER_EM."""
    read = TTFont(BytesIO(font))
    found = {chr(code): read["hmtx"][glyph][0] for code, glyph in sorted(read.getBestCmap().items())}
    return {character: width for character, width in found.items() if width != UNITS_PER_EM}


def characters() -> str:
    """Every character of GB2312, and those of BEYOND_GB2312."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(row.decode("gb2312", "ignore") for row in rows) + BEYOND_GB2312


if __name__ == "__main__":
    main(Path(sys.argv[1]))
