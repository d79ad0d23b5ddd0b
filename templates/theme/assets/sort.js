// Tables of numbers sort by a click on a column's header: largest first, smallest first, as printed. Without this
// script they are plain tables. Totals stay on top, rows that another row contains at the end, absent values last.
// A row that joined from another page (beside.js) goes where the row goes that it joined.

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
