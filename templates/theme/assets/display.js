// The display settings from page to page, in the browser's own storage. It runs in the head, before anything is painted:
// the choices are checked as soon as the parser has made them, and the style sheet does the rest, as without scripts.
(() => {
  const NAME = "panhuo-display";
  const [root, settings] = [document.documentElement, ".ph-display form"];
  const read = () => {
    try {
      return Object.entries(JSON.parse(localStorage.getItem(NAME)) ?? {});
    } catch {
      return []; // no storage is allowed, or it holds something else
    }
  };
  const apply = () => {
    const chosen = new Map(read());
    for (const choice of document.querySelectorAll(`${settings} input`)) {
      if (chosen.size) choice.checked = chosen.get(choice.name) === choice.value;
    }
  };
  const keep = (form) => {
    try {
      localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(new FormData(form))));
    } catch {
      // the choice holds on this page
    }
  };
  const watcher = new MutationObserver(() => {
    if (!document.querySelector(`${settings} > button`)) return;
    apply();
    watcher.disconnect();
  });
  watcher.observe(root, { childList: true, subtree: true });
  addEventListener("pageshow", apply); // a page that the browser kept while others were read
  addEventListener("change", ({ target }) => target.form?.matches(settings) && keep(target.form));
  addEventListener("reset", ({ target }) => target.matches(settings) && setTimeout(() => keep(target)));
})();
