"""The rooms stand on floors: imports go down only, and each foreign library is known to one room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import report

ROOT = Path(__file__).resolve().parent.parent
LINES = re.findall(r"^(\d+) ([a-z_, ]+)$", report.__doc__ or "", re.MULTILINE)
FLOORS = {room: int(floor) for floor, rooms in LINES for room in rooms.split(", ")}
ALLOWED = {
    "mkdocs": {"publish"},
    "pagefind_bin_extended": {"publish"},
    "markdown": {"publish"},
    "matplotlib": {"charts"},
    "PIL": {"charts"},
    "feedgen": {"findable"},
    "icalendar": {"findable"},
    "xlsxwriter": {"downloads"},
    "pypdfium2": {"audit"},
    "typst": {"papers"},
    "segno": {"papers"},
    "fontTools": {"papers"},
    "jinja2": {"pages", "braces", "compiled", "publish"},
    "markupsafe": {"pages"},
    "selectolax": {"audit", "changes", "yearbook"},
    "msgspec": {"returns", "audit", "changes", "commands", "frame"},
    "csv": {"inputs", "downloads", "audit", "returns", "plaintext"},
    "yaml": {"inputs"},
    "pandas": {"frame", "audit", "yearbook"},  # half a second to import: only where a page states something new
    "pyarrow": {"frame"},
    "python_calamine": {"returns", "audit"},
    "openpyxl": {"returns"},
    "xlrd": {"yearbook"},
    "bs4": set(),
    "html5lib": set(),
    "subprocess": {"publish", "deliver", "changes"},  # deliver and changes ask git
    "urllib3": {"deliver", "fetch", "forge"},
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


def test_imports_go_down_only_and_never_sideways():
    upward = [
        f"{room} imports {name}"
        for room, tree in modules()
        for name in imports(tree)
        if name.startswith("report.")
        and name.split(".")[1] in FLOORS
        and name.split(".")[1] != room
        and FLOORS[name.split(".")[1]] >= FLOORS[room]
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
    for path in [
        *(ROOT / "report/pages").glob("*.py"),
        ROOT / "report/compose/__init__.py",
        ROOT / "report/numbers/official.py",
    ]:
        text = path.read_text("utf-8")
        assert [word for word in forbidden if word in text] == [], path


def test_mkdocs_is_known_to_one_file():
    files = [path for path in (ROOT / "report").rglob("*.py") if re.search(r"(?:import|from) mkdocs", path.read_text())]
    assert [path.relative_to(ROOT).as_posix() for path in files] == ["report/publish/mkdocs.py"]


def test_no_two_modules_have_one_name():
    names = [path.stem for path in (ROOT / "report").rglob("*.py") if path.name != "__init__.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_two_public_classes_have_one_name():
    nodes = [node for _, tree in modules() for node in tree.body if isinstance(node, ast.ClassDef)]
    names = [node.name for node in nodes if not node.name.startswith("_")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
