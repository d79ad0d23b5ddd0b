// The search box: Pagefind, asked for phrases. Nothing is fetched before the box has the focus.
// The index holds every Chinese character as a word (report/publish/search.py), so a phrase is any run of text.

const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff";
const NAMED = ["地区", "季度", "指标"];
const GROUPS = ["栏目", ...NAMED, "来源等级"];
const TRANSCRIPT = "种类:转录表";
const STEP = 8;
const HAN_DIGITS = "〇一二三四五六七八九";
const ENGLISH = "栏目:English";
const IN_ENGLISH = document.documentElement.lang === "en";
const SAID = IN_ENGLISH
  ? { narrow: "Narrow down", more: "Show more", none: "Nothing found. Try other words, or browse the sections above.",
    partly: "No page has all these words; closest: ", pages: (count) => `${count} page${count === 1 ? "" : "s"}`, broken: "Search does not work now; browse the sections above." }
  : { narrow: "缩小范围", more: "显示更多", none: "没有找到。换个说法，或从上方栏目浏览。",
    partly: "没有包含全部词语的页面；最接近的", pages: (count) => ` ${count} 个页面`, broken: "搜索暂不可用，请从上方栏目浏览。" };
const box = document.querySelector(".ph-search");
box.insertAdjacentHTML("beforeend", `<div class="ph-results" hidden>
  <p class="ph-results__status" role="status"></p>
  <div class="ph-results__filters" role="group" aria-label="${SAID.narrow}"></div>
  <ol class="ph-results__list"></ol>
  <button class="ph-results__more" type="button" hidden>${SAID.more}</button>
</div>`);
const [form, panel] = [box.querySelector("form"), box.querySelector(".ph-results")];
const input = form.elements.q;
const part = (name) => panel.querySelector(`.ph-results__${name}`);
let names; // a promise of {groups, known}
let engine; // a promise of the search function
let facets; // a promise of page → "地区:江苏" …
let chosen = []; // the filters in force
let latest = 0;

// ---------------------------------------------------------------- what was meant

// traditional → simplified, one after the other: the characters of our titles and their other names, after OpenCC's table
const FOLDED = new Map([...(
  "與与專专業业東东個个箇个麼么麽么買买於于雲云產产産产僅仅從从價价眾众衆众優优傳传體体脩修償偿關关興兴內内冊册況况準准齣出劃划則则別别彆别製制辦办務务動动勵励勢势區区醫医華华單单佔占厤历曆历歷历廈厦縣县參参蔘参雙双發发髮发變变檯台臺台颱台號号" +
  "閤合衕同後后嚮向曏向迴回團团糰团國国圖图場场壯壮聲声處处備备頭头奬奖獎奖學学寧宁甯宁實实傢家對对導导爾尔儘尽盡尽侷局層层島岛佈布廣广慶庆庫库應应開开彔录錄录録录徑径態态總总願愿戰战揚扬報报據据敎教數数無无時时晉晋朮术術术機机權权來来構构査查" +
  "標标欄栏覈核檔档檢检匯汇彙汇滙汇漢汉瀋沈沒没滬沪測测濟济濱滨點点煙烟菸烟獨独獻献環环瓊琼監监蓋盖盤盘碼码礎础礙碍種种簽签籤签類类粵粤係系繫系纍累約约級级綫线線线組组織织終终經经統统績绩維维綜综網网罰罚職职聯联肅肃捨舍囌苏甦苏蘇苏範范獲获穫获" +
  "懞蒙濛蒙矇蒙錶表見见觀观規规計计訂订認认讓让訓训記记許许設设証证證证評评識识詞词試试語语誤误說说説说請请諾诺讀读課课誰谁調调財财責责質质貴贵貸贷費费資资賦赋贛赣轉转載载較较遼辽達达運运進进連连踰逾釋释裏里裡里鏈链錯错鎭镇鎮镇長长門门問问間间" +
  "閩闽陽阳陝陕隨随麪面麫面麵面頁页項项題题額额饋馈驗验驟骤魯鲁龍龙"
).matchAll(/(.)(.)/g)].map(([, one, other]) => [one, other]));

/** 2024Q3, 24Q3, 2024年3季度, 二〇二四年三季 → 2024年第三季度; 第3季 → 第三季度; 江蘇 → 江苏; full width, capitals → as we write. */
export function normalise(text) {
  const han = (number) => "一二三四"["1234一二三四".indexOf(number) % 4];
  const quarter = (_, year, number) => ` ${year.length > 2 ? year : `20${year}`}年第${han(number)}季度 `;
  return [...text.normalize("NFKC").toLowerCase()].map((one) => FOLDED.get(one) ?? one).join("")
    .replace(/二[〇零○o0][〇零○o0一二三四五六七八九]{2}(?=年)/g, (year) => [...year].map((one) => HAN_DIGITS.indexOf(one) < 0 ? 0 : HAN_DIGITS.indexOf(one)).join(""))
    .replace(/(?<!\d)((?:(?:19|20)\d|[2-4])\d)\s*年\s*[-第]?\s*([1-4一二三四])\s*季度?/g, quarter)
    .replace(/((?:19|20)\d\d)\s*[-第]?\s*([1-4一二三四])\s*季度?/g, quarter)
    .replace(/(?<!\d)((?:(?:19|20)\d|[2-4])\d)\s*年?\s*-?\s*q([1-4])(?!\d)/g, quarter)
    .replace(/(?<![年第])(?:第\s*([1-4一二三四])\s*季度?|(?<!\d)([1-4])\s*季度?|([一二三四])季度)/g, (_, one, two, three) => ` 第${han(one ?? two ?? three)}季度 `)
    .replace(/(\d),(?=\d{3})/g, "$1")
    .replace(/(?<!\d)\.|\.(?!\d)|[^\p{L}\p{N}.%]+/gu, " ").trim();
}

/** The phrases of a query: names of regions, quarters and indicators, and what stands between them. */
export function phrases(text, names) {
  const known = names.filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
  const cut = new RegExp(`(${known.map(escaped).join("|") || "$^"})`);
  return [...new Set(normalise(text).split(/\s+/).flatMap((run) => run.split(cut)).filter(Boolean))];
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const spaced = (text) => text.replace(new RegExp(`(?<=\\S)(?=[${HAN}])|(?<=[${HAN}])(?=\\S)`, "g"), " ");
const joined = (text) => text.replace(new RegExp(`\\s+(?=[${HAN}])|(?<=[${HAN}])\\s+`, "g"), "");
const words = (text) => [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map((word) => word.segment);

// ---------------------------------------------------------------- finding

const file = (name) => new URL(box.dataset.index + name, document.baseURI);
const json = async (name) => (await fetch(file(name))).json();

/** What pages are about: name in small letters → its page. A few KiB, so that these are found at once. */
async function readNames() {
  const groups = await json("names.json");
  const pages = NAMED.flatMap((group) => Object.entries(groups[group] ?? {}).map(([name, page]) => [name, group, ...page.split(" ")]));
  const known = new Map(pages.map(([name, group, id, address]) => [name.toLowerCase(), { name, group, id, address }]));
  return { groups, known };
}

/** Pagefind without its worker, which is the same code again. */
async function readEngine() {
  const pagefind = (await import(file("pagefind.js"))).createInstance({ noWorker: true });
  return async (query) => (await pagefind.search(query)).results;
}

function start() {
  names ??= readNames();
  engine ??= readEngine();
  facets ??= json("facets.json");
  return Promise.all([names, engine, facets]).catch((error) => { names = engine = facets = undefined; throw error; });
}

/** Pages that hold *phrase* as it stands, with a score for how much they are about it. */
async function pagesWith(phrase, search, known) {
  const ranked = await search(spaced(phrase));
  const exact = new RegExp(`[${HAN}]`).test(phrase) && phrase.length > 1;
  const holding = exact ? new Set((await search(`"${spaced(phrase)}"`)).map((page) => page.id)) : null;
  const pages = new Map(ranked.filter((page) => !holding || holding.has(page.id)).map((page) => [page.id, { page, score: page.score }]));
  const own = pages.get(known.get(phrase)?.id);
  if (own) Object.assign(own, { score: 1000, own: true });
  return pages;
}

/** Pages that hold several phrases in one run, as their names do: 江苏2024年第三季度. */
async function pagesNamed(phrases, search) {
  return phrases.length > 1 ? (await search(`"${spaced(phrases.join(" "))}"`)).map((page) => page.id) : [];
}

/** Pages that hold all phrases, best first; where there is none, those that hold most of them. */
async function find(text) {
  const [{ known }, search, about] = await start();
  const meant = normalise(text);
  const found = new Map();
  for (const phrase of phrases(text, [...known.keys()])) {
    const pages = await pagesWith(phrase, search, known);
    if (pages.size) found.set(phrase, pages);
    else for (const word of words(phrase)) found.set(word, await pagesWith(word, search, known));
  }
  const pages = new Map();
  for (const matches of found.values()) {
    for (const [id, { page, score, own }] of matches) {
      if (isForeign(meant, about[id])) continue;
      const entry = pages.get(id) ?? { id, page, score: 0, held: 0, own: false };
      pages.set(id, { ...entry, score: entry.score + score, held: entry.held + 1, own: entry.own || Boolean(own) });
    }
  }
  for (const id of await pagesNamed([...found.keys()], search)) if (pages.has(id)) pages.get(id).named = true;
  const named = [...found.values()].map((matches) => [...matches.values()].some((match) => match.own));
  const most = Math.max(0, ...[...pages.values()].map((entry) => entry.held));
  const best = [...pages.values()].filter((entry) => entry.own || entry.held === most);
  // whoever types two names means the page of both, not that of one which speaks of the other
  const several = [...found.keys()].filter((phrase) => known.has(phrase)).length > 1;
  const own = (entry) => Number(entry.named && several ? !entry.own : entry.own);
  for (const entry of best) {
    const facets = about[entry.id] ?? [];
    const isEnglish = facets.includes(ENGLISH);
    const ranks = [Number(entry.named ?? false), own(entry), entry.held, Number(isEnglish === IN_ENGLISH), Number(!facets.includes(TRANSCRIPT))];
    Object.assign(entry, { ranks, isEnglish, issue: issueOf(facets) });
  }
  const above = (a, b) => b.ranks.map((rank, place) => rank - a.ranks[place]).find(Boolean);
  best.sort((a, b) => above(a, b) ?? b.score - a.score);
  return { entries: newestFirst(best), phrases: [...found.keys()], complete: most === found.size || named.every(Boolean) };
}

/** Whether a page is in another language than the query: Chinese characters ask for Chinese, mere numbers for that of this page. */
function isForeign(text, facets = []) {
  const asked = new RegExp(`[${HAN}]`).test(text) ? false : /\p{L}/u.test(text) ? null : IN_ENGLISH;
  return asked !== null && facets.includes(ENGLISH) !== asked;
}

/** What a page about one quarter is an issue of, and which: {of: "地区季报 江苏", quarter: 20243}; null for other pages. */
function issueOf(facets) {
  const all = (group) => facets.filter((facet) => facet.startsWith(`${group}:`)).map((facet) => facet.slice(group.length + 1));
  const [[section], [quarter, ...more]] = [all("栏目"), all("季度")];
  if (!quarter || more.length) return null;
  const [, year, number] = /^(\d+)年第(.)季度$/.exec(quarter);
  return { of: section === "季度" ? section : `${section} ${all("地区")}`, quarter: year * 10 + "一二三四".indexOf(number) };
}

/** The same entries, in which the issues of one thing that rank the same have changed places: the newest comes first. */
function newestFirst(entries) {
  const places = new Map();
  entries.forEach(({ issue, ranks }, place) => {
    const same = issue && `${issue.of} ${ranks}`;
    if (same) places.set(same, [...(places.get(same) ?? []), place]);
  });
  const sorted = [...entries];
  for (const same of places.values()) {
    const newest = same.map((place) => entries[place]).sort((a, b) => b.issue.quarter - a.issue.quarter);
    same.forEach((place, n) => { sorted[place] = newest[n]; });
  }
  return sorted;
}

// ---------------------------------------------------------------- showing

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

function marked(text, sought) {
  const pattern = new RegExp(`(${sought.map(escaped).join("|")})`, "gi");
  return text.split(pattern).map((piece, n) => (n % 2 ? element("mark", { textContent: piece }) : piece));
}

/** Some 110 characters around the first phrase; the page's names come after ⁂ and its title before the first stop. */
function excerpt(content, sought) {
  const stops = content.split("⁂")[0].replace(/\.\s+/g, "\u0001").replace(/^[^\u0001]*\u0001/, "");
  const text = joined(stops).replaceAll("\u0001", "　");
  const places = sought.map((phrase) => text.toLowerCase().indexOf(phrase)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...places, Infinity) - 30) % Infinity || 0;
  return marked((from ? "…" : "") + text.slice(from, from + 110) + (from + 110 < text.length ? "…" : ""), sought);
}

async function item({ page, isEnglish }, sought) {
  const data = await page.data();
  const link = element("a", { href: data.url }, ...marked(joined(data.meta.title ?? data.url), sought));
  const section = element("span", { className: "ph-results__section", textContent: data.meta.section ?? "" });
  return element("li", { lang: isEnglish ? "en" : "zh-CN" }, link, section, element("p", {}, ...excerpt(data.content, sought)));
}

/** The pages that the words name, whole or in part (产业化率 → 产业化率（专利调查）), before the index has come. */
async function showNamed(text, turn) {
  const { known } = await names;
  const inPart = (phrase) => phrase.length > 1 ? [...known].filter(([name]) => name.includes(phrase)).map(([, page]) => page) : [];
  const named = phrases(text, [...known.keys()]).flatMap((phrase) => known.has(phrase) ? [known.get(phrase)] : inPart(phrase));
  const pages = [...new Set(named)].filter((page) => page.address).slice(0, 5);
  if (turn !== latest || !pages.length) return;
  fill(pages.map(({ name, group, address }) => {
    const link = element("a", { href: new URL(`${box.dataset.root}/${address}`, document.baseURI).pathname, textContent: name });
    return element("li", { lang: "zh-CN" }, link, element("span", { className: "ph-results__section", textContent: group }));
  }));
}

/** What is found, as it comes; whoever stood on one of those before stands on the one in its place. */
function fill(items) {
  const links = () => [...part("list").querySelectorAll("a")];
  const at = links().indexOf(document.activeElement);
  part("list").replaceChildren(...items);
  if (at >= 0) (links()[at] ?? links().at(-1) ?? input).focus();
}

async function show(result, turn, count = STEP) {
  const about = await facets;
  const kept = result.entries.filter(({ id }) => chosen.every((filter) => about[id]?.includes(filter)));
  const first = await Promise.all(kept.slice(0, 1).map((entry) => item(entry, result.phrases)));
  if (turn !== latest) return;
  fill(first);
  part("status").textContent = !kept.length ? SAID.none : `${result.complete ? "" : SAID.partly}${SAID.pages(kept.length)}`;
  part("more").hidden = kept.length <= count;
  part("more").onclick = async () => { await show(result, turn, count + STEP); part("list").children[count]?.querySelector("a").focus(); };
  const others = await Promise.all(kept.slice(1, count).map((entry) => item(entry, result.phrases)));
  if (turn === latest) fill([...first, ...others]);
}

/** One list per filter, with how many of the pages found have each value; filters that none of them has are dropped. */
async function offerFilters(result, turn) {
  const [{ groups }, about] = await Promise.all([names, facets]);
  if (turn !== latest) return;
  const found = result.entries.flatMap(({ id }) => about[id] ?? []);
  const list = (group) => {
    const options = inOrder(group, Object.keys(groups[group] ?? {})).map((name) => `${group}:${name}`)
      .map((value) => [value, found.filter((facet) => facet === value).length]).filter(([, count]) => count)
      .map(([value, count]) => element("option", { value, textContent: `${value.slice(group.length + 1)} (${count})`, selected: chosen.includes(value) }));
    const select = element("select", { disabled: !options.length }, element("option", { value: "", textContent: "全部" }), ...options);
    select.onchange = () => { chosen = selected(); show(result, turn); inAddress(input.value); };
    return element("label", {}, group, select);
  };
  const selected = () => [...part("filters").querySelectorAll("select")].map(({ value }) => value).filter(Boolean);
  part("filters").replaceChildren(...(IN_ENGLISH ? [] : GROUPS.map(list))); // what there is to choose is Chinese
  chosen = selected();
}

/** Sections as the navigation has them, the others at the end; names.json has the rest in their order. */
function inOrder(group, names) {
  const order = [...document.querySelectorAll(".ph-tabs a")].map((link) => link.textContent);
  const place = (name) => order.includes(name) ? order.indexOf(name) : order.length;
  return group === "栏目" ? names.sort((a, b) => place(a) - place(b)) : names;
}

async function run() {
  const turn = ++latest;
  panel.hidden = !input.value.trim();
  if (panel.hidden) return inAddress("");
  try {
    start().catch(() => {});
    await showNamed(input.value, turn);
    const result = await find(input.value);
    if (turn !== latest) return;
    await offerFilters(result, turn);
    await show(result, turn);
    if (turn !== latest) return;
    inAddress(input.value);
    panel.dataset.query = input.value;
  } catch (error) {
    part("status").textContent = SAID.broken;
    console.error(error);
  }
}

// ---------------------------------------------------------------- the box and the keyboard

function move(step) {
  const stops = [input, ...part("list").querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  next?.focus();
}

function hide() {
  if (panel.hidden) return;
  latest += 1; // what is still being sought is not to come back
  panel.hidden = true;
  inAddress("");
}

function close() {
  hide();
  input.focus();
}

// ---------------------------------------------------------------- the address

/** The address of the page as it is shown: with the search and its filters, to be shared and come back to, or without. */
function inAddress(query) {
  const address = new URL(location);
  for (const name of ["q", ...GROUPS]) address.searchParams.delete(name);
  if (query) for (const [name, value] of [["q", query], ...chosen.map((filter) => filter.split(/:(.*)/))]) address.searchParams.set(name, value);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/** Shows the search that the address of the page carries, if any. */
function fromAddress() {
  const asked = new URLSearchParams(location.search);
  if (!asked.get("q")) return;
  input.value = asked.get("q");
  chosen = GROUPS.filter((group) => asked.has(group)).map((group) => `${group}:${asked.get(group)}`);
  run();
}

let waiting;
box.querySelector(".ph-search__browse").hidden = true;
form.hidden = false;
input.addEventListener("focus", () => start().catch(console.error));
input.addEventListener("input", (event) => { clearTimeout(waiting); if (!event.isComposing) waiting = setTimeout(run, 120); });
input.addEventListener("compositionend", run);
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); run(); });
box.addEventListener("keydown", (event) => {
  const key = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: close }[event.key];
  if (key && !event.isComposing && event.target.tagName !== "SELECT") { event.preventDefault(); key(); }
});
box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) hide(); });
document.addEventListener("click", (event) => { if (!box.contains(event.target)) hide(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, select, textarea")) { event.preventDefault(); input.focus(); }
});
fromAddress();
