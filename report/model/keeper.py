"""What the keeper of a site says of it, under `extra` in mkdocs.yml: who runs it, how to reach them, its 栏目."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple, TypeAlias


class TextForm(NamedTuple):
    """What a text has to match where it is not empty, and what to write where it does not."""

    pattern: str
    cure: str


HTTP = r"https?://[^\s/<>\"'`\\]+[^\s<>\"'`\\]*"
MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
Web: TypeAlias = Annotated[str, TextForm(HTTP, "请写完整网址，如 https://www.example.gov.cn/")]
Mail: TypeAlias = Annotated[str, TextForm(MAIL, "请写邮箱地址，如 tongji@example.gov.cn")]
WebOrMail: TypeAlias = Annotated[
    str, TextForm(f"{HTTP}|{MAIL}", "请写邮箱地址，或完整网址，如 https://example.gov.cn/jiucuo/")
]
Domain: TypeAlias = Annotated[str, TextForm(r"[\w-]+(?:\.[\w-]+)+", "请写域名，如 www.example.gov.cn")]
SiteCode: TypeAlias = Annotated[str, TextForm(r"[0-9A-Za-z]{10}", "网站标识码是10位，由主管部门编发")]
Icp: TypeAlias = Annotated[str, TextForm(r"\w ?ICP备\d{4,10}号(?:-\d{1,3})?", "请写成 京ICP备12345678号-1 的样子")]
Police: TypeAlias = Annotated[str, TextForm(r"\w公网安备 ?\d{14}号", "请写成 京公网安备11010802012345号 的样子")]
MapNumber: TypeAlias = Annotated[str, TextForm(r"\w{1,4}[(（]\d{4}[)）]\d{1,6}号", "请写成 GS(2024)0650号 的样子")]


@dataclass(frozen=True)
class SiteColumn:
    """A 栏目 as the tags of 国办发〔2017〕47号 describe it, and how often it has to change."""

    type: str
    description: str
    keywords: tuple[str, ...]
    within: int = 0  # days after which it is to have changed; 0: it need not


@dataclass(frozen=True)
class FooterLink:
    title: str
    path: str  # below the root


@dataclass(frozen=True)
class ApprovedMap:
    file: str  # below the root
    number: MapNumber  # 审图号


@dataclass(frozen=True)
class Contact:
    phone: str = ""
    mail: Mail = ""
    address: str = ""

    @property
    def words(self) -> str:
        said = {"电话": self.phone, "邮箱": self.mail, "地址": self.address}
        return "，".join(f"{name} {one}" for name, one in said.items() if one)


@dataclass(frozen=True)
class Keeper:
    """*operator*: who runs the site; empty: the open-source project. What is empty stands on no page.

    *report_to*: who is told of mistakes.
    """

    short_name: str
    columns: Mapping[str, SiteColumn]
    links: tuple[FooterLink, ...] = ()
    operator: str = ""
    operator_url: Web = ""
    contact: Contact = Contact()
    report_to: WebOrMail = ""  # mail, …/issues/new, or an address in which {page}, {what} and {edition} are filled
    repository: Web = ""  # where the program and the data are public
    site_domain: Domain = ""
    site_id_code: SiteCode = ""
    icp: Icp = ""
    police: Police = ""
    licence: str = ""
    maps: tuple[ApprovedMap, ...] = ()

    @property
    def unfilled(self) -> tuple[str, ...]:
        """What an office that runs the site still has to fill in, as it is called in mkdocs.yml."""
        wanted = {
            "operator（主办单位）": self.operator,
            "contact（联系方式）": self.contact.words,
            "report_to（报告错误的收件地址）": self.report_to,
            "repository（公开仓库）": self.repository,
            "site_domain（域名）": self.site_domain,
            "site_id_code（网站标识码）": self.site_id_code,
            "icp（ICP备案号）": self.icp,
            "police（公安备案号）": self.police,
        }
        return tuple(name for name, said in wanted.items() if not said)


NOBODY = Keeper("盘活", {})  # of a project without settings, and of pages that are looked at alone
