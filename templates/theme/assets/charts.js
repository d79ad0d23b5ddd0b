// Charts answer: who points at a value, taps it or walks there with the arrow keys reads it, in the words of the table
// beside the picture. A region that is chosen is marked in all charts and tables of the page and kept in the address
// (?region=jiangsu). A picture is asked where its values stand when a reader first turns to it, never before.
// Without this script charts are pictures with a table beside them.

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

/** Puts *slugs* into the address of the page under *name*, or takes them out. */
function inAddress(name, slugs) {
  const address = new URL(location);
  address.searchParams.delete(name);
  const rest = address.searchParams.toString();
  address.search = [rest, slugs.length ? `${name}=${slugs.join(",")}` : ""].filter(Boolean).join("&"); // commas stay
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/** The slugs under *name* in the address. */
const fromAddress = (name) => (new URLSearchParams(location.search).get(name) ?? "").split(",").filter(Boolean);

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
  charts.splice(0, charts.length, ...known, ...come.map(answering));
  mark();
});

async function choose(name) {
  chosen = name === chosen ? "" : name;
  mark();
  if (picker) picker.value = [...here].find(([, own]) => own === chosen)?.[0] ?? "";
  said.textContent = chosen ? `已在本页的图和表中标出${chosen}` : `不再标出${name}`;
  const slug = [...here, ...(await regions())].find(([, own]) => own === chosen)?.[0];
  inAddress("region", slug ? [slug] : []);
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

function answering(figure) {
  const view = figure.querySelector(".ph-chart__view");
  const image = view.querySelector("img"), link = view.querySelector("a"), links = figure.querySelector(".ph-chart__links");
  const table = [...figure.querySelectorAll("table tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const [head, ...rows] = table;
  const title = link.textContent.replace(/^放大：/, "");
  const sheet = make("div", { className: "ph-read", tabIndex: 0, ariaLabel: `${title}：按方向键逐个读数，回车标出地区` });
  const rings = drawn("g", {}), cursor = drawn("g", {});
  const drawing = drawn("svg", { "aria-hidden": "true", focusable: "false" });
  const tip = make("p", { className: "ph-read__said", hidden: true, ariaHidden: "true" });
  let asked, known, current, latest;

  sheet.setAttribute("role", "application");
  drawing.append(rings, cursor);
  sheet.append(drawing, tip);
  link.before(sheet);
  link.setAttribute("aria-label", link.textContent);
  link.textContent = "放大";
  links.prepend(link, " ");

  const places = () => (asked ??= placesOf(image).then((found) => {
    drawing.setAttribute("viewBox", `0 0 ${found.width} ${found.height}`);
    known = found;
  }).catch((error) => { asked = undefined; console.error(error); }));

  /** [what it is of, the column's title and the value with its marks, what else its row says], as the table has it. */
  const words = ({ row, column }) => {
    const [from, to] = known.columns.slice(column), cells = rows[row];
    const value = cells.slice(from, to).filter(Boolean).join(" ");
    return [cells[0], `${head[from]}：${value}`, ...cells.slice(known.columns.at(-1))].filter(Boolean);
  };
  const regionOf = ({ row }) => (head[0] === "地区" ? rows[row][0] : "");
  const box = ({ left, top, right, bottom }, by) => drawn("rect", { x: left - by, y: top - by, width: right - left + 2 * by, height: bottom - top + 2 * by });

  /** What is read stands above its value, or below it, and never beyond the picture, which would then scroll. */
  function place({ x, y, top, bottom, isPoint }) {
    const scale = sheet.clientWidth / known.width, gap = isPoint ? 10 : 4;
    const above = (isPoint ? y : top) * scale - tip.offsetHeight - gap;
    const left = Math.min(Math.max(x * scale - tip.offsetWidth / 2, 0), sheet.clientWidth - tip.offsetWidth);
    tip.style.left = `${left}px`;
    tip.style.top = `${above >= 0 ? above : (isPoint ? y : bottom) * scale + gap}px`;
  }

  function show(spot, aloud) {
    current = spot;
    tip.hidden = !spot;
    cursor.replaceChildren();
    if (!spot) return;
    const [of, value, ...more] = words(spot);
    cursor.append(spot.isPoint ? drawn("circle", { cx: spot.x, cy: spot.y, r: 7 }) : box(spot, 0));
    tip.replaceChildren(make("b", { textContent: of }), ` ${value}`, ...more.map((text) => make("small", { textContent: ` ${text}` })));
    tip.classList.toggle("is-region", Boolean(regionOf(spot)));
    place(spot);
    if (aloud) said.textContent = [of, value, ...more].join("，");
  }

  function at(event) {
    const frame = sheet.getBoundingClientRect();
    const point = [(event.clientX - frame.left) * known.width / frame.width, (event.clientY - frame.top) * known.height / frame.height];
    const [best] = known.spots.map((spot) => [distance(spot, point), spot]).sort(([a], [b]) => a - b);
    return best && best[0] <= REACH ? best[1] : undefined;
  }

  async function ring() {
    const names = marked();
    if (names.length) await places();
    if (!known) return;
    rings.replaceChildren(...names.map((name) => known.spots.filter((spot) => regionOf(spot) === name)).filter((own) => own.length).map((own) => {
      const edge = (side, of) => Math[of](...own.map((spot) => spot[side]));
      return box({ left: edge("left", "min"), top: edge("top", "min"), right: edge("right", "max"), bottom: edge("bottom", "max") }, own[0].isPoint ? 8 : 0);
    }));
  }

  /** What the pointer is on now, be the picture asked before or only after it came. */
  async function pointed(event) {
    latest = event;
    await places();
    if (latest === event && known) show(event && at(event));
  }

  async function keyed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") return show();
    if (event.key === "Enter" && current && regionOf(current)) return choose(regionOf(current));
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    await places();
    if (!known?.spots.length) return;
    show(next(known.spots, current, event.key), true);
    tip.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  sheet.addEventListener("focus", places);
  sheet.addEventListener("blur", () => show());
  sheet.addEventListener("keydown", keyed);
  sheet.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") pointed(event); });
  sheet.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") pointed(); });
  sheet.addEventListener("click", async (event) => {
    await places();
    if (!known) return;
    const spot = at(event), again = spot && spot === current;
    show(spot, true);
    if (spot && regionOf(spot) && (again || event.pointerType !== "touch")) choose(regionOf(spot));
  });
  return { figure, ring };
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

charts.push(...[...document.querySelectorAll("figure.ph-chart")].map(answering));
const pick = document.querySelector(".ph-pick");
const picker = pick && here.size ? offered(pick) : undefined;
document.addEventListener("toggle", markRows, true); // how high the head of a table is shows when it does
const [slug] = fromAddress("region");
if (slug) {
  const name = here.get(slug) ?? (await regions()).get(slug);
  if (name) choose(name);
}
