"""data/README.md tells what data/schema.yml asks for, and its recipes work on a copy of the real data.

`python tests/test_data_readme.py` writes the tables of columns anew after a change of the schema.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]  # for the command above; pytest has it already

from report.dataset import problems, read  # noqa: E402
from report.inputs import Inputs  # noqa: E402
from report.inputs.files import read_schema  # noqa: E402
from report.inputs.raw import ColumnSchema, FileSchema  # noqa: E402

REPOSITORY = HERE.parent
README = REPOSITORY / "data/README.md"
BLOCK = re.compile(r"(?P<mark><!-- columns of (?P<file>\S+) -->\n)(?:\|.*\n)*")
RECIPE = re.compile(r"```(?:csv|yaml) (?P<file>data/\S+)\n(?P<text>.*?)```", re.DOTALL)


def columns_table(spec: FileSchema) -> str:
    """The columns of a file as a table for people; *key* marks what must be unique."""
    head = "| column | required | values | meaning |\n|---|---|---|---|\n"
    return head + "".join(_row(column, column.name in spec.key) for column in spec.columns)


def _row(column: ColumnSchema, is_key: bool) -> str:
    name = f"`{column.name}`" + (" (key)" if is_key else "")
    example = f"; for example {column.example}" if column.example else ""
    return f"| {name} | {'yes' if column.required else ''} | {_values(column)} | {column.meaning}{example} |\n"


def _values(column: ColumnSchema) -> str:
    """A list of words, a key of another file, or a type with its limits."""
    kind = "list of " if column.type == "list" else ""
    if column.values:
        return kind + " · ".join(column.values)
    if column.refers_to:
        return f"{kind}{'keys' if kind else 'a key'} of {column.refers_to}"
    limits = [f"from {column.minimum}"] if column.minimum else []
    limits += [f"to {column.maximum}"] if column.maximum else []
    return " ".join([kind + "texts" if kind else column.type, *limits])


def with_tables(readme: str) -> str:
    """*readme* with every table of columns as the schema has it."""
    tables = {spec.pattern: columns_table(spec) for spec in read_schema(Inputs(REPOSITORY))}
    return BLOCK.sub(lambda block: block["mark"] + tables[block["file"]], readme)


def test_the_tables_of_columns_are_those_of_the_schema() -> None:
    assert README.read_text("utf-8") == with_tables(README.read_text("utf-8"))


def test_every_file_of_the_schema_has_its_table_of_columns() -> None:
    described = [match["file"] for match in BLOCK.finditer(README.read_text("utf-8"))]

    assert described == [spec.pattern for spec in read_schema(Inputs(REPOSITORY))]


def test_a_column_is_described_with_its_key_its_values_and_its_meaning() -> None:
    columns = (
        ColumnSchema("id", "never changes", type="slug", required=True, example="a-b"),
        ColumnSchema("kind", "what it is", values=("stock", "flow")),
        ColumnSchema("source", "where it was read", refers_to="sources.csv"),
        ColumnSchema("parts", "what adds up", type="list", refers_to="indicators.yml"),
        ColumnSchema("tile", "place", type="integer", minimum="0", maximum="11"),
        ColumnSchema("cautions", "what not to do", type="list"),
    )

    assert columns_table(FileSchema("x.csv", "x", ("id",), columns)).splitlines()[2:] == [
        "| `id` (key) | yes | slug | never changes; for example a-b |",
        "| `kind` |  | stock · flow | what it is |",
        "| `source` |  | a key of sources.csv | where it was read |",
        "| `parts` |  | list of keys of indicators.yml | what adds up |",
        "| `tile` |  | integer from 0 to 11 | place |",
        "| `cautions` |  | list of texts | what not to do |",
    ]


def test_the_recipes_can_be_followed_in_their_order_and_leave_the_data_clean(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "data", tmp_path / "data")
    before = read(Inputs(tmp_path))

    for recipe in RECIPE.finditer(README.read_text("utf-8")):
        path = tmp_path / recipe["file"]
        path.write_text((path.read_text("utf-8") if path.exists() else "") + recipe["text"], "utf-8")

    assert [str(problem) for problem in problems(Inputs(tmp_path))] == []
    after = read(Inputs(tmp_path))
    grown = [len(after.regions) - len(before.regions), len(after.indicators) - len(before.indicators)]
    grown += [len(after.sources) - len(before.sources), len(after.cited) - len(before.cited)]
    grown += [len(after.official) - len(before.official), len(after.documents) - len(before.documents)]
    assert [*grown, len(after.milestones) - len(before.milestones)] == [1, 1, 2, 3, 3, 1, 1]


def test_the_readme_names_no_machine_path() -> None:
    assert not re.search(r"/work/|/home/|/tmp/|/root/|localhost", README.read_text("utf-8"))


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
