// Citations: the reader's day, and the whole address where the site does not know its own; a button that copies the
// text. Without this script both stand as blanks to be filled in.

const two = (number) => String(number).padStart(2, "0");

/** 2026-11-28, where the reader is. */
function today() {
  const now = new Date();
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Where no script may write to the clipboard (no https): the text is marked and copied as a hand would. */
async function copy(cited) {
  try {
    await navigator.clipboard.writeText(cited.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(cited);
    return document.execCommand("copy");
  }
}

function complete(cited) {
  cited.querySelector(".ph-cite__day").textContent = today();
  const link = cited.querySelector("a");
  if (link.textContent.startsWith("[")) link.textContent = link.href;
  document.querySelector(".ph-cite__blanks")?.remove();
  const [row, button, status] = ["p", "button", "span"].map((name) => document.createElement(name));
  row.className = "ph-cite__copy";
  button.type = "button";
  button.textContent = "复制引用";
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    status.textContent = (await copy(cited)) ? "已复制" : "已选中，请按 Ctrl+C 复制";
  });
  row.append(button, " ", status);
  cited.after(row);
}

document.querySelectorAll(".ph-cite").forEach(complete);
