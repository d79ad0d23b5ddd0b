"""MkDocs: from Markdown to HTML, and the server of a preview. The only module that knows it; costly to import."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from html import escape
from pathlib import Path

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from report.address import ASSETS, asset_address
from report.compiled import Compiled
from report.model import Refusal
from report.model.keeper import Keeper
from report.publish.whole_blocks import WholeBlocks
from report.store import sha256_of

UNUSED_THEME_FILES = ("assets/javascripts/", "assets/images/")  # Material's scripts: nothing here needs them
MATERIAL_STYLES = re.compile(r"assets/stylesheets/main\.\w+\.min\.css")
OWN_ASSET = re.compile(r"assets/[\w-]+\.(?:css|js|svg)")
ALSO_BY_NAME = ("assets/favicon.svg",)  # what programs know that read feeds and search: they ask seldom
SWITCHES = re.compile(
    r'<input class="md-toggle"[^>]*>|<label class="md-overlay"[^>]*></label>'
    r'|<div data-md-component="(?:skip|announce)">.*?</div>|<div class="md-dialog".*?</div>\s*</div>',
    re.DOTALL,
)

INDENTED = re.compile(r"\n\s+")


def run_mkdocs(
    pages: Collection[str],
    site: Path,
    *,
    root: Path,
    docs: Path,
    nav: Sequence[Mapping[str, str]],
    address: str,
    keeper: Keeper,
    compiled: MutableMapping[str, bytes],
) -> None:
    """MkDocs with the theme of *root*, less the files of Material that no page asks for; warnings are errors.

    It renders *pages*, paths below *docs*, and the frame into *site*, and copies nothing. *address*: of the site, /
    where it has none; *keeper*: what MkDocs would take from `extra` untyped; *compiled* keeps the theme's templates.
    """
    address_of_site = address.removeprefix("/")
    own = {"docs_dir": str(docs), "site_dir": str(site), "site_url": address_of_site}
    with _messages() as messages:
        try:
            config = load_config(str(root / "mkdocs.yml"), **own, nav=list(nav), extra=asdict(keeper))
            config.markdown_extensions.append(WholeBlocks())
            config.plugins["panhuo"] = Trimmed(frozenset(pages), compiled)  # `plugins: []` stays true
            build(config, dirty=True)  # what is left out has been looked up by its content, not guessed by its age
            _drop_sitemap(site)
        except MkDocsException as error:
            raise Refusal("\n".join(["MkDocs: " + str(error), *messages])) from error


def _drop_sitemap(site: Path) -> None:
    """Ours is made of the pages (report/findable); this one knows only when it was made."""
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)


class Trimmed(BasePlugin):  # type: ignore[no-untyped-call,type-arg]  # no settings; no types
    """Of what we wrote *pages* alone, of Material what they ask for, and nothing that tells when a page was made.

    *compiled* keeps the theme's templates.
    """

    def __init__(self, pages: Collection[str], compiled: MutableMapping[str, bytes]) -> None:
        self.pages, self.compiled = pages, Compiled(compiled)
        self.assets: dict[str, str] = {}  # panhuo.css → assets/panhuo.1a2b3c4d5e.css

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Without Material's scripts, pictures and source maps; other pages have been rendered, the rest is linked.

        What our pages load is named by its content.
        """
        for file in list(files):
            if file.src_uri.startswith(UNUSED_THEME_FILES) or file.src_uri.endswith(".map"):
                files.remove(file)
            elif MATERIAL_STYLES.fullmatch(file.src_uri):
                file.content_string = in_a_layer(file.content_string)
            elif OWN_ASSET.fullmatch(file.src_uri):
                files.append(self._named(file, config))
                if file.src_uri not in ALSO_BY_NAME:
                    files.remove(file)
            elif (file.abs_src_path or "").startswith(config.docs_dir + os.sep) and file.src_uri not in self.pages:
                file.is_modified = lambda: False  # type: ignore[method-assign]  # what a dirty build asks
        return files

    def _named(self, file: File, config: MkDocsConfig) -> File:
        """The same file under the name that pages know it by."""
        name, content = file.src_uri.removeprefix(ASSETS[1:]), file.content_bytes
        self.assets[name] = asset_address(name, sha256_of(content))[1:]
        return File.generated(config, self.assets[name], content=content)

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Templates ask asset("panhuo.css"); of a filter the answer would be kept with the compiled template."""
        env.bytecode_cache = self.compiled
        env.globals["asset"] = self.assets.__getitem__
        return env

    def on_page_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """Less the moment of the build: a page that printed it could not be kept."""
        context.pop("build_date_utc", None)  # type: ignore[misc]
        return context

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        """In a page in English the signs of its sections are named in English."""
        named = f'title="{config.mdx_configs["toc"]["permalink_title"]}"'
        return html.replace(named, 'title="Link to this section"') if page.meta.get("lang") else html

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """With its address, which is printed at the foot of every sheet."""
        address = escape(page.canonical_url or f"/{page.url}")
        return trimmed(output).replace("<html ", f'<html data-address="{address}" ', 1)

    def on_post_template(self, output_content: str, **_: object) -> str:
        return trimmed(output_content)


def trimmed(html: str) -> str:
    """A page without the switches of Material's scripts, and without the blanks of templates round its article."""
    before, article, rest = SWITCHES.sub("", html).partition("<article")
    inside, end, after = rest.rpartition("</article>")
    return "".join((INDENTED.sub("\n", before), article, inside, end, INDENTED.sub("\n", after)))


def in_a_layer(styles: str) -> str:
    """Material's style sheet in a layer: whatever ours says wins, however specific Material's selector."""
    rules = styles.removeprefix('@charset "UTF-8";')
    return f'@charset "UTF-8";@layer material{{{rules}}}'


class PreviewServer(LiveReloadServer):
    """Serves pages that load again after each rebuild, or in the place of each what *instead* has."""

    def __init__(
        self, rebuild: Callable[[], None], instead: Callable[[], bytes | None], host: str, port: int, site: str
    ) -> None:
        super().__init__(rebuild, host, port, site)
        self.instead = instead

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Asked for every page, once no rebuild is under way: *content* with the script that waits for the next."""
        found: bytes = super()._inject_js_into_html(self.instead() or content, epoch)  # type: ignore[no-untyped-call]
        return found

    def page_of_error(self, page: bytes | None) -> bytes | None:
        """The same for a page that is not there: it may be after the next rebuild."""
        page = self.instead() or page
        return page and self._inject_js_into_html(page, self._visible_epoch)


def serve(
    site: Path,
    sources: Iterable[Path],
    rebuild: Callable[[], None],
    missing: Callable[[int], bytes | None],
    instead: Callable[[], bytes | None],
    host: str,
    port: int,
) -> None:
    """Serve *site* until interrupted; *rebuild* when one of *sources* changes.

    *missing* has the page of an error, *instead* what stands in place of all pages while it has something.
    """
    server = PreviewServer(rebuild, instead, host, port, str(site))
    server.error_handler = lambda code: server.page_of_error(missing(code))
    for source in sources:
        server.watch(str(source))
    print(f"{server.url}  (Ctrl+C 结束)", flush=True)
    try:
        with suppress(KeyboardInterrupt):
            server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()


@contextmanager
def _messages() -> Iterator[list[str]]:
    """What MkDocs warns of, kept for the error that strict mode makes of it."""
    log, messages = logging.getLogger("mkdocs"), list[str]()
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    level, propagate = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    log.propagate = False
    builder = logging.getLogger("mkdocs.commands.build")
    builder.addFilter(_is_no_caution)
    try:
        yield messages
    finally:
        builder.removeFilter(_is_no_caution)
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagate


def _is_no_caution(record: logging.LogRecord) -> bool:
    """Not MkDocs' warning about dirty builds, which strict mode would count: ours compare contents, not times."""
    return "'dirty' build" not in record.getMessage()
