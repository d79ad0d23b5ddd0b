// node write.cjs exceljs|sheetjs CELLS.json OUT.xlsx, with NODE_PATH where the packages are: the sheets as the library writes them.
const [, , library, from, to] = process.argv;
const sheets = JSON.parse(require("fs").readFileSync(from, "utf8"));
const letters = (n) => (n > 25 ? letters(Math.floor(n / 26) - 1) : "") + String.fromCharCode(65 + (n % 26));
const is_formula = (raw) => typeof raw === "string" && raw.startsWith("=");

async function exceljs() {
  const book = new (require("exceljs").Workbook)();
  for (const { name, rows, merged } of sheets) {
    const sheet = book.addWorksheet(name);
    rows.forEach((row, r) =>
      row.forEach((raw, c) => {
        if (raw !== "") sheet.getCell(r + 1, c + 1).value = is_formula(raw) ? { formula: raw.slice(1) } : raw;
      })
    );
    merged.forEach(([top, left, bottom, right]) => sheet.mergeCells(top + 1, left + 1, bottom + 1, right + 1));
  }
  await book.xlsx.writeFile(to);
}

function sheetjs() {
  const xlsx = require("xlsx");
  const book = xlsx.utils.book_new();
  for (const { name, rows, merged } of sheets) {
    const sheet = xlsx.utils.aoa_to_sheet(rows.map((row) => row.map((raw) => (raw === "" || is_formula(raw) ? null : raw))));
    rows.forEach((row, r) =>
      row.forEach((raw, c) => {
        if (is_formula(raw)) sheet[letters(c) + (r + 1)] = { t: "n", f: raw.slice(1), v: 0 };
      })
    );
    sheet["!merges"] = merged.map(([top, left, bottom, right]) => ({ s: { r: top, c: left }, e: { r: bottom, c: right } }));
    xlsx.utils.book_append_sheet(book, sheet, name);
  }
  xlsx.writeFile(book, to);
}

({ exceljs, sheetjs })[library]();
