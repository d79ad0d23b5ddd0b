"""Files made to use up the machine: each is read or refused in words within ten seconds and 600 MB."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from report.returns.marked import marked
from tests.returns.test_containers import LIST, parts_of, plain, zipped

ROOT = Path(__file__).resolve().parents[2]
SHEET = "xl/worksheets/sheet1.xml"
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
READ = """
import sys, time
from report.returns.container import Refused
from report.returns.grid import workbook_grids
before = time.process_time()
try:
    said = " ".join(f"{len(grid.cells)}x{grid.width}" for grid in workbook_grids("x.xlsx", sys.stdin.buffer.read())[:2])
except Refused as refused:
    said = refused.reason.what
status = open("/proc/self/status").read()  # ru_maxrss begins with what the process that started this one had
peak = status.partition("VmHWM:")[2].split()[0]
print(said, time.process_time() - before, peak, sep="|")
"""


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f"<worksheet>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def with_sheet(xml: str) -> bytes:
    return zipped({**parts_of(plain().content()), SHEET: xml.encode()})


def with_part(kind: str, xml: str) -> bytes:
    """With a part that the workbook points to, in place of its own of that kind: its styles, its shared strings."""
    parts = parts_of(plain().content())
    own = re.sub(rb"<Relationship [^>]*/%s\"[^>]*/>" % kind.encode(), b"", parts[LIST])
    link = f'<Relationship Id="x" Type="x/{kind}" Target="x.xml"/></Relationships>'
    return zipped({**parts, LIST: own.replace(b"</Relationships>", link.encode()), "xl/x.xml": xml.encode()})


def many_sheets(count: int, of_one_part: bool, rows: str = ONE) -> bytes:
    parts = parts_of(plain().content())
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(count))
    links = "".join(
        f'<Relationship Id="r{n}" Type="x/worksheet" Target="worksheets/sheet{1 if of_one_part else n + 1}.xml"/>'
        for n in range(count)
    )
    parts |= {f"xl/worksheets/sheet{n + 1}.xml": sheet(rows).encode() for n in range(1 if of_one_part else count)}
    parts["xl/workbook.xml"] = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'.encode()
    return zipped({**parts, LIST: f"<Relationships>{links}</Relationships>".encode()})


def table(rows: int, columns: int, cell: str = "<c><v>7</v></c>") -> str:
    return f"<row>{cell * columns}</row>" * rows


def shared(count: int, length: int) -> bytes:
    content = with_part("sharedStrings", f"<sst><si><t>{'国' * length}</t></si></sst>")
    return zipped({**parts_of(content), SHEET: sheet(table(count // 100, 100, '<c t="s"><v>0</v></c>')).encode()})


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
TALL = '<mergeCell ref="A1:B50000"/>'
TOO_MUCH = "工作簿里的单元格和格式太多"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "one part for 20,000 sheets": (lambda: many_sheets(20_000, True), "工作表超过 255 个"),
    "one part of 5 MB for 2,000 sheets": (lambda: many_sheets(2000, True, table(90_000, 4)), "工作表超过 255 个"),
    "one part of 5 MB for 200 sheets": (lambda: many_sheets(200, True, table(90_000, 4)), "有几个工作表是同一份内容"),
    "a cell in XFD1048576": (lambda: with_sheet(sheet(ONE + FAR)), "1x1"),
    "a workbook.xml of 55 MB": (
        lambda: zipped({**parts_of(plain().content()), "xl/workbook.xml": b"<workbook>" + b"<sheet/>" * 6_900_000}),
        "工作簿的目录超过 2 MB",
    ),
    "cells without end": (lambda: with_sheet(sheet(table(1, 2_000_001, "<c/>"))), TOO_MUCH),
    "as many cells as may be": (lambda: with_sheet(sheet(table(45_000, 10))), "40000x10"),
    "as many blank cells as may be": (lambda: with_sheet(sheet(table(10_000, 190, '<c s="1"/>'))), "0x0"),
    "a long text shown a hundred thousand times": (lambda: shared(100_000, 32_000), "7x100"),
    "shared strings without end": (
        lambda: with_part("sharedStrings", "<sst>" + "<si/>" * 1_990_000),
        "工作簿内部结构损坏",
    ),
    "formats without end": (
        lambda: with_part("styles", f"<a><cellXfs>{'<xf/>' * 1_900_000}</cellXfs></a>"),
        "单元格格式超过 100000 种",
    ),
    "250 sheets spread wide": (
        lambda: many_sheets(250, False, ONE + '<row r="40"><c r="OJ40"><v>1</v></c></row>'),
        "40x400 40x400",
    ),
    "widths without end": (
        lambda: with_sheet(sheet(ONE, "<cols>" + '<col min="1" max="399" hidden="1"/>' * 900_000 + "</cols>")),
        "工作簿内部结构损坏",
    ),
    "an endless comment": (lambda: with_sheet(f"<worksheet><!--{'x' * 50_000_000}-->"), "工作簿的 XML 里有过长的标签"),
    "a text of 50 MB": (lambda: with_sheet(sheet(f'<row><c t="str"><v>{"x" * 50_000_000}</v></c></row>')), "0x0"),
    "overlapping merged ranges": (
        lambda: with_sheet(sheet('<row r="50000"><c><v>1</v></c></row>', after=f"<a>{TALL * 19_000}</a>")),
        "合并单元格重叠或太多",
    ),
    "formulas over ranges of one cell": (
        lambda: with_sheet(sheet(table(1000, 300, '<c><f t="array" ref="A1:A1"/><v>0</v></c>'))),
        "1000x300",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_use_up_the_machine_is_read_or_refused_within_bounds(name: str) -> None:
    make, outcome = HOSTILE[name]
    child = subprocess.run(
        [sys.executable, "-c", READ], input=make(), cwd=ROOT, capture_output=True, env=os.environ, check=True
    )
    said, seconds, kilobytes = child.stdout.decode().strip().split("|")

    assert said == outcome
    assert float(seconds) < 10 and int(kilobytes) < 600_000


def test_no_marked_copy_is_made_of_what_would_take_long() -> None:
    assert marked(with_sheet(sheet(table(200, 400))), []) is None
    assert marked(with_sheet(sheet(ONE, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), []) is None
    assert marked(plain().content(), []) is not None
