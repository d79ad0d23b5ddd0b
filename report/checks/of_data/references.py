"""Rules about what one file says of another: regions, indicators, sources, addresses, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from report.checks.of_data.known_errors import EXCUSED
from report.checks.of_data.schema import choices
from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.model import Problem
from report.numbers.grades import grade

RULE_NAMES = {
    "regions.csv": "unknown-region",
    "indicators.yml": "unknown-indicator",
    "sources.csv": "unknown-source",
    "figures.csv": "unknown-figure",
}
ECHOES = {name: {rule} for name, rule in RULE_NAMES.items()} | {
    "figures.csv": {"unknown-figure", "status-without-evidence"},
    "domains.csv": {"unknown-domain"},
    "tables/*.csv": {"known-error"},
    "known_errors.yml": {*EXCUSED},
}  # what every other file seems to get wrong while this one cannot be read


@rule("unknown-*")
def unknown_references(raw: RawData) -> Iterator[Problem]:
    """A cell that names a row of another file names one that is there."""
    for table in raw.tables:
        for column in table.schema.columns:
            if column.refers_to:
                known = raw.by_key(column.refers_to)
                allowed = tuple(known)
                for cell in table.column(column.name):
                    for text in cell.items or ((cell.text,) if cell.text else ()):
                        if text not in known:
                            what = f"{text!r} 不在 data/{column.refers_to} 中"
                            yield at(cell.where, what, choices(text, allowed), rule=RULE_NAMES[column.refers_to])


@rule("unknown-domain", also=("unofficial-domain",))
def addresses_off_the_list(raw: RawData) -> Iterator[Problem]:
    """An address stands on a domain of domains.csv; a document's on an official one. Mirrors are never shown."""
    domains = {row["domain"]: row["kind"] for row in raw.rows("domains.csv")}
    for name in ("sources.csv", "documents.csv"):
        for row in raw.rows(name):
            host = _host(row["official_url"])
            if row["official_url"] and host not in domains:
                cure = "请找到原发布单位的网址；确为官方域名的，先登记到 data/domains.csv"
                yield at(row.cell("official_url").where, f"域名 {host!r} 未登记", cure)
            elif host and name == "documents.csv" and domains[host] == "media":
                cure = "文件只链接政府网站，媒体报道请记为来源"
                yield at(row.cell("official_url").where, f"{host!r} 不是政府网站", cure, rule="unofficial-domain")


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


@rule("address-of-reprint", also=("missing-address",))
def sources_with_wrong_address(raw: RawData) -> Iterator[Problem]:
    """A reprint has no address; every other source has one."""
    for row in raw.rows("sources.csv"):
        if row["kind"] == "reprint" and row["official_url"]:
            cure = "转载件不留网址；若这是原发布单位的网址，请把 kind 改为 official 或 media"
            yield at(row.cell("official_url").where, "转载件带有网址", cure)
        elif row["kind"] in ("official", "media", "table") and not row["official_url"]:
            cure = "请补上原发布单位的网址；没有的话把 kind 改为 reprint"
            yield at(row.cell("official_url").where, f"{row['kind']} 来源没有网址", cure, rule="missing-address")


@rule("high-of-copy")
def confidence_in_copies(raw: RawData) -> Iterator[Problem]:
    """What was read in copies alone, however many, or in a quotation, is not called high."""
    hosts = {row["domain"]: row["kind"] for row in raw.rows("domains.csv")}
    sources = raw.by_key("sources.csv")
    for row in raw.rows("figures.csv"):
        source = sources.get(row["source"])
        if source is None or row["confidence"] != "high" or not _is_settled(source, hosts):
            continue
        if not grade(source["kind"], source["publisher"], source["official_url"], hosts).is_own_page:
            cure = "请改为 medium，或改引原发布单位、媒体自己的网页"
            yield at(row.cell("confidence").where, f"{row['source']!r} 是转载或引述，不能称 high", cure)


def _is_settled(source: RawRow, hosts: Mapping[str, str]) -> bool:
    """Whether no other rule has something to say of its address."""
    return source["kind"] in ("reprint", "quoted") or bool(hosts.get(_host(source["official_url"])))


@rule("status-without-evidence", also=("unit-mismatch",))
def evidence_of_milestones(raw: RawData) -> Iterator[Problem]:
    """A status other than not_assessable rests on at least one published figure that is not itself a target."""
    figures = raw.by_key("figures.csv")
    for row in raw.rows("milestones.yml"):
        published = [name for name in row.items("evidence") if name in figures and figures[name]["kind"] != "target"]
        if row["status"] in ("met", "partly", "overdue") and not published:
            cure = "请在 evidence 中列出依据的数字，或改为 not_assessable"
            yield at(row.cell("status").where, f"{row['status']} 没有公开数字作依据", cure)
        if bool(row["target"]) != bool(row["unit"]):
            yield at(row.where, "target 与 unit 只写了一个", "请同时填写或同时留空", rule="unit-mismatch")
