// A region beside others: those that the reader chooses join every strip, table and chart of the page, and the address
// keeps them (?with=zhejiang,guangdong). What joins is copied as printed from the same page of the other region. Who goes
// on to another region stays in the section that is in sight. Without this script the links to regions are plain links.

const MOST = 4; // that join
const PAGES = /\/regions\/([a-z-]+)\//;
const TABLES = ".ph-table:not(.ph-prose-table, figure *, .ph-printed *)";

const make = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const box = document.querySelector(".ph-places");
const links = [...box.querySelectorAll("a")];
const slugOf = (link) => PAGES.exec(link.href)[1];
const own = links.find((link) => link.hasAttribute("aria-current"));
const status = make("span", { className: "ph-hidden" });
status.setAttribute("role", "status");

// ---------------------------------------------------------------- the address

/** Whether one contains the other (新疆生产建设兵团 is counted in 新疆): these do not stand beside each other. */
const contains = (one, other) => one.dataset.inside === other.textContent || other.dataset.inside === one.textContent;

function withOf(address) {
  const slugs = (address.searchParams.get("with") ?? "").split(",");
  const asked = links.filter((link) => link !== own && slugs.includes(slugOf(link)));
  return asked.filter((link, n) => [own, ...asked.slice(0, n)].every((one) => !contains(one, link))).slice(0, MOST);
}

/** *address* with *chosen* in place of those it has. */
function addressWith(address, chosen) {
  const changed = new URL(address);
  changed.searchParams.delete("with");
  const rest = changed.searchParams.toString(), added = chosen.map(slugOf).join(",");
  changed.search = [rest, added && `with=${added}`].filter(Boolean).join("&"); // commas stay
  return changed;
}

/** The heading of the section that is in sight. */
function section() {
  const above = [...document.querySelectorAll("article h2[id]")].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  return above.at(-1)?.id ?? "";
}

/** A link to another region leads to the section that is in sight here, and keeps what is compared and marked. */
function keepView({ target }) {
  const link = target.closest("a");
  if (!link) return;
  const here = new URL(location);
  const there = addressWith(new URL(link.pathname, here), withOf(here).filter((one) => one.pathname !== link.pathname));
  if (here.searchParams.has("region")) there.searchParams.set("region", here.searchParams.get("region"));
  there.hash = section();
  link.href = there.href.replaceAll("%2C", ",");
}

// ---------------------------------------------------------------- what joins

const pages = new Map();

/** The page of *link*, read once. */
function read(link) {
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const address = new URL(link.pathname, location).href;
  const page = pages.get(address) ?? fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))).then(parse);
  pages.set(address, page);
  page.catch(() => pages.delete(address));
  return page;
}

const text = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

/** What tells a row from the others of its table: the cells before its first number. */
function key(row) {
  const cells = [...row.cells];
  return cells.slice(0, Math.max(1, cells.findIndex((cell) => cell.matches(".num, .ph-data td:not(.words)")))).map(text);
}

/** The head of each column, with what stands over several. */
function heads(table) {
  const [first, second] = [...table.tHead.rows].map((row) => [...row.cells]);
  if (!second) return first.map(text);
  const groups = first.slice(1).flatMap((cell) => Array(cell.colSpan).fill(text(cell)));
  return [text(first[0]), ...second.map((cell, n) => groups[n] + text(cell))];
}

/** A copy of *element*, which leads from here where it leads from its own page, and is nobody's target. */
function copied(element, page) {
  const copy = document.importNode(element, true);
  for (const one of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["id", "data-claim", "data-claims"]) one.removeAttribute(name);
    for (const name of ["href", "src"]) if (one.hasAttribute(name)) one.setAttribute(name, new URL(one.getAttribute(name), page).href);
  }
  return copy;
}

/** The row that joins: *row* of the other region in the columns of *columns*; — where its table has no such column. */
function joining(row, columns, from, link) {
  const cells = columns.map((head, n) => {
    if (!n) return named(link, row);
    const found = row.cells[from.indexOf(head)];
    return found ? copied(found, link.href) : make("td", { textContent: "—", title: `${link.textContent}的同一页没有这一列` });
  });
  return make("tr", { className: "is-joined" }, ...cells);
}

/** The head of a row that joins; it leads where *row* leads, if that is a page of its region: to its quarter (sort.js). */
function named(link, row) {
  const way = row && copied(row.cells[0], link.href).querySelector("a");
  const href = way?.pathname.startsWith(link.pathname) ? way.pathname : link.pathname;
  const head = make("th", {}, make("a", { href, textContent: link.textContent }));
  head.setAttribute("scope", "row");
  return head;
}

const absent = (link, count, what) => make("tr", { className: "is-joined" }, named(link), make("td", { className: "words", colSpan: count - 1, textContent: `${link.textContent}的同一页没有${what}` }));

/** Puts *row* behind *after* and what joined that already. */
function put(row, after) {
  let last = after;
  while (last.nextElementSibling?.matches(".is-joined")) last = last.nextElementSibling;
  last.after(row);
}

/** The place of the other region on the strip of this one. */
function onStrip(row, other) {
  const [strip, there] = [row, other].map((one) => one.querySelector(".ph-strip"));
  const here = there?.querySelector(".is-here");
  if (!strip || !here) return;
  const mark = document.importNode(here);
  mark.setAttribute("class", "is-beside is-joined");
  strip.append(mark);
}

/** What a table of numbers is called on every page that has it; others have their label alone. */
const idOf = (frame) => frame.closest(".ph-data")?.id;

const ofName = (rows, name) => rows.find((row) => key(row)[0] === name);

function joinTable(frame, page, link) {
  const table = frame.querySelector("table"), rows = [...table.tBodies[0].rows].filter((row) => !row.matches(".is-joined"));
  const label = frame.getAttribute("aria-label").replaceAll(own.textContent, link.textContent), id = idOf(frame);
  const there = [...page.querySelectorAll(TABLES)].find((one) => (id ? idOf(one) === id : one.getAttribute("aria-label") === label));
  const columns = heads(table), mine = ofName(rows, own.textContent);
  if (!there) return put(absent(link, columns.length, "这张表"), mine ?? rows.at(-1));
  const others = [...there.querySelectorAll("tbody tr")], from = heads(there.querySelector("table"));
  const pairs = mine ? [[mine, ofName(others, link.textContent)]] : rows.map((row) => [row, others.find((one) => `${key(one)}` === `${key(row)}`)]);
  if (mine && ofName(rows, link.textContent)) return; // it stands here already
  for (const [row, other] of pairs) {
    put(other ? joining(other, columns, from, link) : absent(link, columns.length, "这一行"), row);
    if (other) onStrip(row, other);
  }
}

/** A chart of all regions only marks the other; one of this region has that of the other beside it. */
function joinChart(figure, page, link) {
  if (ofName([...figure.querySelectorAll("tbody tr")], own.textContent)) return;
  const name = figure.querySelector("img").getAttribute("src");
  const there = [...page.querySelectorAll("figure.ph-chart")].find((one) => one.querySelector("img").getAttribute("src") === name);
  const chart = there ? copied(there, link.href) : make("p", { className: "ph-empty", textContent: `${link.textContent}的同一页没有这张图。` });
  if (there) chart.prepend(make("p", { className: "ph-src", textContent: `纵轴的刻度与${own.textContent}的图不同，高低以数为准。` }));
  chart.classList.add("is-joined");
  put(chart, figure);
}

// ---------------------------------------------------------------- whom the reader chooses

let turn = 0;

async function join(chosen) {
  const now = ++turn;
  const answers = await Promise.allSettled(chosen.map(read));
  if (now !== turn) return;
  for (const one of document.querySelectorAll(".is-joined")) one.remove();
  const figures = [...document.querySelectorAll("figure.ph-chart")], frames = [...document.querySelectorAll(TABLES)];
  const come = chosen.filter((link, n) => answers[n].value);
  chosen.forEach((link, n) => {
    if (!answers[n].value) return;
    for (const frame of frames) joinTable(frame, answers[n].value, link);
    for (const figure of figures) joinChart(figure, answers[n].value, link);
  });
  document.dispatchEvent(new CustomEvent("joined", { detail: come.map((link) => link.textContent) }));
  const failed = chosen.filter((link) => !come.includes(link)).map((link) => link.textContent);
  const names = come.map((link) => link.textContent).join("、");
  status.textContent = failed.length ? `读不到${failed.join("、")}的页面` : names ? `本页各表各图已加入${names}` : "只看本地区";
}

function offered() {
  const counted = links.filter((link) => link.dataset.inside).map((link) => `；${link.textContent}已含在${link.dataset.inside}内，两者不并列`);
  const legend = make("legend", { textContent: `加入本页各表各图，至多${MOST}个地区${counted.join("")}` });
  const summary = make("summary", {}), fields = make("fieldset", {}, legend);
  const boxes = links.filter((link) => link !== own).map((link) => {
    const input = make("input", { type: "checkbox", value: slugOf(link) });
    fields.append(make("label", {}, input, link.textContent));
    return [link, input];
  });
  const show = () => {
    const chosen = withOf(new URL(location));
    for (const [link, input] of boxes) {
      input.checked = chosen.includes(link);
      input.disabled = !input.checked && (chosen.length === MOST || [own, ...chosen].some((one) => contains(one, link)));
    }
    summary.textContent = chosen.length ? `同时看：${chosen.map((link) => link.textContent).join("、")}` : "与其他地区比较";
    return chosen;
  };
  fields.addEventListener("change", () => {
    const chosen = boxes.filter(([, input]) => input.checked).map(([link]) => link);
    history.replaceState(history.state, "", addressWith(location, chosen));
    join(show());
  });
  const details = make("details", { name: "places" }, summary, fields);
  box.append(details, status);
  return show();
}

for (const name of ["click", "auxclick", "contextmenu"]) box.addEventListener(name, keepView, true);
document.addEventListener("click", ({ target }) => { if (!box.contains(target)) for (const one of box.querySelectorAll("[open]")) one.open = false; });
box.addEventListener("keydown", ({ key: pressed, target }) => {
  const open = target.closest("details[open]");
  if (pressed === "Escape" && open) { open.open = false; open.querySelector("summary").focus(); }
});
const chosen = offered();
if (chosen.length) join(chosen);
