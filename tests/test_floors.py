"""The rooms stand on floors: imports go down only, and each foreign library is known to one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "whole_blocks": 0, "halves": 0, "cache": 0, "built": 0, "model": 0,
    "period": 0, "moment": 0, "table": 0, "content": 0,
    "wording": 1, "links": 1, "verify": 1, "measures": 1, "figures": 1,
    "commitments": 1, "releases": 1, "ledger": 1, "checks": 1,
    "returns": 2, "read": 2, "charts": 2, "tables": 2, "prose": 2,
    "pages": 3, "exports": 4, "quarterly": 5,
    "manifest": 4, "site": 5, "readback": 5, "publish": 6, "delivery": 6, "fetch": 3, "forge": 6,
    "live": 7, "changes": 7, "watch": 7, "commands": 8,
}  # fmt: skip
ALLOWED = {
    "mkdocs": {"publish", "live"},
    "pagefind_bin_extended": {"publish"},
    "markdown": {"whole_blocks"},
    "matplotlib": {"charts"},
    "PIL": {"charts"},
    "xlsxwriter": {"exports"},
    "jinja2": {"pages"},
    "markupsafe": {"pages"},
    "csv": {"read", "charts", "tables", "readback", "returns", "fetch"},  # charts and tables write CSV
    "yaml": {"read", "pages", "returns"},  # pages reads content/
    "pandas": set(),  # half a second to import; the tests compare its ranks and shares with ours
    "python_calamine": {"returns", "readback"},
    "openpyxl": {"returns"},
    "subprocess": {"publish", "live", "delivery", "changes"},  # delivery and changes ask git
    "urllib3": {"delivery", "fetch", "forge"},
    "sqlalchemy": {"fetch"},
    "stamina": {"fetch"},
    "socket": {"fetch"},
    "urllib.request": set(),
    "requests": set(),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "report").rglob("*.py")):
        parts = path.relative_to(ROOT / "report").with_suffix("").parts
        if parts[0] not in ("__init__", "fonts"):
            yield parts[0], ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_a_floor():
    assert {room for room, _ in modules()} == set(FLOORS)


def test_imports_go_down_only():
    upward = [
        f"{room} imports {name}"
        for room, tree in modules()
        for name in imports(tree)
        if name.startswith("report.")
        and name.split(".")[1] in FLOORS
        and name.split(".")[1] != room
        and FLOORS[name.split(".")[1]] > FLOORS[room]
    ]
    assert upward == []


def test_each_foreign_library_is_known_to_its_room_alone():
    strangers = [
        f"{room} imports {name}"
        for room, tree in modules()
        for name in imports(tree)
        for library, rooms in ALLOWED.items()
        if (name == library or name.startswith(f"{library}.")) and room not in rooms
    ]
    assert strangers == []


def test_compose_has_no_clock_no_network_and_no_environment():
    forbidden = ("now(", "today(", "time.time", "os.environ", "getenv", "locale.", "random.")
    for path in [*(ROOT / "report/pages").glob("*.py"), ROOT / "report/site.py", ROOT / "report/measures.py"]:
        text = path.read_text("utf-8")
        assert [word for word in forbidden if word in text] == [], path
