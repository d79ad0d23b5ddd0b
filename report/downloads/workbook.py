"""A plain table as a workbook: 数据, the numbers as printed, and 说明, what they are of. The same bytes always.

Of synthetic data the sheet's name, its last column and every printed page say so: each may be taken away alone.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from report.downloads.about import about
from report.downloads.csv_text import sheet
from report.model import Table
from report.plaintext import SAMPLE
from report.wording import decimals_of

DATA, DATA_OF_SAMPLE, ABOUT = "数据", "数据（示例）", "说明"
NO_TIME = datetime(1980, 1, 1)  # that of zip files; the data carry their own dates
FONT = {"font_name": "宋体", "font_size": 11}
WIDTHS = (18, 16, 60)  # of the first column, of the others, of what is said in 说明; in characters


def workbook(table: Table, address: str) -> bytes:
    """XLSX: numbers as numbers with the decimals that the page prints, words as words and never as formulas."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    said = about(table, address)
    remarks = [f"{name}：{text}" for name, text in said.items() if text and name != "标题"]
    book.set_properties(
        {"title": said["标题"], "subject": said["统计时点"], "comments": "\n".join(remarks), "created": NO_TIME}
    )
    _write_data(book, book.add_worksheet(DATA_OF_SAMPLE if table.synthetic else DATA), table)
    _write_about(book, book.add_worksheet(ABOUT), table, said)
    for page in book.worksheets() if table.synthetic else ():
        page.set_header(f"&C{SAMPLE}，并非真实统计")
    book.close()
    return out.getvalue()


def _write_data(book: Workbook, page: Worksheet, table: Table) -> None:
    header, rows = sheet(table)
    if table.synthetic:
        header, rows = (*header, "备注"), tuple((*row, SAMPLE) for row in rows)
    bold, plain = book.add_format({**FONT, "bold": True, "text_wrap": True}), book.add_format(FONT)
    shown = Formats(book)
    page.set_column(0, 0, WIDTHS[0])
    page.set_column(1, len(header) - 1, WIDTHS[1])
    page.freeze_panes(1, 1)
    for column, text in enumerate(header):
        page.write_string(0, column, text, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                page.write_number(line, column, float(cell), shown[decimals_of(cell)])
            elif cell:
                page.write_string(line, column, cell, plain)


class Formats(dict[int, Format]):
    """The format of numbers with so many decimals, made when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def __missing__(self, decimals: int) -> Format:
        places = "." + "0" * decimals if decimals else ""
        self[decimals] = self.book.add_format({**FONT, "num_format": f"#,##0{places}"})
        return self[decimals]


def _write_about(book: Workbook, page: Worksheet, table: Table, said: dict[str, str]) -> None:
    """What `about` says, a line each; below it every column with its unit, its key in the plain CSV and its note."""
    plain = book.add_format({**FONT, "text_wrap": True})
    page.set_column(0, 0, WIDTHS[0])
    page.set_column(1, 3, WIDTHS[2])
    lines = [*said.items(), (), ("列", "单位", "程序用列名", "注")]
    lines += [(column.title, column.unit, column.key, column.note) for column in table.columns]
    for line, texts in enumerate(lines):
        for place, text in enumerate(texts):
            page.write_string(line, place, text, plain)
