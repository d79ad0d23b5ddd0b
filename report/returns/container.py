"""Workbooks as strangers send them: what is inside the zip, before any of it is believed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

LARGEST_FILE = 10_000_000  # bytes as sent
LARGEST_UNZIPPED = 60_000_000
LARGEST_LIST = 2_000_000  # of a part that lists others
LONGEST_TAG = 1_000_000
MOST_ENTRIES = 2_000
MOST_TAGS = 2_000_000  # in all parts that are read: three seconds
CHUNK = 1 << 16
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SAVE_AS = "请用电子表格软件打开后另存为 .xlsx"
MACROS = ("工作簿带有宏", "请另存为不含宏的 .xlsx")
LINKS = ("工作簿链接到其他工作簿", "请在“数据—编辑链接”中断开链接，只保留数值")
OBJECTS = ("工作簿嵌有对象或控件", "请删去嵌入的对象，另存为 .xlsx")
CONNECTIONS = ("工作簿带有外部数据连接", "请删去数据连接，只保留数值")
OF_NAMES = (
    (re.compile(r"vbaproject|xl/macrosheets/|dialogsheets/"), MACROS),
    (re.compile(r"xl/externallinks/"), LINKS),
    (re.compile(r"xl/(embeddings|activex|ctrlprops)/"), OBJECTS),
    (re.compile(r"xl/(connections\.xml|querytables/)"), CONNECTIONS),
)
OF_RELATIONS = {
    **dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"), MACROS),
    **dict.fromkeys(("externalLink", "externalLinkPath"), LINKS),
    **dict.fromkeys(("oleObject", "package", "control", "activeXControlBinary", "ctrlProp"), OBJECTS),
    **dict.fromkeys(("connections", "queryTable"), CONNECTIONS),
}
OF_MAIN_PARTS = (  # by the content type of what the package is about
    ("sheet.binary", "是二进制工作簿（.xlsb）", "请另存为 .xlsx"),
    ("wordprocessingml", "是 Word 文档，不是工作簿", "请放入 .xlsx 工作簿"),
    ("presentationml", "是演示文稿，不是工作簿", "请放入 .xlsx 工作簿"),
    ("macroEnabled", "是启用宏的工作簿（.xlsm）", "请另存为不含宏的 .xlsx"),
)
OTHER_FILES = (  # by what they begin with, blanks and byte-order mark aside
    (re.compile(rb"%PDF"), "是 PDF 文件，不是工作簿", "请放入 .xlsx 工作簿"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"), "是压缩包，不是工作簿", "请解压后放入其中的 .xlsx 工作簿"),
    (re.compile(rb"<\?xml.{0,400}office:spreadsheet", re.S), "是 XML 表格，不是 .xlsx 工作簿", SAVE_AS),
    (re.compile(rb"<(!doctype html|html|head|meta|table|div)\b", re.I), "是网页，不是工作簿", SAVE_AS),
)
BROKEN = ("不是完好的工作簿（文件损坏或不完整）", "请用电子表格软件打开后另存为 .xlsx，再重新放入")
NO_WORKBOOK = ("压缩包里没有工作簿", "请放入 .xlsx 工作簿；.ods、.xlsb 请先另存为 .xlsx")
OTHER_ENCODINGS = (
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
OF_ONE_OR_TWO_BYTES = ("gb18030", "gbk", "gb2312", "iso-8859-1", "windows-1252")
DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class Reason(NamedTuple):
    """Why a file will not be read: what it is, and the way out."""

    what: str
    cure: str
    line: int = 0


class Refused(Exception):
    """A file that will not be read."""

    def __init__(self, what: str, cure: str, line: int = 0) -> None:
        super().__init__(what, cure, line)  # as a copy of it is made
        self.reason = Reason(what, cure, line)


class Relation(NamedTuple):
    """A line of a .rels part: *kind* is the last word of its type, which the strict and the usual form share."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """The parts of a workbook by their names in small letters: Open Packaging Conventions, ISO/IEC 29500-2."""

    parts: Mapping[str, bytes]

    def relations(self, part: str = "") -> tuple[Relation, ...]:
        """What *part* points to, targets as names of parts; of the package itself without a name."""
        listed = self.parts.get(f"{dirname(part)}/_rels/{basename(part)}.rels".lstrip("/"), b"")
        return tuple(_relations(listed, lambda target: self._named(dirname(part), target)))

    def _named(self, folder: str, target: str) -> str:
        """Relative to the folder, or from the top: some write xl/worksheets/… without a slash before it."""
        path = unquote(target.replace("\\", "/")).casefold()
        relative = path.lstrip("/") if path.startswith("/") else normpath(join(folder, path))
        return relative if relative in self.parts else path if path in self.parts else relative

    @property
    def main(self) -> str:
        """The part that the package is about: whatever it is called, the package points to it."""
        pointed = (relation.target for relation in self.relations() if relation.kind == "officeDocument")
        return next((part for part in (*pointed, "xl/workbook.xml") if part in self.parts), "")


def opened(content: bytes) -> Package:
    """The parts of a workbook that is safe to look into; Refused with a sentence for anything else."""
    if len(content) > LARGEST_FILE:
        raise Refused(f"文件超过 {LARGEST_FILE // 1_000_000} MB", "请检查是否放错文件，或删去图片和空白格式")
    _refuse_others(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package(_parts(archive))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
        OverflowError,
        zipfile.zlib.error,  # type: ignore[attr-defined]
    ) as error:
        raise Refused(*BROKEN) from error
    with whole_structure():
        _refuse_contents(package)
    return package


@contextmanager
def whole_structure() -> Iterator[None]:
    """What fails inside for want of a part, an attribute or well-formed XML is a refusal."""
    try:
        yield
    except (LookupError, ValueError, OverflowError, StopIteration, expat.ExpatError) as error:
        raise Refused("工作簿内部结构损坏", f"{SAVE_AS}，再重新放入") from error


# ---------------------------------------------------------------- other files


def _refuse_others(content: bytes) -> None:
    if content.startswith(OLE):
        _refuse_ole(content)
    if content.startswith(b"PK"):
        return
    head = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, what, cure in OTHER_FILES:
        if pattern.match(head):
            raise Refused(what, cure)
    if head and not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", head):
        raise Refused("是文本文件，不是工作簿", "CSV 请把扩展名改为 .csv；其他文件请另存为 .xlsx")


def _refuse_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("工作簿加了密码", "请取消打开密码后另存为 .xlsx")
    if "WordDocument".encode("utf-16-le") in content:
        raise Refused("是 Word 文档，不是工作簿", "请放入 .xlsx 工作簿")
    raise Refused("是旧版 .xls 工作簿", "请用电子表格软件另存为 .xlsx")


# ---------------------------------------------------------------- the zip


def _parts(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    """Every part by name, read in full so that each checksum is verified."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"压缩包内有 {len(entries)} 个文件", "请用电子表格软件另存为 .xlsx")
    if sum(entry.file_size for entry in entries) > LARGEST_UNZIPPED:
        raise Refused(
            f"解压后超过 {LARGEST_UNZIPPED // 1_000_000} MB", "请检查是否放错文件，或删去多余的格式和空白行列"
        )
    names = [_name(entry) for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("压缩包内有重名文件", "请用电子表格软件另存为 .xlsx")
    return {
        name: _content(archive, entry) for name, entry in zip(names, entries, strict=True) if not name.endswith("/")
    }


def _name(entry: zipfile.ZipInfo) -> str:
    """The part's name in small letters and with slashes, as its readers compare it."""
    name = entry.filename.replace("\\", "/").casefold()
    if entry.flag_bits & 0x1:
        raise Refused("工作簿加了密码", "请取消密码后另存为 .xlsx")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise Refused(
            f"压缩包内有越界路径「{entry.filename[:60]}」", "请用电子表格软件另存为 .xlsx，不要用打包工具改动"
        )
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise Refused("压缩包内有符号链接", "请用电子表格软件另存为 .xlsx")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("压缩包用了少见的压缩方法", SAVE_AS)
    for pattern, (what, cure) in OF_NAMES:
        if pattern.search(name):
            raise Refused(what, cure)
    return name


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
        if len(content) > entry.file_size or file.read(1):
            raise Refused("压缩包的大小与声明不符", "请用电子表格软件另存为 .xlsx")
    if content.startswith(OLE):
        raise Refused(*OBJECTS)
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))  # and no picture in SVG
    if is_xml and (content[:4096].find(b"<!DOCTYPE") >= 0 or b"<!ENTITY" in content[:65536]):
        _refuse_declarations()
    return content


def _refuse_declarations(*_: object) -> None:
    raise Refused("工作簿的 XML 带有外部声明", "请用电子表格软件另存为 .xlsx")


# ---------------------------------------------------------------- what the package is


def _refuse_contents(package: Package) -> None:
    if package.parts.get("mimetype", b"").startswith(b"application/vnd.oasis"):
        raise Refused("是 .ods 工作簿", "请另存为 .xlsx")
    main = package.main
    kind = _content_type(package, main) if main else ""
    for word, what, cure in OF_MAIN_PARTS:
        if word in kind:
            raise Refused(what, cure)
    if not main:
        raise Refused(*_no_workbook(package))
    for part in [part for part in package.parts if part.endswith(".rels")]:
        for relation in _relations(package.parts[part], str):
            if relation.kind in OF_RELATIONS:
                raise Refused(*OF_RELATIONS[relation.kind])


def _no_workbook(package: Package) -> tuple[str, str]:
    if any(name.endswith((".xlsx", ".xls", ".csv", ".et")) for name in package.parts):
        return "是压缩包，不是工作簿", "请解压后放入其中的 .xlsx 工作簿"
    return NO_WORKBOOK


def _content_type(package: Package, part: str) -> str:
    """By the part's name, or else by its ending."""
    by_name: dict[str, str] = {}
    by_ending: dict[str, str] = {}

    def listed(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Override":
            by_name[attributes["PartName"].lstrip("/").casefold()] = attributes["ContentType"]
        elif tag == "Default":
            by_ending[attributes["Extension"].casefold()] = attributes["ContentType"]

    parse_list(package.parts.get("[content_types].xml", b""), parser_of(listed))
    return by_name.get(part) or by_ending.get(part.rpartition(".")[2], "")


def _relations(xml: bytes, named: Callable[[str], str]) -> Iterator[Relation]:
    found: list[dict[str, str]] = []
    parse_list(xml, parser_of(lambda tag, attributes: found.append(attributes) if tag == "Relationship" else None))
    for given in found:
        external = given.get("TargetMode") == "External"
        target = given["Target"] if external else named(given["Target"])
        yield Relation(given["Id"], given["Type"].rpartition("/")[2], target, external)


# ---------------------------------------------------------------- XML


def parse_list(xml: bytes, parser: Any) -> None:
    """Have *parser* go through a part that lists others; one that is not there lists none."""
    if len(xml) > LARGEST_LIST:
        raise Refused(f"工作簿的目录超过 {LARGEST_LIST // 1_000_000} MB", SAVE_AS)
    if xml:
        parse(xml, parser)


def parser_of(start: Callable[[str, dict[str, str]], None]) -> Any:
    """A parser that tells of each start tag, without its prefix."""
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    return parser


def parse(xml: bytes, parser: Any) -> None:
    """Have *parser*, made for UTF-8, go through a part: no declaration, no endless tag, whatever its encoding."""
    text = _utf8(xml)
    parser.StartDoctypeDeclHandler = _refuse_declarations
    for start in range(0, len(text), CHUNK):
        parser.Parse(text[start : start + CHUNK], False)
        if start - parser.CurrentByteIndex > LONGEST_TAG:
            raise Refused("工作簿的 XML 里有过长的标签", SAVE_AS)
    parser.Parse(b"", True)


def _utf8(xml: bytes) -> bytes:
    """In UTF-8 and without a mark; a part may be in UTF-16, and now and then one is in what it declares."""
    for beginning, encoding in OTHER_ENCODINGS:
        if xml.startswith(beginning):
            return xml.decode(encoding).encode()
    declared = DECLARED.match(xml)
    if declared and (encoding := declared[1].decode().lower()) not in ("utf-8", "utf8", "us-ascii"):
        if encoding not in OF_ONE_OR_TWO_BYTES:
            raise ValueError("no such encoding")
        return xml.decode(encoding).encode()
    return xml.removeprefix(b"\xef\xbb\xbf")


def count_tags(xmls: Iterable[bytes]) -> int:
    """How many tags there are, about; Refused where going through them would take long."""
    tags = sum(xml.count(b"<") for xml in xmls)
    if tags > MOST_TAGS:
        raise Refused("工作簿里的单元格和格式太多", "请删去表格以外的内容和格式，另存为 .xlsx")
    return tags
