"""报告错误: where links of a page lead, among them to whoever is told of a mistake, filled with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from report import moment
from report.address import relative
from report.model import Page
from report.model.keeper import Keeper
from report.plaintext import if_sample, plain

ABOUT, ACCESS = "/about/", "/accessibility/"  # what is written there names who is told
HOW = f"{ABOUT}#report"  # what the site says of it where nobody is named
SAID: Mapping[str, Mapping[str, str]] = {  # by the language of a page
    "": {"title": "报告错误：", "page": "页面：", "what": "哪一张表：", "edition": "版次："},
    "en": {"title": "Error: ", "page": "Page: ", "what": "Table: ", "edition": "Edition: "},
}
ASKED = {
    "": ("错在哪里：", "应当是：", "依据（原文出处）："),
    "en": ("What is wrong: ", "What it should be: ", "Source: "),
}
ASCII = re.compile(r"[\0-\x7f]+")
NEW_ISSUE = "/issues/new"  # GitHub, Gitee and GitLab take a title and a text there
FORM_OF_GITLAB = f"/-{NEW_ISSUE}"


@dataclass(frozen=True)
class Ways:
    """Called with an address, how the page gets there; *site*: the public address, empty where there is none."""

    page: Page
    site: str = ""
    report_to: str = ""  # mail or address, as mkdocs.yml has it

    def __call__(self, address: str) -> str:
        return relative(address, self.page.address)

    def tell(self, what: str = "") -> str:
        """Where a mistake of the page is told, or of *what* on it."""
        to, title = self.report_to, f"{SAID[self._language]['title']}{plain(self.page.title)}"
        if not to:
            return self(HOW)
        if "://" not in to:
            return f"mailto:{to}?{_asked({'subject': title, 'body': self._body(what)})}"
        if to.endswith(FORM_OF_GITLAB):
            return f"{to}?{_asked({'issue[title]': title, 'issue[description]': self._body(what)})}"
        if to.endswith(NEW_ISSUE):
            return f"{to}?{_asked({'title': title, 'body': self._body(what)})}"
        return self._filled(to, what)

    def _body(self, what: str) -> str:
        """Each thing on a line, as mails want them."""
        about = {"page": f"{self.site}{self.page.address}", "what": plain(what), "edition": self.edition}
        names = SAID[self._language]
        return "\r\n".join([*(f"{names[one]}{said}" for one, said in about.items() if said), *ASKED[self._language]])

    @property
    def _language(self) -> str:
        return str(self.page.front.get("lang", ""))

    def _filled(self, to: str, what: str) -> str:
        """An address of another kind has braces where it wants to be filled."""
        said = {"page": f"{self.site}{self.page.address}", "what": plain(what), "edition": self.edition}
        for name, text in said.items():
            to = to.replace(f"{{{name}}}", _sent(text))
        return to

    @property
    def edition(self) -> str:
        """Which state of the page is spoken of: its edition with check digits, else when it was last changed."""
        is_sample = bool(self.page.front.get("synthetic"))
        if self._language and self.page.modified:
            return moment.code(self.page.modified) + (" (synthetic data)" if is_sample else "")
        sample = if_sample(is_sample)
        if cited := self.page.context.get("citation"):
            return f"{cited.of}{sample}{cited.ending.rstrip('.')}"
        return moment.title(self.page.modified) + sample if self.page.modified else ""


def _asked(said: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name)}={_sent(text)}" for name, text in said.items())


def _sent(text: str) -> str:
    """*text* in an address; what is not ASCII browsers send as UTF-8 themselves, and written out it takes much room."""
    return ASCII.sub(lambda found: quote(found[0], safe=""), text)


def reached(keeper: Keeper) -> Iterator[tuple[str, str, str]]:
    """What is known of who is told of mistakes and of where the program is: its name, words, and their address."""
    told = keeper.report_to.partition("?")[0]
    known = (
        ("主办单位", keeper.operator, keeper.operator_url),
        ("联系方式", keeper.contact.words, ""),
        ("报告错误", told, told if "://" in told else f"mailto:{told}"),
        ("公开仓库", keeper.repository, keeper.repository),
    )
    yield from (one for one in known if one[1])
