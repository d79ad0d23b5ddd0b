"""The command that brings in official tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from report.dataset import problems, read_tables
from report.disk import put
from report.inputs import Inputs
from report.model import DataError, Dataset, Indicator, Refusal, Source
from report.returns.container import Refused
from report.returns.folders import content_of
from report.yearbook import entered, shown
from report.yearbook.outline import Outline, outline
from report.yearbook.prints import printed_tables
from report.yearbook.proposal import Known, Proposal, Wishes, propose
from report.yearbook.terms import Vocabulary, read_vocabulary, with_regions

MOST_ASKED = 40
ASKED = "{} 处要先说明；什么也没有写"


@dataclass(frozen=True)
class _Additions:
    """Files of data/ with what is added to them, and how many rows of the table are new."""

    files: dict[Path, bytes]
    rows: int


def table(
    root: Path,
    file: Path,
    source: str,
    number: int | None,
    write: bool,
    indicators: Sequence[tuple[str, str]],
    entry: bool,
    words: Sequence[tuple[str, str]],
    period: str | None,
    scope: str,
    region: str,
    unit: str,
    publisher: str,
    title: str,
    url: str,
    date: str,
) -> int:
    """Show what the table in *file* would become; with *write* write it, unless something must be asked first."""
    inputs = Inputs(root)
    data = read_tables(inputs)
    if region and region not in data.regions:
        raise Refusal(f"--region 「{region}」不在 data/regions.csv 里；请写其中的简称，如 北京")
    given = {"period": period or "", "scope": scope, "region": region}
    wishes = Wishes(source, dict(indicators), dict(words), given, unit)
    found = _outline(file, number, _vocabulary(inputs, data, wishes))
    new = _new_indicators(found, wishes, data, entry)
    proposal = propose(found, Known(found.vocabulary, {**data.indicators, **new}, data.regions), wishes)
    print(shown.told(proposal))
    for one in new.values():
        print(f"\ndata/indicators.yml 拟加：\n{entered.entry_text(one)}")
    own = data.sources.get(source) or Source(source, publisher, title, date, url, "table" if url else "reprint")
    additions = _additions(inputs, data, own, proposal, new)
    return _written(root, additions) if write and additions.rows else _not_written(additions)


def _vocabulary(inputs: Inputs, data: Dataset, wishes: Wishes) -> Vocabulary:
    vocabulary = with_regions(read_vocabulary(inputs), inputs, data.regions)
    try:
        return vocabulary.with_words(wishes.words)
    except KeyError as error:
        raise Refusal(f"--means 里的「{error.args[0]}」也不认识；请写 data/mappings 里有的词，或地区的名称") from error


def _outline(file: Path, number: int | None, vocabulary: Vocabulary) -> Outline:
    """The one table of the file, or that with the *number*."""
    try:
        tables = printed_tables(file.name, content_of(file))
    except Refused as refused:
        raise Refusal(f"{file}: {refused.reason.what}；{refused.reason.cure}") from refused
    if not tables:
        raise Refusal(f"{file}: 没有找到带数字的表；请核对文件")
    if (number is None and len(tables) > 1) or (number is not None and not 0 < number <= len(tables)):
        raise Refusal(f"{file}: 有 {len(tables)} 张表，请用 --table 写明第几张\n{shown.listed(tables)}")
    found = outline(tables[(number or 1) - 1], vocabulary)
    if found is None:
        raise Refusal(f"{file}: 没有一行既有名称又有数；请核对 --table")
    return found


def _new_indicators(found: Outline, wishes: Wishes, data: Dataset, entry: bool) -> dict[str, Indicator]:
    """Those that are asked for and not there yet, as the table would have them."""
    keys = dict.fromkeys(key for key in wishes.indicators.values() if key not in data.indicators)
    if keys and not entry:
        raise Refusal(f"data/indicators.yml 没有「{'、'.join(keys)}」；请核对，或加 --entry 拟一条")
    return {key: entered.proposed_indicator(key, found, wishes.unit or "件") for key in keys}


def _additions(
    inputs: Inputs, data: Dataset, source: Source, proposal: Proposal, new: dict[str, Indicator]
) -> _Additions:
    """What would be added; Refusal with all that must be asked or mended first."""
    rows, wrong = entered.new_rows(proposal.rows, data.official)
    is_new = source.key not in data.sources
    wrong = [*proposal.questions, *wrong, *(entered.source_problems(source, "data/sources.csv") if is_new else ())]
    if wrong:
        rest = "，以上是开头的" if len(wrong) > MOST_ASKED else ""
        raise Refusal("\n".join(["", *map(str, sorted(wrong)[:MOST_ASKED]), ASKED.format(len(wrong)) + rest]))
    files: dict[Path, bytes] = {}
    if rows:
        path = inputs.data / "tables" / f"{source.key}.csv"
        before = path.read_bytes() if path.is_file() else b""
        files[path] = entered.with_rows(before, entered.COLUMNS, entered.table_rows(rows))
    if is_new and rows:
        path = inputs.data / "sources.csv"
        files[path] = entered.with_rows(path.read_bytes(), (), [entered.source_row(source)])
    if new and rows:
        path = inputs.data / "indicators.yml"
        files[path] = path.read_bytes() + "".join(map(entered.entry_text, new.values())).encode()
    return _Additions(files, len(rows))


def _not_written(additions: _Additions) -> int:
    print(
        f"\n其中 {additions.rows} 行是新的；没有写入，写入请加 --write"
        if additions.rows
        else "\n都已经有了，没有新的行"
    )
    return 0


def _written(root: Path, additions: _Additions) -> int:
    """The files, and then what the checks say of all data with them."""
    for path, content in additions.files.items():
        put(path, content)
        print(f"\n已写入 {path.relative_to(root).as_posix()}")
    if found := problems(Inputs(root)):
        raise DataError(found)
    print(f"新的 {additions.rows} 行；数据没有问题")
    return 0
