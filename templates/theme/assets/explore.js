// 对比: a reader puts regions side by side. What is chosen stands in the address; the numbers, places and medians are
// those of explore.json beside the page of the indicator, as pages print them: this script picks and draws, and works
// nothing out. Drawings are our own SVG, their colours attributes, so that the picture for PNG needs no style sheet.

const SVG = "http://www.w3.org/2000/svg";
const MOST = 6; // regions
const MEDIAN = "median";
const NATION = "china";
const CORPS = "corps";
const FONT = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
const SAMPLE = "示例数据";
const MARKED = `${SAMPLE} · 非真实统计`;
const HOLLOW = "空心：带标记的数";
const COLOURS = { // [light, dark], those of report/charts/style.py
  ground: ["#ffffff", "#15191f"], ink: ["#1b2430", "#e8ebef"], muted: ["#55606e", "#a9b3bf"],
  grid: ["#dfe3e8", "#323a45"], axis: ["#8b95a1", "#76818e"], bar: ["#5b86b8", "#5d8cc4"],
  alarm: ["#9b1c1c", "#ff9e9e"], accent: ["#1a4f8b", "#8ab4f0"], highlight: ["#b4500a", "#f2a65a"],
  teal: ["#0b7a75", "#5cc9c1"], purple: ["#7a3e9d", "#c79be6"], gold: ["#7d6608", "#dcc452"], grey: ["#5a6570", "#b3bcc6"],
  class1: ["#123f73", "#c3dcfb"], class2: ["#356fae", "#7fb0ec"], class3: ["#82aedb", "#35619a"],
  class4: ["#b9d2ec", "#27456b"], class5: ["#e3edf8", "#1d2b3d"],
  on1: ["#ffffff", "#10151b"], on2: ["#ffffff", "#10151b"], on3: ["#1b2430", "#ffffff"],
  on4: ["#1b2430", "#ffffff"], on5: ["#1b2430", "#ffffff"],
};
const SERIES = ["accent", "highlight", "teal", "purple", "gold", "grey"];
const SHAPES = ["circle", "square", "diamond", "up", "down", "cross"];

const box = document.querySelector("#explore");
const find = (selector) => box.querySelector(selector);
const [indicatorBox, typedBox, whatBox, ofBox, fromBox, toBox, atBox] =
  ["indicator", "typed", "what", "of", "from", "to", "at"].map((name) => find(`#x-${name}`));
const slider = find(".is-slider");
const root = new URL(box.dataset.root, location.href);
const dark = matchMedia("(prefers-color-scheme: dark)");
const loaded = new Map();
let settling = 0;
let shown = null; // {state, data, series, matrix}: what stands on the page

// ---------------------------------------------------------------- the address

const SINGLE = ["indicator", "what", "of", "from", "to", "at", "view"];
const SEVERAL = ["regions", "beside"];

function asked() {
  const query = new URLSearchParams(location.search);
  const state = Object.fromEntries(SINGLE.map((name) => [name, query.get(name) ?? ""]));
  for (const name of SEVERAL) state[name] = query.has(name) ? query.get(name).split(",").filter(Boolean) : null;
  state.indicator ||= box.dataset.start;
  return state;
}

function addressOf(state) {
  const several = SEVERAL.filter((name) => state[name]).map((name) => [name, state[name].join(",")]);
  const told = [...SINGLE.filter((name) => state[name]).map((name) => [name, state[name]]), ...several];
  const query = told.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
  return `${location.pathname}?${query}`;
}

const linkTo = ({ state }) => new URL(addressOf(state), location.href).href;

// ---------------------------------------------------------------- what is chosen, made whole

async function load(slug) {
  if (!loaded.has(slug)) {
    const answer = await fetch(new URL(`indicators/${slug}/explore.json`, root));
    if (!answer.ok) throw new Error(`${answer.status}`);
    loaded.set(slug, await answer.json());
  }
  return loaded.get(slug);
}

const keyed = (list, key) => list.find((one) => one.key === key);
const coded = (times, code) => times.findIndex((one) => one.code === code);
const within = (place, otherwise) => (place < 0 ? otherwise : place);

/** The state with all that it leaves open or that cannot be, and what is to be said of that. */
function whole(state, data) {
  const said = [];
  const unknown = (is, name) => { if (is) said.push(`网址里的「${name}」这里没有，已换成有的。`); };
  const series = keyed(data.series, state.what) ?? keyed(data.series, "ytd") ?? data.series[0];
  unknown(state.what && series.key !== state.what, state.what);
  const matrix = keyed(series.measures, state.of) ?? series.measures[0];
  unknown(state.of && matrix.key !== state.of, state.of);
  const last = series.times.length - 1;
  for (const name of ["from", "to", "at"]) unknown(state[name] && coded(series.times, state[name]) < 0, state[name]);
  let [from, to] = [within(coded(series.times, state.from), 0), within(coded(series.times, state.to), last)];
  if (from > to) [from, to] = [to, from];
  const at = Math.min(Math.max(within(coded(series.times, state.at), to), from), to);
  const known = new Map(data.regions.map((one) => [one.slug, one]));
  const regions = [...new Set(state.regions ?? first(data, series, at))].filter((slug) => {
    const is = known.has(slug) && slug !== NATION;
    unknown(!is, slug);
    return is;
  });
  const isView = ["lines", "ranking", "tiles", "table"].includes(state.view);
  unknown(state.view && !isView, state.view);
  const view = isView ? state.view : to > from ? "lines" : "ranking";
  return {
    said,
    series,
    matrix,
    data,
    from,
    to,
    at,
    state: {
      indicator: state.indicator,
      what: series.key,
      of: matrix.key,
      from: series.times[from].code,
      to: series.times[to].code,
      at: series.times[at].code,
      view,
      regions: together(regions, said),
      beside: [NATION, MEDIAN].filter((one) => (state.beside ?? [NATION, MEDIAN]).includes(one)),
    },
  };
}

/** The regions less those that cannot stand beside the others. */
function together(regions, said) {
  const corps = find("[data-inside]");
  const both = regions.includes(corps.value) && regions.includes(corps.dataset.inside);
  if (both) said.push("兵团的数已含在新疆内，两者不能并列：只留先选的一个。");
  const later = both && regions.indexOf(corps.value) > regions.indexOf(corps.dataset.inside) ? corps.value : corps.dataset.inside;
  const kept = both ? regions.filter((slug) => slug !== later) : regions;
  if (kept.length > MOST) said.push(`最多${MOST}个地区：只留前${MOST}个。`);
  return kept.slice(0, MOST);
}

/** The three that lead, where there are places; else the first three. */
function first(data, series, at) {
  const places = keyed(series.measures, "place");
  const provinces = data.regions.map((one, n) => [number(places?.cells[at][n] ?? ""), one]).filter(([, one]) => one.kind === "province");
  provinces.sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity) || 0);
  return provinces.slice(0, 3).map(([, one]) => one.slug);
}

// ---------------------------------------------------------------- printed cells

const text = (cell) => cell.split(" ")[0];
const marks = (cell) => cell.split(" ").slice(1).join(" ");

/** Where a printed number is drawn: 1,234 r, -3.1, 12.3%, 3/30; null of a symbol. */
function number(cell) {
  const digits = text(cell).split("/")[0].replaceAll(",", "").replace("%", "").replace("−", "-");
  return /^-?\d*\.?\d+$/.test(digits) ? Number(digits) : null;
}

const unitOf = (matrix) => (matrix.unit ? `（${matrix.unit}）` : "");
const isCount = ({ matrix }) => matrix.key === "share" || (matrix.key === "value" && matrix.unit !== "%");
const isPlace = ({ matrix }) => matrix.key.endsWith("place");
const placesOf = ({ series, matrix }) => keyed(series.measures, matrix.place);
const timesOf = (all) => all.series.times.slice(all.from, all.to + 1);

/** By rank the bars are those of the value itself. */
const barsOf = (all) => (isPlace(all) ? { ...all, matrix: keyed(all.series.measures, all.matrix.key === "place" ? "value" : "change") } : all);

/** The regions that are compared, the nation first and the median last, each with its cells over time. */
function compared(all) {
  const { state, data, matrix } = all;
  const rows = data.regions.map((one, n) => ({ ...one, cells: timesOf(all).map((_, t) => matrix.cells[all.from + t][n]) }));
  const nation = state.beside.includes(NATION) ? [rows[0]] : [];
  const own = state.regions.map((slug) => rows.find((one) => one.slug === slug));
  const middle = { slug: MEDIAN, name: "各省中位数", kind: MEDIAN, cells: matrix.median.slice(all.from, all.to + 1) };
  return [...nation, ...own, ...(state.beside.includes(MEDIAN) ? [middle] : [])];
}

/** All regions at one time, the largest first and those without a place last: a cell, its place. */
function ranked(all) {
  const { data, matrix, at } = all;
  const places = placesOf(all);
  const rows = data.regions.map((one, n) => ({ ...one, cell: matrix.cells[at][n], place: places?.cells[at][n] ?? "—" }));
  const provinces = rows.filter((one) => one.kind === "province");
  const withPlaces = provinces.some((one) => one.place !== "—");
  const last = (one) => withPlaces && one.place === "—"; // 基数较小 takes part in no order
  provinces.sort((one, other) => last(one) - last(other) || (number(other.cell) ?? -Infinity) - (number(one.cell) ?? -Infinity) || 0);
  return { nation: rows[0], provinces, corps: rows.filter((one) => one.kind === CORPS) };
}

// ---------------------------------------------------------------- the table, from which the downloads are made

function sheet(all) {
  return all.state.view === "lines" || all.state.view === "table" ? overTime(all) : atOnce(all);
}

function overTime(all) {
  const rows = compared(all).map((one) => ({ ...one, cells: one.cells.map((cell, t) => [cell, wayTo(all, one, all.from + t)]) }));
  return { head: ["地区", ...timesOf(all).map((one) => one.title)], rows };
}

function atOnce(given) {
  const all = barsOf(given);
  const { nation, provinces, corps } = ranked(all);
  const withPlaces = Boolean(placesOf(all)) && provinces.some((one) => one.place !== "—");
  const middle = { slug: MEDIAN, name: "各省中位数", kind: MEDIAN, cell: all.matrix.median[all.at], place: "—" };
  const rows = [nation, ...provinces, ...corps, middle].map((one) => ({
    ...one,
    cells: [[one.cell, wayTo(all, one, all.at)], ...(withPlaces ? [[one.place, ""]] : [])],
  }));
  return { head: ["地区", `${all.matrix.title}${unitOf(all.matrix)}`, ...(withPlaces ? [placesOf(all).title] : [])], rows };
}

/** Where a number comes from: its cell; of a return the row among the sources of its indicator, or its region's report. */
function wayTo({ series, data }, region, t) {
  const time = series.times[t], isNation = region.slug === NATION;
  if (region.kind === MEDIAN) return "";
  if (time.table) return time.others[region.slug] ?? `${time.table}#${region.slug}${time.counted}`;
  const isNewest = data.series.every((one) => one.times.at(-1).table || one.times.at(-1).code <= time.code);
  if (!isNation && !isNewest) return `regions/${region.slug}/${time.code}/`; // which may have no row of it
  return `${data.address}sources/#from-${series.chart.replaceAll("-", "_")}-${isNation ? "quarters" : region.slug}-${time.code}`;
}

const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

function showTable(all) {
  const { head, rows } = sheet(all);
  const title = make("caption", {}, `${titleOf(all)}${all.data.synthetic ? `（${SAMPLE}）` : ""}`);
  const heading = make("tr", {}, ...head.map((words, n) => make("th", { scope: "col", className: n ? "num" : "" }, ...breaking(words))));
  const lines = rows.map((one) => {
    const label = make("th", { scope: "row" }, one.name, ...(one.kind === CORPS ? [make("br"), make("span", { className: "ph-src" }, "含在新疆内")] : []));
    return make("tr", { className: one.slug === NATION ? "is-total" : "" }, label, ...one.cells.map(asCell));
  });
  find(".ph-table").replaceChildren(make("table", {}, title, make("thead", {}, heading), make("tbody", {}, ...lines)));
}

/** 2024年第三季度 breaks behind the year alone. */
const breaking = (words) => words.split(/(?<=年)/).flatMap((part, n) => (n ? [make("wbr"), part] : [part]));

function asCell([cell, way]) {
  const told = marks(cell) ? [" ", make("small", {}, marks(cell))] : [];
  const isLink = way && number(cell) !== null;
  return make("td", { className: "num" }, isLink ? make("a", { href: new URL(way, root).href }, text(cell)) : text(cell), ...told);
}

// ---------------------------------------------------------------- words around the picture

const isAtOnce = ({ state }) => state.view === "ranking" || state.view === "tiles";

function titleOf(all) {
  const of = isAtOnce(all) ? barsOf(all) : all;
  return `${of.matrix.name}${of.matrix.unit ? `，单位：${of.matrix.unit}` : ""}，${spanOf(all)}`;
}

function spanOf(all) {
  const titles = isAtOnce(all) ? [all.series.times[all.at].title] : timesOf(all).map((one) => one.title);
  return titles.length > 1 ? `${titles[0]}—${titles.at(-1)}` : titles[0];
}

function sourceOf(all) {
  const found = isAtOnce(all) ? [all.series.times[all.at]] : timesOf(all);
  const sources = [...new Set(found.map((one) => one.source))];
  return `数据来源：${sources.at(-1)}${sources.length > 1 ? `等${sources.length}份` : ""}`;
}

/** What the symbols mean that are shown, and what else is to be known. */
function notesOf(all) {
  const cells = sheet(all).rows.flatMap((one) => one.cells.map(([cell]) => cell));
  const signs = new Set(cells.flatMap((cell) => [text(cell), ...marks(cell).split("、")]));
  const legend = all.data.legend.filter((words) => signs.has(words.split(/[ ：]/)[0]));
  const { state, series } = all;
  return [
    ...(state.view === "tiles" ? ["示意图，不表示行政区划界线；没有位次的不着色"] : []),
    ...(state.view === "lines" && cells.some(marks) ? [HOLLOW] : []),
    ...(state.view === "lines" && timesOf(all).some((one, t) => t && !one.follows) ? ["不相连的是缺数，或跨年的累计"] : []),
    ...(state.view === "lines" && isCount(all) && all.matrix.key === "value" && state.beside.includes(NATION) ? ["全国用另一个刻度"] : []),
    ...(state.regions.some((slug) => find(`[value="${slug}"]`).dataset.inside) ? ["兵团已含在新疆内，不另加总，不排位次"] : []),
    ...legend,
    ...series.notes,
  ];
}

// ---------------------------------------------------------------- drawing

const drawn = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

/** A sheet of some width in one colour scheme, and the strokes on it. */
class Sheet {
  constructor(width, scheme) {
    Object.assign(this, { width, scheme, height: 0, body: drawn("g", {}) });
  }

  colour(name) {
    return COLOURS[name][this.scheme];
  }

  put(tag, attributes, ...children) {
    this.body.append(drawn(tag, attributes, ...children));
  }

  line(x1, y1, x2, y2, colour, more = {}) {
    this.put("line", { x1, y1, x2, y2, stroke: this.colour(colour), ...more });
  }

  box(x, y, width, height, colour, more = {}) {
    this.put("rect", { x, y, width: Math.max(0, width), height, fill: this.colour(colour), ...more });
  }

  text(x, y, words, { colour = "ink", size = 14, anchor = "start", bold = false, clear = false } = {}) {
    const weight = bold ? { "font-weight": 700 } : {};
    const halo = clear ? { stroke: this.colour("ground"), "stroke-width": 4, "paint-order": "stroke" } : {};
    this.put("text", { x, y, fill: this.colour(colour), "font-size": size, "text-anchor": anchor, ...weight, ...halo }, words);
  }

  mark(x, y, shape, colour, hollow) {
    const r = 4.5;
    const paths = {
      circle: `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
      square: `M${x - 4} ${y - 4}h8v8h-8z`,
      diamond: `M${x} ${y - 6}l6 6l-6 6l-6-6z`,
      up: `M${x} ${y - 5.5}l5.5 9.5h-11z`,
      down: `M${x} ${y + 5.5}l5.5-9.5h-11z`,
      cross: `M${x - 5} ${y - 1.8}h3.2v-3.2h3.6v3.2h3.2v3.6h-3.2v3.2h-3.6v-3.2h-3.2z`,
    };
    const [fill, stroke] = [hollow ? "ground" : colour, colour].map((name) => this.colour(name));
    this.put("path", { d: paths[shape], fill, stroke, "stroke-width": 1.6 });
  }

  finished(label) {
    const { width, height } = this;
    const ground = drawn("rect", { width, height, fill: this.colour("ground") });
    const about = { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONT, role: "img", "aria-label": label };
    return drawn("svg", about, ground, this.body);
  }
}

/** About as wide as text is set. */
const widthOf = (words, size) => [...words].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 1 : 0.58), 0) * size;

function wrapped(words, size, room) {
  const lines = [""];
  for (const sign of words) {
    if (widthOf(lines.at(-1) + sign, size) > room) lines.push("");
    lines[lines.length - 1] += sign;
  }
  return lines;
}

const BODIES = { lines: drawLines, ranking: drawRanking, tiles: drawTiles };

/** Round values from zero, or from below, to beyond the largest; of places from the first. */
function ticksOf(numbers, inverted) {
  if (inverted) return [1, ...[5, 10, 15, 20, 25, 30].filter((n) => n < Math.max(...numbers) + 5)];
  const [low, high] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  if (low === high) return [0, 1];
  const power = 10 ** Math.floor(Math.log10((high - low) / 4));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= ((high - low) / 4) * 0.999999);
  const [start, end] = [Math.floor(low / step + 1e-6), Math.ceil(high / step - 1e-6)];
  return Array.from({ length: end - start + 1 }, (_, n) => (start + n) * step);
}

function tickLabel(value, all) {
  const [size, unit] = [[1e8, "亿"], [1e4, "万"]].find(([size]) => Math.max(...all.map(Math.abs)) >= size) ?? [1, ""];
  return value ? `${Number((value / size).toFixed(6)).toLocaleString("en")}${unit}` : "0";
}

function drawLines(on, all, top) {
  const apart = isCount(all) && all.matrix.key === "value";
  const isDrawn = (one) => all.state.regions.includes(one.slug) || one.cells.some((cell) => number(cell) !== null);
  const rows = compared(all).filter((one) => isDrawn(one) && !(one.slug === NATION && all.matrix.key === "share"));
  const lines = rows.map((one) => ({ ...one, ...styleOf(one, all) }));
  let y = drawNames(on, lines, all, top);
  const panels = apart ? [lines.filter((one) => one.slug !== NATION), lines.filter((one) => one.slug === NATION)] : [lines];
  const axes = panels.map((own) => axisOf(own, all));
  const left = 16 + Math.max(0, ...axes.flatMap(({ labels }) => labels).map((label) => widthOf(label, 13)));
  for (const [n, own] of panels.entries()) {
    if (axes[n].labels.length) y = drawPanel(on, own, all, axes[n], left, y, n ? 110 : 280);
    else if (!n) on.text(on.width / 2, (y += 60) - 30, "选中的地区在这些时点没有数", { anchor: "middle", colour: "muted" });
  }
  return y;
}

function styleOf(one, { state }) {
  const n = state.regions.indexOf(one.slug);
  if (n >= 0) return { colour: SERIES[n], shape: SHAPES[n], dash: "" };
  return one.slug === NATION ? { colour: "ink", shape: "circle", dash: "8 4" } : { colour: "muted", shape: "diamond", dash: "2 4" };
}

/** Each line's name with its value at the chosen time, as many on a line as fit. */
function drawNames(on, lines, all, top) {
  const when = all.series.times[all.at].title;
  on.text(8, top + 14, `${when}：`, { colour: "muted" });
  let [x, y] = [8 + widthOf(when, 14) + 20, top];
  for (const one of lines) {
    const words = `${one.name} ${one.cells[all.at - all.from]}`;
    const room = 30 + widthOf(words, 14) + 16;
    if (x > 8 && x + room > on.width) [x, y] = [8, y + 24];
    on.line(x, y + 9, x + 22, y + 9, one.colour, { "stroke-width": 2.5, "stroke-dasharray": one.dash });
    on.mark(x + 11, y + 9, one.shape, one.colour, false);
    on.text(x + 28, y + 14, words);
    x += room;
  }
  return y + 34;
}

function axisOf(lines, all) {
  const numbers = lines.flatMap((one) => one.cells.map(number)).filter((value) => value !== null);
  const ticks = numbers.length ? ticksOf(numbers, isPlace(all)) : [];
  return { ticks, labels: ticks.map((value) => (isPlace(all) ? String(value) : tickLabel(value, ticks))) };
}

function drawPanel(on, lines, all, { ticks, labels }, left, top, height) {
  const times = timesOf(all);
  const inverted = isPlace(all);
  const days = times.map((one) => Date.parse(one.day));
  const [first, last] = [days[0], days.at(-1)];
  const right = on.width - 18;
  const x = (t) => (first === last ? (left + right) / 2 : left + 14 + ((days[t] - first) / (last - first)) * (right - left - 28));
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = (value) => top + (inverted ? (value - low) / (high - low || 1) : (high - value) / (high - low)) * height;
  ticks.forEach((value, n) => {
    on.line(left, y(value), right, y(value), value ? "grid" : "axis");
    on.text(left - 8, y(value) + 5, labels[n], { colour: "muted", size: 13, anchor: "end" });
  });
  on.line(x(all.at - all.from), top - 6, x(all.at - all.from), top + height + 4, "axis", { "stroke-dasharray": "3 3" });
  for (const one of lines) drawLine(on, one, times, x, y);
  drawTimes(on, times, x, top + height + 20);
  on.places = { xs: times.map((_, t) => x(t)), from: all.from };
  return top + height + 36;
}

function drawLine(on, { cells, colour, shape, dash }, times, x, y) {
  const numbers = cells.map(number);
  let way = "";
  numbers.forEach((value, t) => {
    if (value !== null) way += `${t && times[t].follows && numbers[t - 1] !== null ? "L" : "M"}${x(t).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  on.put("path", { d: way, fill: "none", stroke: on.colour(colour), "stroke-width": 2.5, "stroke-linejoin": "round", "stroke-dasharray": dash });
  numbers.forEach((value, t) => {
    if (value !== null) on.mark(x(t), y(value), shape, colour, Boolean(marks(cells[t])));
  });
}

function drawTimes(on, times, x, y) {
  let last = Infinity;
  for (let t = times.length - 1; t >= 0; t--) {
    const label = /q/.test(times[t].code) ? times[t].code.toUpperCase() : times[t].day.slice(0, 4);
    if (last - x(t) >= widthOf(label, 13) + 12) on.text((last = x(t)), y, label, { colour: "muted", size: 13, anchor: "middle" });
  }
}

function drawRanking(on, given, top) {
  const all = barsOf(given);
  const { nation, provinces } = ranked(all);
  const numbers = provinces.map((one) => number(one.cell)).filter((value) => value !== null);
  const [low, high] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  const room = Math.max(...provinces.map((one) => widthOf(one.cell, 14))) + 10;
  const [left, right] = [104, on.width - 8 - room];
  const x = (value) => left + ((value - low) / (high - low || 1)) * (right - left);
  const lines = { [NATION]: isCount(all) ? "" : nation.cell, [MEDIAN]: all.matrix.median[all.at] };
  const told = all.state.beside.filter((key) => number(lines[key] ?? "") !== null);
  const begin = top + 18 * told.length + 8;
  const bottom = begin + provinces.length * 24;
  told.forEach((key, n) => drawReference(on, key, lines[key], x(number(lines[key])), top + 18 * n, bottom));
  provinces.forEach((one, n) => drawBar(on, one, begin + n * 24, x, all.state.regions.includes(one.slug)));
  on.line(x(0), begin, x(0), bottom, "axis");
  return bottom + 6;
}

/** The nation or the median as a line through all bars, its name above them. */
function drawReference(on, key, cell, at, y, bottom) {
  const words = `${key === NATION ? "全国" : "中位数"} ${cell}`;
  on.line(at, y + 4, at, bottom + 2, key === NATION ? "ink" : "muted", { "stroke-dasharray": key === NATION ? "8 4" : "2 4" });
  const isAtEnd = at + widthOf(words, 13) + 6 > on.width;
  on.text(at + (isAtEnd ? -4 : 4), y + 13, words, { size: 13, anchor: isAtEnd ? "end" : "start", clear: true });
}

function drawBar(on, one, y, x, chosen) {
  const value = number(one.cell);
  on.text(28, y + 16, one.place === "—" ? "" : text(one.place).split("/")[0], { anchor: "end", size: 13, colour: "muted" });
  on.text(96, y + 16, one.name, { anchor: "end", bold: chosen });
  const [from, to] = [Math.min(x(0), x(value ?? 0)), Math.max(x(0), x(value ?? 0))];
  if (value) on.box(from, y + 4, Math.max(0.5, to - from), 16, chosen ? "highlight" : "bar");
  on.text(to + 6, y + 16, one.cell, { bold: chosen, colour: value === null ? "muted" : "ink", clear: true });
}

function drawTiles(on, given, top) {
  const all = barsOf(given);
  const { provinces } = ranked(all);
  const outside = all.data.outside.map((one) => ({ ...one, cell: "未纳入", place: "—" }));
  const tiles = [...provinces, ...outside].filter((one) => one.tile);
  const placed = provinces.filter((one) => one.place !== "—").length;
  const [columns, rows] = [0, 1].map((n) => 1 + Math.max(...tiles.map((one) => one.tile[n])));
  const step = Math.min(78, (on.width - 4) / columns);
  const left = (on.width - columns * step) / 2;
  for (const one of tiles) drawTile(on, one, left + one.tile[0] * step, top + one.tile[1] * step, step - 4, placed, all);
  const bottom = top + rows * step;
  return placed ? drawShades(on, Math.max(8, left), bottom + 6, placed) : bottom;
}

/** In which fifth of those that have a place: 1 the first; 0 without one. */
const fifth = (place, among) => (place === "—" ? 0 : Math.floor(((Number(text(place).split("/")[0]) - 1) * 5) / among) + 1);

function drawTile(on, one, x, y, side, placed, all) {
  const shade = fifth(one.place, placed);
  if (shade) on.box(x, y, side, side, `class${shade}`);
  else on.put("rect", { x: x + 0.5, y: y + 0.5, width: side - 1, height: side - 1, fill: "none", stroke: on.colour("axis"), "stroke-dasharray": number(one.cell) === null ? "3 3" : "" });
  const colour = shade ? `on${shade}` : number(one.cell) === null ? "muted" : "ink";
  const size = Math.min(15, side / 3.2);
  const words = [one.name, text(one.cell), marks(one.cell)].filter(Boolean);
  words.forEach((line, n) => {
    const own = Math.min(n ? size * 0.92 : size, (side - 4) / widthOf(line, 1));
    on.text(x + side / 2, y + side / 2 + size * (0.35 + 1.15 * (n - (words.length - 1) / 2)), line, { colour, size: own, anchor: "middle" });
  });
  if (all.state.regions.includes(one.slug)) {
    on.put("rect", { x: x - 1, y: y - 1, width: side + 2, height: side + 2, fill: "none", stroke: on.colour("highlight"), "stroke-width": 3.5 });
  }
}

function drawShades(on, left, top, placed) {
  let [x, y] = [left, top];
  for (let n = 1; n <= 5; n++) {
    const [from, to] = [Math.ceil(((n - 1) * placed) / 5) + 1, Math.ceil((n * placed) / 5)];
    const words = `第${from}—${to}位`;
    if (x + 24 + widthOf(words, 13) > on.width) [x, y] = [left, y + 22];
    on.box(x, y, 16, 16, `class${n}`, { stroke: on.colour("axis") });
    on.text(x + 22, y + 13, words, { size: 13 });
    x += 34 + widthOf(words, 13);
  }
  return y + 26;
}

/** The drawing alone, as it stands on the page. */
function picture(all, width, scheme) {
  const on = new Sheet(width, scheme);
  on.height = BODIES[all.state.view](on, all, sampled(on, all, 4));
  return on;
}

/** With its title, its source and notes, as it is taken away. */
function poster(all) {
  const on = new Sheet(900, 0);
  const put = (words, y, size, options) => wrapped(words, size, on.width - 32).reduce((at, line) => (on.text(16, at + size, line, { size, ...options }), at + size * 1.5), y);
  let y = put((isAtOnce(all) ? barsOf(all) : all).matrix.name, sampled(on, all, 14), 22, { bold: true });
  y = put(titleOf(all).split("，").slice(1).join("　"), y, 15, { colour: "muted" }) + 10;
  const view = all.state.view === "table" ? "lines" : all.state.view;
  y = BODIES[view](on, { ...all, state: { ...all.state, view } }, y) + 8;
  for (const words of [...noteOf(all), sourceOf(all), linkTo(all)]) y = put(words, y, 13, { colour: "muted" });
  on.height = Math.ceil(y + 10);
  return on;
}

function sampled(on, { data }, top) {
  if (!data.synthetic) return top;
  const room = widthOf(MARKED, 14) + 20;
  on.box(on.width - room - 4, top, room, 24, "alarm");
  on.text(on.width - room + 6, top + 17, MARKED, { colour: "ground", bold: true });
  return top + 34;
}

// ---------------------------------------------------------------- the page

function show(all) {
  shown = all;
  const { state } = all;
  fill(all);
  find("#x-title").textContent = (isAtOnce(all) ? barsOf(all) : all).matrix.name;
  find(".ph-explore__figure small").textContent = titleOf(all).split("，").slice(1).join("　");
  const way = new URL(all.data.address, root).href;
  find(".ph-source").replaceChildren(...noteOf(all).flatMap((words) => [words, make("br")]), `${sourceOf(all)}　`, make("a", { href: way }, `${all.data.title}：定义和全部的数`));
  showPicture();
  showTable(all);
  find(".ph-table").classList.toggle("is-alone", state.view === "table");
}

function showPicture() {
  if (!shown) return;
  const place = find(".ph-explore__picture");
  if (shown.state.view === "table") return place.replaceChildren();
  const on = picture(shown, Math.max(320, Math.min(960, place.clientWidth)), dark.matches ? 1 : 0);
  const drawing = on.finished(`${titleOf(shown)}。数在下面的表里。`);
  if (on.places) drawing.addEventListener("pointermove", (event) => pointed(event, drawing, on.places));
  if (on.places) drawing.addEventListener("pointerdown", (event) => pointed(event, drawing, on.places));
  place.replaceChildren(drawing);
}

/** The time above which the pointer is. */
function pointed(event, drawing, { xs, from }) {
  const { left, width } = drawing.getBoundingClientRect();
  const x = ((event.clientX - left) * drawing.viewBox.baseVal.width) / width;
  const nearest = xs.reduce((best, own, t) => (Math.abs(own - x) < Math.abs(xs[best] - x) ? t : best), 0);
  if (from + nearest !== shown.at) pass(shown.series.times[from + nearest].code);
}

function options(select, list, chosen) {
  select.replaceChildren(...list.map(([value, title]) => make("option", { value, selected: value === chosen }, title)));
}

/** The controls as the state has them. */
function fill(all) {
  const { state, data, series, matrix, from, to, at } = all;
  indicatorBox.value = state.indicator;
  const kinds = [...new Set(data.series.map((one) => one.kind))];
  whatBox.replaceChildren(...kinds.map((label) => {
    const group = make("optgroup", { label });
    const own = data.series.filter((one) => one.kind === label);
    group.append(...own.map((one) => make("option", { value: one.key, selected: one === series }, one.title)));
    return group;
  }));
  options(ofBox, series.measures.map((one) => [one.key, one.title + unitOf(one)]), matrix.key);
  const times = series.times.map((one) => [one.code, one.title]);
  options(fromBox, times, state.from);
  options(toBox, times, state.to);
  for (const one of box.querySelectorAll("[name=view]")) one.checked = one.value === state.view;
  for (const one of box.querySelectorAll("[name=beside]")) one.checked = state.beside.includes(one.value);
  for (const one of box.querySelectorAll("[name=region]")) one.checked = state.regions.includes(one.value);
  const names = data.regions.filter((one) => state.regions.includes(one.slug)).map((one) => one.name);
  find("#x-chosen").textContent = names.join("、") || "没有选";
  slider.hidden = state.view === "table" || from === to;
  Object.assign(atBox, { min: from, max: to, value: at });
  atBox.setAttribute("aria-valuetext", series.times[at].title);
  find("output").replaceChildren(series.times[at].title, make("span", { className: "ph-hidden" }, `：${readings(all)}`));
}

/** What the chosen regions have at the chosen time, for who hears the slider move. */
function readings(all) {
  const told = compared(isAtOnce(all) ? barsOf(all) : all).map((one) => `${one.name} ${one.cells[all.at - all.from]}`);
  return told.join("，");
}

const say = (words, ...more) => find(".ph-explore__said").replaceChildren(words, ...more);

/** What the address asks for; *quietly* where a reader chose it here, who sees what became of it. */
async function render(quietly = false) {
  const state = asked();
  const option = [...indicatorBox.options].find((one) => one.value === state.indicator);
  if (!option || option.dataset.cited !== undefined) return refuse(state, option);
  box.setAttribute("aria-busy", "true");
  const data = await load(state.indicator).catch(() => null);
  if (state.indicator !== asked().indicator) return; // a later choice has come in between
  box.removeAttribute("aria-busy");
  find(".ph-explore__shown").hidden = !data?.series.length;
  if (!data?.series.length) return say("这个指标的数没有取到：请检查网络，刷新再试。");
  const all = whole(state, data);
  say(quietly ? "" : all.said.join(""));
  find(".ph-explore__told").textContent = "";
  find(".ph-explore__code").hidden = true;
  history.replaceState(null, "", addressOf(all.state));
  show(all);
}

/** Why there is nothing to compare. */
function refuse(state, option) {
  find(".ph-explore__shown").hidden = true;
  if (!option) return say(`没有「${state.indicator}」这个指标，请从上面选。`);
  const title = option.textContent.replace(/（只有公开数字）$/, "");
  const way = make("a", { href: new URL(`indicators/${state.indicator}/`, root).href }, `看${title}的公开数字`);
  indicatorBox.value = state.indicator;
  return say(`「${title}」只有公开数字：各条的对象、时点和算法不同，不能并列。`, way);
}

/** The state with *changes*, as a step of its own on the way back. */
function change(changes) {
  clearTimeout(settling);
  const anew = changes.indicator || changes.what ? { from: "", to: "", at: "" } : {};
  history.pushState(null, "", addressOf({ ...(shown?.state ?? asked()), ...anew, ...changes }));
  return render(true);
}

/** The same while a reader drags: the address follows when it rests, for browsers refuse hundreds of addresses. */
function pass(at) {
  show(whole({ ...shown.state, at }, shown.data));
  clearTimeout(settling);
  settling = setTimeout(() => history.replaceState(null, "", addressOf(shown.state)), 200);
}

// ---------------------------------------------------------------- what is taken away

const linesOf = (all) => {
  const { head, rows } = sheet(all);
  return [head, ...rows.map((one) => [one.name, ...one.cells.map(([cell]) => cell)])];
};
const noteOf = (all) => (notesOf(all).length ? [`注：${notesOf(all).join("；")}`] : []);
const headOf = (all) => [`${titleOf(all)}${all.data.synthetic ? `（${MARKED}）` : ""}`, ...noteOf(all), sourceOf(all), linkTo(all)];
const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function csv(all) {
  const lines = [...headOf(all).map((words) => [words]), ...linesOf(all)];
  return `\ufeff${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

const plainText = (all) => [...headOf(all), ...linesOf(all).map((line) => line.join("\t"))].join("\n");
const fileName = ({ state }, kind) => `${[SAMPLE].filter(() => shown.data.synthetic).concat(state.indicator, state.what, state.of, state.view).join("-")}.${kind}`;

function save(content, name) {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** The poster twice as large, drawn from an image that needs nothing from outside. */
async function png(all) {
  const on = poster(all);
  const source = new XMLSerializer().serializeToString(on.finished(titleOf(all)));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = make("canvas", { width: on.width * 2, height: on.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** The page of one static chart that shows the same, if there is one. */
function embedOf({ state, series, matrix, at }) {
  const kind = { ranking: "ranking", tiles: "tiles", lines: state.regions.length ? "" : "trend" }[state.view];
  const link = kind && matrix.key === "value" ? document.querySelector(`a[data-chart="${series.chart}-${kind}"]`) : null;
  const time = series.times[at];
  if (!link || kind === "trend") return link;
  if (link.dataset.quarters?.split(" ").includes(time.code)) return new URL(`embed/quarters/${time.code}/${link.dataset.chart}/`, root);
  return link.dataset.when === time.title ? link : null;
}

async function embed(all) {
  const found = embedOf(all);
  if (!found) return "这个视图没有可以嵌入的静态图，请用链接或 PNG";
  const page = new DOMParser().parseFromString(await (await fetch(found.href)).text(), "text/html");
  const [image, title] = [page.querySelector("img"), page.title.replaceAll('"', "&quot;")];
  const [width, height] = [image.width, image.height + 40];
  const code = `<iframe src="${found.href}" title="${title}" width="${width}" height="${height}" loading="lazy" style="border:0;width:100%;max-width:${width}px;height:auto;aspect-ratio:${width}/${height}"></iframe>`;
  find("#x-code").value = code;
  find(".ph-explore__code").hidden = false;
  return (await copy(code)) ? "已复制嵌入代码" : "嵌入代码在下面";
}

/** Whether it could be copied; where a script may not, as without https, a hand can. */
async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

const copied = async (words, what) => {
  if (await copy(words)) return `已复制${what}`;
  find("#x-code").value = words;
  find(".ph-explore__code").hidden = false;
  find("#x-code").select();
  return "浏览器不让脚本复制，请从下面的框里复制";
};

const WAYS = {
  link: () => copied(linkTo(shown), "链接"),
  text: () => copied(plainText(shown), "数据"),
  embed: () => embed(shown),
  csv: async () => (save(new Blob([csv(shown)], { type: "text/csv" }), fileName(shown, "csv")), "已下载 CSV"),
  png: async () => (save(await png(shown), fileName(shown, "png")), "已下载 PNG"),
};

// ---------------------------------------------------------------- the reader

function chooseRegion(one) {
  const { regions } = shown.state;
  const refusal = one.checked ? whyNot(one, regions) : "";
  if (refusal) {
    one.checked = false;
    return say(refusal);
  }
  return change({ regions: one.checked ? [...regions, one.value] : regions.filter((slug) => slug !== one.value) });
}

function whyNot(one, regions) {
  const other = one.dataset.inside ?? find(`[data-inside="${one.value}"]`)?.value;
  if (other && regions.includes(other)) return "兵团的数已含在新疆内，两者不能并列：请先去掉另一个。";
  return regions.length >= MOST ? `最多${MOST}个地区：请先去掉一个。` : "";
}

function typed() {
  const words = typedBox.value.trim().toLowerCase();
  if (!words) return;
  const all = [...indicatorBox.options].map((one) => [one, `${one.textContent} ${one.dataset.words} ${one.dataset.words.replaceAll(" ", "")}`.toLowerCase()]);
  const same = all.filter(([one]) => one.textContent.toLowerCase() === words);
  const found = same.length ? same : all.filter(([, known]) => known.includes(words));
  if (found.length !== 1) return say(found.length ? `「${words}」有${found.length}个指标：请写得再全一些，或从左边选。` : `没有叫「${words}」的指标。`);
  typedBox.value = "";
  change({ indicator: found[0][0].value });
}

function listen() {
  const form = find("form");
  form.addEventListener("submit", (event) => (event.preventDefault(), typed()));
  indicatorBox.addEventListener("change", () => change({ indicator: indicatorBox.value }));
  typedBox.addEventListener("change", typed);
  whatBox.addEventListener("change", () => change({ what: whatBox.value }));
  ofBox.addEventListener("change", () => change({ of: ofBox.value }));
  fromBox.addEventListener("change", () => change({ from: fromBox.value }));
  toBox.addEventListener("change", () => change({ to: toBox.value }));
  atBox.addEventListener("input", () => pass(shown.series.times[atBox.value].code));
  form.addEventListener("change", ({ target }) => {
    if (target.name === "view") change({ view: target.value });
    if (target.name === "beside") change({ beside: [...box.querySelectorAll("[name=beside]:checked")].map((one) => one.value) });
    if (target.name === "region") chooseRegion(target);
  });
  find(".ph-explore__ways").addEventListener("click", async ({ target }) => {
    if (target.value && shown) find(".ph-explore__told").textContent = await WAYS[target.value]();
  });
  addEventListener("popstate", () => render());
  dark.addEventListener("change", showPicture);
  let wide = 0; // a picture that grows higher need not be drawn again
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== wide) showPicture();
    wide = contentRect.width;
  }).observe(find(".ph-explore__picture"));
}

box.hidden = false;
listen();
render();
