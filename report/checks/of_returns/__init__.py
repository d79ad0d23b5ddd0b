"""The forty checks of a return, and those of our own after them: one small function a rule; RULES lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from report.checks.of_returns import headings, history, rows, single_cells, sums, whole_files
from report.checks.rule import MOST_OF_A_KIND, Rule
from report.model import ERROR, INFO, WARNING, Observation, Place, Problem, Region
from report.period import Quarter
from report.returns.entries import Acknowledgement, Book, Case, Reading, Release
from report.returns.form import Form

RULES: tuple[Rule[Case], ...] = (  # in the order of the list of forty
    whole_files.file_names,
    whole_files.formats,
    single_cells.number_styles,
    headings.columns,
    headings.headers,
    single_cells.cell_types,
    single_cells.long_texts,
    single_cells.empty_cells,
    rows.unknown_names,
    rows.codes,
    rows.former_names,
    rows.levels,
    rows.duplicates,
    rows.missing_rows,
    history.holes,
    whole_files.periods,
    whole_files.future_periods,
    whole_files.sizes,
    single_cells.ranges,
    sums.limits,
    sums.totals,
    sums.derived,
    history.outliers,
    history.jumps,
    history.falls,
    history.quarters_sum,
    headings.magnitudes,
    single_cells.null_words,
    single_cells.absences,
    single_cells.decimals,
    rows.totals_present,
    whole_files.hidden,
    history.too_many_changes,
    history.revisions,
    history.gone,
    history.other_sources,
    whole_files.metadata,
    single_cells.personal_data,
    single_cells.unsafe_content,
    history.downloads,
    sums.disclosures,
)
BY_ID: Mapping[str, Rule[Case]] = {rule.id: rule for rule in RULES}
NUMBERS: Mapping[str, int] = {rule.id: number for number, rule in enumerate(RULES, start=1)}
Problems = tuple[Problem, ...]
Remembered = Callable[[Release, Callable[[], Problems]], Problems]


def check(case: Case) -> Problems:
    """All findings of all rules about one version of a return, warnings with their acknowledgement."""
    found: list[Problem] = []
    for rule in RULES:
        own = list(dict.fromkeys(rule.problems(case)))
        found += own[:MOST_OF_A_KIND]
        if len(own) > MOST_OF_A_KIND:
            last = own[MOST_OF_A_KIND]
            what = f"此类问题共 {len(own)} 处，只列前 {MOST_OF_A_KIND} 处"
            found.append(replace(last, place=Place(last.place.file), what=what, cure="请先改正已列出的"))
    return tuple(_acknowledged(_softened(finding, case.release), case.release.record.acknowledged) for finding in found)


def _softened(finding: Problem, release: Release) -> Problem:
    """What a stricter rule finds on a version that is sealed cannot stop the site: readers have seen it as it is."""
    if finding.place.file not in release.sealed or finding.level == INFO:
        return finding
    return replace(finding, level=WARNING, sealed=True)


def _acknowledged(finding: Problem, given: Sequence[Acknowledgement]) -> Problem:
    """A warning that release.yml explains; an error stays one whatever is written there."""
    if finding.level != WARNING:
        return finding
    sheet, cell = finding.place.sheet, finding.place.cell
    for one in given:
        if one.rule == finding.rule and one.where in ("", sheet, f"{sheet}!{cell}"):
            return replace(finding, acknowledged=one.reason)
    return finding


def made_anew(release: Release, make: Callable[[], Problems]) -> Problems:
    """The memory of who remembers nothing."""
    return make()


def check_all(
    releases: Iterable[Release],
    form: Form,
    regions: Mapping[str, Region],
    official: tuple[Observation, ...] = (),
    today: Quarter | None = None,
    before: Mapping[Quarter, Book] | None = None,
    remembered: Remembered = made_anew,
) -> Problems:
    """Every release: each of its versions by itself, and the last against the releases before it.

    *before* holds books of earlier quarters that are known already; *remembered* may know what is found of a release.
    """
    earlier: dict[Quarter, Book] = dict(before or {})
    found: list[Problem] = []
    for release in sorted(releases, key=lambda release: release.folder):
        case = case_of(release, form, regions, earlier, official, today)
        if case is None:
            found += _without_quarter(release, form, regions)
            continue
        found += remembered(release, partial(_of_release, release, case))
        earlier[case.quarter] = case.book
    return tuple(found)


def _of_release(release: Release, case: Case) -> Problems:
    found = tuple(dict.fromkeys((*check(case), *_of_earlier_versions(release, case))))
    return (*found, *_needless(release, found))


def case_of(
    release: Release,
    form: Form,
    regions: Mapping[str, Region],
    earlier: Mapping[Quarter, Book],
    official: tuple[Observation, ...] = (),
    today: Quarter | None = None,
) -> Case | None:
    """What the rules look at for a release; None where its folder names no quarter."""
    if release.quarter is None:
        return None
    reading = release.last or Reading(release.folder)
    return Case(form, regions, release, reading, reading.book, dict(earlier), official, today)


def _without_quarter(release: Release, form: Form, regions: Mapping[str, Region]) -> Iterator[Problem]:
    stand_in = replace(release, quarter=form.first)
    case = Case(form, regions, stand_in, Reading(release.folder), {})
    for rule in (whole_files.file_names, whole_files.formats, whole_files.metadata):
        yield from rule.problems(case)


def _of_earlier_versions(release: Release, case: Case) -> Iterator[Problem]:
    """What each earlier version says by itself and of the one before it: readers have seen it, or see it now.

    It is not held against other quarters and sources, which may have been revised since.
    """
    for number, reading in enumerate(release.readings[:-1], start=1):
        until = replace(release, readings=release.readings[:number], notes=())
        book = reading.book
        yield from check(replace(case, release=until, reading=reading, book=book, earlier={}, official=()))


def _needless(release: Release, found: Sequence[Problem]) -> Iterator[Problem]:
    """An acknowledgement that nothing needs is named: it would hide the next warning unseen."""
    own = [finding for finding in found if finding.place.file.startswith(release.folder)]
    for one in release.record.acknowledged:
        rule = BY_ID.get(one.rule)
        used = any(f.rule == one.rule and f.acknowledged == one.reason for f in own)
        if rule is None or not used:
            error = rule is not None and any(f.rule == one.rule and f.level == ERROR for f in own)
            what = f"acknowledged 中的「{one.rule[:40]}」" + (
                "是错误，不能用说明代替改正" if error else "没有对应的提示"
            )
            cure = "请改正数据" if error else "请删去这一条，或改正 rule 和 at"
            yield Problem(Place(release.record.file, one.line), "metadata", what, cure)


def blocking(findings: Iterable[Problem]) -> Problems:
    """Errors, and warnings nobody has looked at."""
    return tuple(finding for finding in findings if finding.blocks)


__all__ = [
    "BY_ID",
    "ERROR",
    "INFO",
    "NUMBERS",
    "RULES",
    "WARNING",
    "blocking",
    "case_of",
    "check",
    "check_all",
    "made_anew",
]
