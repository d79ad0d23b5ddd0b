// Columns of numbers sort by a click, as printed: totals on top, rows that another contains at the end, absent values last.
// Each number leads to the row that tells of its cells: by a link in its row; else to the page of its row, or of that name
// and the quarter over it, by the key of its column (data-from). One of a table is reached by Tab, the rest by arrow keys.

const NUMBER = /^[+\-−]?[\d,]*\.?\d+%?$/;
const NEXT = { none: "descending", descending: "ascending", ascending: "none" };

/** The number that a cell prints, or the one it stands for; null where it has none. */
function value(cell) {
  const text = cell.dataset.value ?? cell.firstChild?.textContent.trim() ?? "";
  return NUMBER.test(text) ? Number(text.replace("−", "-").replace(/[,%]/g, "")) : null;
}

/** Negative where *a* stands before *b* in the given direction; absent values stand last in both. */
function compare(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  return direction === "ascending" ? a - b : b - a;
}

function sorted(rows, column, direction) {
  if (direction === "none") return rows;
  const free = rows.filter((row) => !row.dataset.pin).map((row) => [value(row.cells[column]), row]);
  const pinned = (place) => rows.filter((row) => row.dataset.pin === place);
  return [...pinned("top"), ...free.sort(([a], [b]) => compare(a, b, direction)).map(([, row]) => row), ...pinned("end")];
}

/** *row* and what joined it. */
function together(row) {
  const rows = [row];
  while (rows.at(-1).nextElementSibling?.matches(".is-joined")) rows.push(rows.at(-1).nextElementSibling);
  return rows;
}

/** Gives every column that has a number a button; the order of the page itself comes back with the third click. */
function sortable(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const headers = [...table.tHead.querySelectorAll("[scope=col]")];
  for (const [column, header] of headers.entries()) {
    if (!column || rows.every((row) => value(row.cells[column]) === null)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    header.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const direction = NEXT[header.getAttribute("aria-sort")];
      for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.setAttribute("aria-sort", "none");
      header.setAttribute("aria-sort", direction);
      body.append(...sorted(rows, column, direction).flatMap(together));
    });
  }
}

document.querySelectorAll(".ph-data table").forEach(sortable);

// ---------------------------------------------------------------- where a number comes from

const OF_A_QUARTER = /\/\d{4}q[1-4]\/$/;
const OF_AN_INDICATOR = /\/indicators\/[^/]*\/$/;
const OF_THE_NATION = /\/quarters\/[^/]*\/$/;
const OF_HOLDERS = /_(universities|research_institutes)$/;
const TABLES = ":is(.ph-data, .ph-chart) table";
const NUMBERS = `${TABLES} tbody td`;
const IN_WORDS = /(\d{4})年第(.)季度/;
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The row that tells where a number comes from; nothing where *key* is none. */
function rowOf(page, key) {
  if (!key || !OF_A_QUARTER.test(page?.pathname)) return "";
  if (OF_AN_INDICATOR.test(location.pathname)) return `sources/#from-${key}-${page.pathname.split("/").slice(-3, -1).join("-")}`;
  const below = OF_HOLDERS.test(key) && OF_THE_NATION.test(page.pathname) ? "holders/" : "";
  return `${page.origin}${page.pathname}${below}#from-${key}`;
}

/** The heads of the columns up to that of a cell. */
const headsOf = (cell) => [...cell.closest("table").tHead.querySelectorAll("[scope=col]")].slice(0, cell.cellIndex + 1);

/** The page that a row of a table of numbers here leads to by its name. */
const named = (name) => [...document.querySelectorAll(".ph-data th[scope=row] a")].find((link) => link.textContent === name);

/** The page of the row of a cell, in the quarter that heads its column, where one does. */
function pageOf(cell) {
  const [label] = cell.parentElement.cells, page = label.querySelector("a") ?? named(label.textContent);
  const [, year, number] = IN_WORDS.exec(headsOf(cell).at(-1)?.textContent) ?? [];
  return page && year ? new URL(`../${year}q${"一二三四".indexOf(number) + 1}/`, page) : page;
}

/** The link of the number in a cell, made where it has none; null where it leads nowhere. */
function led(cell) {
  const known = cell.querySelector("a"), number = cell.firstChild;
  if (known || !/\d/.test(number?.textContent)) return known;
  const row = cell.parentElement, key = headsOf(cell).findLast((head) => head.dataset.from)?.dataset.from; // of the last that has one
  const href = row.querySelector("td > a:not(.is-led)[href*='#from-']")?.href ?? rowOf(pageOf(cell), key);
  if (!href) return null;
  const link = Object.assign(document.createElement("a"), { href, className: "is-led", tabIndex: -1, title: "出处" });
  number.before(link);
  link.append(number);
  return link;
}

/** Where what is stated of the same figure leads by a link. */
function wayOf(claim) {
  const of = claim.dataset.claim.replace(/^\S+| \d+$/g, "");
  return document.querySelector(`a[href*="#from-"] [data-claim*="${of} "]`)?.closest("a").href;
}

/** The next cell from *cell* in a direction whose number leads somewhere. */
function next(cell, [down, right]) {
  const { rows } = cell.closest("tbody"), last = cell.parentElement.cells.length;
  for (let row = [...rows].indexOf(cell.parentElement) + down, at = cell.cellIndex + right; rows[row] && at > 0 && at < last; row += down, at += right) {
    const found = rows[row].cells[at]; // none where a region that joined has no such row
    if (found && led(found)) return found;
  }
}

/** The first number that leads somewhere, reached by Tab where no other is (one that joined may go). */
function reached(table) {
  const first = [...table.querySelectorAll("tbody td")].find(led);
  if (first && !table.querySelector("td a[tabindex='0']")) led(first).tabIndex = 0;
  return first;
}

/** One number of each table can be reached by Tab, and the table says what its numbers do. */
function leading(table) {
  if (!reached(table)) return;
  (table.caption ?? table.createCaption()).append(" ", Object.assign(document.createElement("small"), { className: "ph-tell", textContent: "点数字看出处，方向键换数字" }));
}

document.querySelectorAll(TABLES).forEach(leading);
document.addEventListener("joined", () => document.querySelectorAll(TABLES).forEach(reached));
document.addEventListener("pointerover", ({ target, buttons }) => {
  const cell = buttons ? null : target.closest(NUMBERS);
  if (cell) led(cell);
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("a, button, summary, label") || String(getSelection())) return;
  const cell = target.closest(NUMBERS), claim = target.closest("[data-claim]");
  const way = cell ? led(cell)?.href : claim && wayOf(claim);
  if (way) location.assign(way);
});
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest(NUMBERS), step = STEPS[event.key];
  const found = cell && step && !event.ctrlKey && !event.altKey && !event.metaKey && next(cell, step);
  if (!found) return;
  event.preventDefault();
  const before = led(cell), link = led(found);
  [before.tabIndex, link.tabIndex] = [-1, 0];
  link.focus();
});
