"""The door for YAML: what each kind of mistake is called, where it is, and that no file ends in anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import process_time

import pytest

from report.inputs import Inputs
from report.inputs.settings import read_site_url
from report.inputs.values import value
from report.inputs.yaml import DEEPEST, LARGEST, MOST, List, Map, Text, mapping, parsed, rewritten, texts
from report.model import DataError, Place
from report.returns.record import read_record


def said(text: str | bytes) -> list[str]:
    with pytest.raises(DataError) as caught:
        mapping("a.yml", text if isinstance(text, bytes) else text.encode())
    return [str(problem) for problem in caught.value.problems]


def test_names_texts_and_lists_keep_their_line_and_are_the_text_that_was_written():
    assert mapping("a.yml", "甲: 1.10\n# 注\n乙:\n- yes\n- '~'\n- ~\n".encode()) == Map(
        1,
        (
            (Text(1, "甲"), Text(1, "1.10")),
            (Text(3, "乙"), List(4, (Text(4, "yes"), Text(5, "~", plain=False), Text(6, "")))),
        ),
    )


def test_an_empty_file_has_no_names_and_every_text_is_found_in_the_order_of_the_file():
    assert mapping("a.yml", "\ufeff# 只有注\n".encode()).entries == ()
    assert [one.text for one in texts(mapping("a.yml", b"a: [b, {c: d}]\ne: f"))] == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b\n? [c]\n: d\n", "a.yml:2: 这里的名称不是文字；名称请写成一个词，后面是冒号和空格"),
        ("a: b\n[c]: d\n", "a.yml:2: 这里的名称不是文字；名称请写成一个词，后面是冒号和空格"),
        (
            "a: b\npublisher: {{ publisher }}\n",
            "a.yml:2: 这里的「{{ }}」没有换成文字；请填写文字；确实要写花括号时用引号括起",
        ),
        (
            "publisher: {{ publisher }} 局\n",
            "a.yml:1: 这里的「{{ }}」没有换成文字；请填写文字；确实要写花括号时用引号括起",
        ),
        ("a: b\nc: d\na: e\n", "a.yml:3: 「a」写了两次；请只留一个"),
        ("a:\n- {b: c, b: d}\n", "a.yml:2: 「b」写了两次；请只留一个"),
        ("a: b\n标题：报表\nc: d\n", "a.yml:2: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("publisher：某局\ntitle: b\n", "a.yml:1: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("# 说明：甲\npublisher： 某 局\ntitle: b\n", "a.yml:2: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("a:\n- b: c\n  d：e\n  f: g\n", "a.yml:3: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("a： \n  b: c\n", "a.yml:1: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("a: b\nc﹕d\ne: f\n", "a.yml:2: 名称后面是全角冒号「﹕」；请改成半角冒号和一个空格"),
        ("title:甲\nb: c\n", "a.yml:1: 「title」的冒号后少一个空格；请在冒号后空一格"),
        ("a: b\ntitle:'甲'\nb: c\n", "a.yml:2: 「title」的冒号后少一个空格；请在冒号后空一格"),
        ("a:\n  title:甲\n  b: c\n", "a.yml:2: 「title」的冒号后少一个空格；请在冒号后空一格"),
        ("title:甲\n", "a.yml:1: 「title」的冒号后少一个空格；请在冒号后空一格"),
        ("a: |\n  甲：乙\nc:丁\nd: e\n", "a.yml:3: 「c」的冒号后少一个空格；请在冒号后空一格"),
        (
            "a: 见 https://x.example/\nb c\nd: e\n",
            "a.yml:2: 这一行不是「名称: 值」；请写成“名称: 值”；接着上一行的文字请缩进",
        ),
        ("标题：报表\n", "a.yml:1: 名称后面是全角冒号「：」；请改成半角冒号和一个空格"),
        ("标题: 甲: 乙\n", "a.yml:1: 一行里有两个“冒号加空格”；文字里有冒号时请用引号括起"),
        (
            "a: 报表 #2\n",
            "a.yml:1: 「#2」前有空格，从「#」起没有读进来；文字里有「#」时请用引号括起；注释请在「#」后空一格",
        ),
        ("a: &b c\n", "a.yml:1: 这里用了「&」或「*」的引用；请把内容写出来；文字以「&」「*」开头时用引号括起"),
        ("a: *b\n", "a.yml:1: 这里用了「&」或「*」的引用；请把内容写出来；文字以「&」「*」开头时用引号括起"),
        ("a: b\n*b : c\n", "a.yml:2: 这里用了「&」或「*」的引用；请把内容写出来；文字以「&」「*」开头时用引号括起"),
        ("a: !!python/object/apply:os.system [x]\n", "这里写了标签「tag:yaml.org,2002:python/object/apply:os"),
        ("a:\n\tb: c\n", "a.yml:2: 这里有制表符（Tab）；请改用空格缩进"),
        ("a: @b\n", "a.yml:1: 文字不能以「@」「%」或「`」开头；请用引号括起"),
        (
            "a: b\n--- \na: b\n",
            "a.yml:2: 这里用 --- 又起了一份内容；一个文件只写一份内容；请删去 --- 以下，或另存为一个文件",
        ),
        ("a: b\nc: \x07\n", "a.yml:2: 这里有看不见的字符 U+0007；请删去，或重新录入这一行"),
        ("a: b\nc: \ufeffd\n", "a.yml:2: 这里有看不见的字符 U+FEFF；请删去，或重新录入这一行"),
        ("a: b\n".encode("utf-16"), "a.yml:1: 是 UTF-16 编码，不是 UTF-8 编码；请另存为 UTF-8 [not-utf-8]"),
        ("a: b\n".encode("utf-32"), "a.yml:1: 是 UTF-32 编码，不是 UTF-8 编码；请另存为 UTF-8 [not-utf-8]"),
        ("a: b\n".encode("utf-32-be"), "a.yml:1: 是 UTF-32 编码，不是 UTF-8 编码；请另存为 UTF-8 [not-utf-8]"),
        (b"a: b\nc: \xff\n", "a.yml:2: 不是 UTF-8 编码；请另存为 UTF-8 [not-utf-8]"),
        ("- a\n", "a.yml:1: 这里应是「名称: 值」；请写成每行一个“名称: 值” [broken-entry]"),
        ("a: b\n c: d\n", "a.yml:2: YAML 写法有误；请检查缩进、冒号后的空格和引号 [broken-yaml]"),
    ],
)
def test_a_mistake_is_called_by_its_name_at_its_line_with_a_cure(text: str | bytes, message: str):
    assert message in said(text)[0]


def test_every_wrong_colon_above_the_place_where_yaml_stumbles_is_told():
    assert [line.rpartition("；")[0] for line in said("publisher：某局\ntitle:甲\nstatus: 初步\n")] == [
        "a.yml:1: 名称后面是全角冒号「：」",
        "a.yml:2: 「title」的冒号后少一个空格",
    ]


def test_all_doubtful_places_of_a_file_are_told_together():
    assert [line.partition(":")[2].partition(":")[0] for line in said("a: &x b\nc: d\nc: e\nf: g #h\n")] == [
        "1",
        "3",
        "4",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[" * 100_000, f"套了 {DEEPEST} 层以上"),
        ("- " * 100_000 + "a", f"套了 {DEEPEST} 层以上"),
        ("{a: " * 100_000, f"套了 {DEEPEST} 层以上"),
        ("a:\n- " + "x\n- " * (MOST + 1), f"内容超过 {MOST} 项"),
        ("a: " + "x" * LARGEST, "文件超过 1 MB"),
        ("a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a,*a]\n" for i in range(5_000)), "引用"),
        ("".join(f"a{i}: b\n" for i in range(40_000)) + "a0: c\n", "「a0」写了两次"),
        ("a: " + "[" * 40 + "x, " * 200_000, "内容超过"),
        ("? " * 5_000, "名称不是文字"),
        ("a: '" + "x\n\n" * 200_000, "YAML 写法有误"),
        ("&a [*a]", "引用"),
    ],
)
def test_a_hostile_file_is_told_within_seconds_and_is_not_expanded(text: str, what: str):
    begun = process_time()

    assert what in said(text)[0]
    assert process_time() - begun < 10


def test_what_is_doubtful_is_left_to_the_reader_of_settings_and_nothing_is_run(tmp_path: Path):
    (tmp_path / "mkdocs.yml").write_text(
        "x: &a !!python/name:os.system\ny: *a\nz: !!python/object/apply:os.abort []\nsite_url: https://x.example/\n",
        "utf-8",
    )

    assert read_site_url(Inputs(tmp_path)) == "https://x.example"
    assert len(parsed("mkdocs.yml", (tmp_path / "mkdocs.yml").read_bytes())[1]) == 3


@pytest.mark.parametrize(
    "text", ["? [a]\n: b\n", "? {a: b}\n: c\n", "publisher: {{ publisher }}\n", "[" * 9_000, "\x00"]
)
def test_a_record_that_cannot_be_read_is_a_note_about_it_and_nothing_else(text: str):
    record = read_record("data/releases/2024Q4/release.yml", text.encode())

    assert [note.rule for note in record.notes] == ["metadata"]
    assert record.notes[0].place.line == 1


def test_a_day_that_no_calendar_has_is_told_in_a_record():
    notes = read_record("release.yml", b"cut_off: 2024-02-30\nrelease_at: 2025-02-30T09:30+08:00\n").notes

    assert [str(note).partition("；")[0] for note in notes if note.place.line] == [
        "release.yml:1: cut_off 写作「2024-02-30」",
        "release.yml:2: release_at 写作「2025-02-30T09:30+08:00」",
    ]


def test_a_rewritten_file_keeps_its_bytes_where_nothing_changes():
    assert rewritten(b"a: 1  # one\n", lambda document: document) == b"a: 1  # one\n"
    assert rewritten("a: 1\n乙: 丙\n".encode(), lambda document: {"乙": document["乙"]}) == "乙: 丙\n".encode()


# ---------------------------------------------------------------- values


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    where: Place
    size: float = 1
    count: int = 0
    good: bool = False
    colour: Colour = Colour.RED
    tags: tuple[str, ...] = ()
    ends: tuple[str, str] = ("", "")


def made(text: str) -> Thing:
    return value(Thing, mapping("a.yml", text.encode()), "a.yml")


def test_fields_are_filled_by_name_whatever_their_order():
    assert made("tags: [a, b]\ncount: 3\nsize: 0.5\ngood: yes\nname: 甲  乙\ncolour: red\nends: [x, y]\n") == Thing(
        name="甲 乙", where=Place("a.yml", 1), size=0.5, count=3, good=True, tags=("a", "b"), ends=("x", "y")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("size: 1\n", "a.yml:1: 缺少「name」；请补上 [missing-field]"),
        (
            "name: a\nsiez: 1\n",
            "a.yml:2: 不认识「siez」；可用：name、size、count、good、colour、tags、ends [unknown-field]",
        ),
        ("name: [a]\n", "a.yml:1: 「name」里应是文字；请写成文字；有冒号时用引号括起 [broken-entry]"),
        (
            "name: a\nsize: .inf\n",
            "a.yml:2: 「size」应是数，写作「.inf」；请写成不带单位的数字，如 3 或 0.5 [broken-entry]",
        ),
        (
            "name: a\nsize: '1'\n",
            "a.yml:2: 「size」应是数，写作「1」；请写成不带单位的数字，如 3 或 0.5 [broken-entry]",
        ),
        ("name: a\ncount: 1.5\n", "a.yml:2: 「count」应是整数；请写成 count: 3 [broken-entry]"),
        ("name: a\ngood: 好\n", "a.yml:2: 「good」写作「好」；请写 true 或 false [broken-entry]"),
        ("name: a\ncolour: blue\n", "a.yml:2: 「colour」写作「blue」；可用：red [broken-entry]"),
        ("name: a\ntags: b\n", "a.yml:2: 「tags」应是列表；请写成 [甲, 乙]，或每行一条，以 - 开头 [broken-entry]"),
        (
            "name: a\ntags:\n- b\n- {c: d}\n",
            "a.yml:4: 「tags」里应是文字；请写成文字；有冒号时用引号括起 [broken-entry]",
        ),
        ("name: a\nends: [b]\n", "a.yml:2: 「ends」里每条应有 2 项；请写成 [甲, 乙] [broken-entry]"),
    ],
)
def test_a_value_of_another_type_is_told_at_its_line(text: str, message: str):
    with pytest.raises(DataError) as caught:
        made(text)

    assert [str(problem) for problem in caught.value.problems] == [message]
