// Charts answer: who points at a value, taps it or walks there with the arrow keys reads it, in the words of the table
// beside the picture. A region that is chosen is marked in all charts and tables of the page and kept in the address
// (?region=jiangsu). A picture is asked where its values stand when a reader first turns to it.

const SVG = "http://www.w3.org/2000/svg";
const REACH = 40; // px of the picture: nobody who points farther away means a value
const PAGES = /\/regions\/([a-z-]+)\//;
const OF_A_PAGE = ".ph-table tbody th[scope=row] a";

const make = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const drawn = (tag, attributes) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

/** What a screen reader says when the keyboard has moved or something was chosen. */
const said = document.body.appendChild(make("p", { className: "ph-hidden" }));
said.setAttribute("role", "status");

// ---------------------------------------------------------------- regions

const named = (link) => [PAGES.exec(link.href)?.[1], link.textContent.trim()];

/** The regions of which the tables here have a row, name by slug. */
const here = new Map([...document.querySelectorAll(OF_A_PAGE)].map(named).filter(([slug]) => slug));
let listed;

/** All regions with a page, name by slug, as data/regions.csv has them. */
function regions() {
  const read = (text) => text.trim().split(/\r?\n/).map((line) => line.split(",")).map((cells) => [PAGES.exec(cells.at(-1))?.[1], cells[1]]);
  listed ??= fetch(new URL("../data/regions.csv", import.meta.url)).then((answer) => answer.text()).then((text) => new Map(read(text).filter(([slug]) => slug)));
  return listed;
}

/** Puts the region *slug* into the address of the page, or takes it out where there is none. */
function inAddress(slug) {
  const address = new URL(location);
  address.searchParams.delete("region");
  if (slug) address.searchParams.append("region", slug);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/** The first region that the address has. */
const fromAddress = () => (new URLSearchParams(location.search).get("region") ?? "").split(",").find(Boolean);

// ---------------------------------------------------------------- what is marked

let chosen = ""; // the region of the address
let beside = []; // those that are compared with
const marked = () => [...new Set([chosen, ...beside])].filter(Boolean);
const charts = [];
const label = (row) => (row.cells[0]?.querySelector("a") ?? row.cells[0])?.firstChild?.textContent.trim();

/** Rows of regions that are marked stay in sight while their table moves. */
function markRows() {
  for (const row of document.querySelectorAll(".ph-table tbody tr")) {
    const picked = label(row) === chosen;
    row.classList.toggle("is-picked", picked);
    if (picked) row.closest("table").style.setProperty("--ph-head", `${row.closest("table").tHead.offsetHeight}px`);
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) charts.find(({ figure }) => figure === target).ring();
});

function mark() {
  markRows();
  for (const { figure } of charts) {
    seen.unobserve(figure);
    seen.observe(figure); // told anew of each that is in sight
  }
}

/** Others are compared with, and their charts stand here (beside.js says so). */
document.addEventListener("joined", ({ detail }) => {
  beside = detail;
  const known = charts.filter(({ figure }) => figure.isConnected);
  const come = [...document.querySelectorAll("figure.is-joined")].filter((figure) => known.every((one) => one.figure !== figure));
  charts.splice(0, charts.length, ...known, ...come.map((figure) => new Answering(figure)));
  mark();
});

async function choose(name) {
  chosen = name === chosen ? "" : name;
  mark();
  if (picker) picker.value = [...here].find(([, own]) => own === chosen)?.[0] ?? "";
  said.textContent = chosen ? `已在本页的图和表中标出${chosen}` : `不再标出${name}`;
  const slug = [...here, ...(await regions())].find(([, own]) => own === chosen)?.[0];
  inAddress(slug);
}

// ---------------------------------------------------------------- a chart

/** Where the values of a picture stand: [{row, column, left, top, right, bottom, y}], and where columns begin. */
async function placesOf(image) {
  const text = await (await fetch(image.src)).text();
  const given = (name) => new RegExp(` data-${name}="([^"]*)"`).exec(text)?.[1] ?? "";
  const [, , width, height] = / viewBox="([^"]*)"/.exec(text)[1].split(" ").map(Number);
  const spots = given("spots").split(";").filter(Boolean).map((spot) => {
    const [row, column, left, top, right, bottom, y = (top + bottom) / 2] = spot.split(" ").map(Number);
    return { row, column, left, top, right, bottom, y, x: (left + right) / 2, isPoint: left === right };
  });
  return { width, height, spots, columns: given("columns").split(" ").map(Number) };
}

/** How far *spot* is from a point; of those of one time the nearest in height is meant. */
function distance({ left, top, right, bottom, y }, [x, at]) {
  const across = Math.max(left - x, x - right, 0), down = Math.max(top - at, at - bottom, 0);
  return Math.hypot(across, down) + Math.abs(y - at) / 1000;
}

/** The next spot for an arrow: left and right in the order of the picture, up and down where one stands above or below. */
function next(spots, from, key) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (key === "Home") return spots[0];
  if (key === "End") return spots.at(-1);
  if (!from) return spots[0];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const above = spots.filter((spot) => Math.abs(spot.x - from.x) < 2 && (spot.y - from.y) * step > 1);
    if (above.length) return above.reduce((best, spot) => (Math.abs(spot.y - from.y) < Math.abs(best.y - from.y) ? spot : best));
  }
  return spots[spots.indexOf(from) + step] ?? from;
}

const box = ({ left, top, right, bottom }, by) => drawn("rect", { x: left - by, y: top - by, width: right - left + 2 * by, height: bottom - top + 2 * by });

/** A box around all *spots*. */
function around(spots) {
  const edge = (side, of) => Math[of](...spots.map((spot) => spot[side]));
  return { left: edge("left", "min"), top: edge("top", "min"), right: edge("right", "max"), bottom: edge("bottom", "max") };
}

/** A chart of the page that answers: over its picture lies a sheet to point at and to draw on. */
class Answering {
  rings = drawn("g", {});
  cursor = drawn("g", {});
  drawing = drawn("svg", { "aria-hidden": "true", focusable: "false" });
  tip = make("p", { className: "ph-read__said", hidden: true, ariaHidden: "true" });

  constructor(figure) {
    const link = figure.querySelector(".ph-chart__view > a");
    this.figure = figure;
    this.image = figure.querySelector("img");
    this.sheet = make("div", { className: "ph-read", tabIndex: 0, ariaLabel: `${link.textContent.replace(/^放大：/, "")}：按方向键逐个读数，回车标出地区` }, this.drawing, this.tip);
    this.sheet.setAttribute("role", "application");
    this.drawing.append(this.rings, this.cursor);
    this.layOver(link);
    this.listen();
  }

  /** The sheet comes where the link lay that opens the picture, which then stands with the others. */
  layOver(link) {
    link.before(this.sheet);
    link.setAttribute("aria-label", link.textContent);
    link.textContent = "放大";
    this.figure.querySelector(".ph-chart__links").prepend(link, " ");
  }

  listen() {
    this.sheet.addEventListener("focus", () => this.places());
    this.sheet.addEventListener("blur", () => this.show());
    this.sheet.addEventListener("keydown", (event) => this.keyed(event));
    this.sheet.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") this.pointed(event); });
    this.sheet.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") this.pointed(); });
    this.sheet.addEventListener("click", (event) => this.clicked(event));
  }

  /** Reads where its values stand, and its table, when somebody first turns to it; whether it has any. */
  async places() {
    this.asked ??= placesOf(this.image);
    try {
      this.known = await this.asked;
      this.table ??= [...this.figure.querySelectorAll("table tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
      this.drawing.setAttribute("viewBox", `0 0 ${this.known.width} ${this.known.height}`);
    } catch (error) {
      this.asked = undefined;
      console.error(error);
    }
    return Boolean(this.known?.spots.length);
  }

  /** [what it is of, the column's title and the value with its marks, what else its row says], as the table has it. */
  words({ row, column }) {
    const { columns } = this.known, [head, ...rows] = this.table, cells = rows[row];
    const value = cells.slice(columns[column], columns[column + 1]).filter(Boolean).join(" ");
    return [cells[0], `${head[columns[column]]}：${value}`, ...cells.slice(columns.at(-1))].filter(Boolean);
  }

  regionOf({ row }) {
    return this.table[0][0] === "地区" ? this.table[row + 1][0] : "";
  }

  at({ clientX, clientY }) {
    const frame = this.sheet.getBoundingClientRect(), scale = this.known.width / frame.width;
    const point = [(clientX - frame.left) * scale, (clientY - frame.top) * scale];
    const [best] = this.known.spots.map((spot) => [distance(spot, point), spot]).sort(([a], [b]) => a - b);
    return best[0] <= REACH ? best[1] : undefined;
  }

  show(spot, aloud) {
    this.current = spot;
    this.tip.hidden = !spot;
    this.cursor.replaceChildren();
    if (!spot) return;
    const [of, value, ...more] = this.words(spot);
    this.cursor.append(spot.isPoint ? drawn("circle", { cx: spot.x, cy: spot.y, r: 7 }) : box(spot, 0));
    this.tip.replaceChildren(make("b", { textContent: of }), ` ${value}`, ...more.map((text) => make("small", { textContent: ` ${text}` })));
    this.tip.classList.toggle("is-region", Boolean(this.regionOf(spot)));
    this.place(spot);
    if (aloud) said.textContent = [of, value, ...more].join("，");
  }

  /** What is read stands above its value, or below it, and never beyond the picture, which would then scroll. */
  place({ x, y, top, bottom, isPoint }) {
    const { sheet, tip } = this, scale = sheet.clientWidth / this.known.width, gap = isPoint ? 10 : 4;
    const above = (isPoint ? y : top) * scale - tip.offsetHeight - gap;
    tip.style.left = `${Math.min(Math.max(x * scale - tip.offsetWidth / 2, 0), sheet.clientWidth - tip.offsetWidth)}px`;
    tip.style.top = `${above >= 0 ? above : (isPoint ? y : bottom) * scale + gap}px`;
  }

  /** The regions that are marked, each in a ring of its own. */
  async ring() {
    const names = marked();
    if (!names.length) return this.rings.replaceChildren();
    if (!(await this.places())) return;
    const found = names.map((name) => this.known.spots.filter((spot) => this.regionOf(spot) === name)).filter((own) => own.length);
    this.rings.replaceChildren(...found.map((own) => box(around(own), own[0].isPoint ? 8 : 0)));
  }

  /** What the pointer is on now, be the picture asked before or only after it came. */
  async pointed(event) {
    this.latest = event;
    const told = await this.places();
    if (told && this.latest === event) this.show(event && this.at(event));
  }

  /** A click marks the region; a finger, which nothing followed before, reads at first and marks when it comes again. */
  async clicked(event) {
    if (!(await this.places())) return;
    const before = this.current, spot = this.at(event);
    this.show(spot, true);
    if (spot && this.regionOf(spot) && (spot === before || event.pointerType !== "touch")) choose(this.regionOf(spot));
  }

  async keyed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") return this.show();
    if (event.key === "Enter" && this.current && this.regionOf(this.current)) return choose(this.regionOf(this.current));
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    if (!(await this.places())) return;
    this.show(next(this.known.spots, this.current, event.key), true);
    this.tip.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

// ---------------------------------------------------------------- the page

/** A list of the regions that the tables here have, to mark one of them. */
function offered(place) {
  const options = [...here].map(([value, textContent]) => make("option", { value, textContent }));
  const select = make("select", {}, make("option", { value: "", textContent: "不标出" }), ...options);
  select.addEventListener("change", () => choose(here.get(select.value) ?? chosen));
  place.append(make("label", {}, "在图和表中标出 ", select));
  return select;
}

charts.push(...[...document.querySelectorAll("figure.ph-chart")].map((figure) => new Answering(figure)));
const pick = document.querySelector(".ph-pick");
const picker = pick && here.size ? offered(pick) : undefined;
document.addEventListener("toggle", () => { if (chosen) markRows(); }, true); // how high the head of a table is shows when it does
const slug = fromAddress();
if (slug) {
  const name = here.get(slug) ?? (await regions()).get(slug);
  if (name) choose(name);
}
