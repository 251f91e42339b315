"use strict";
// Sorts tables and highlights a runner. The page is whole without it.
(() => {
  const key = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(text);
    return text === "" ? null : Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [key(row, column), row]);
        rows.sort(([a], [b]) => {
          if (a === null || b === null) return (a === null) - (b === null);
          return down ? compare(b, a) : compare(a, b);
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }
  const keys = [...document.querySelectorAll(".legend .key[data-runner]")];
  const buttons = keys.length < 2 ? [] : keys.map((key) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Highlight in all charts";
    button.dataset.runner = key.dataset.runner;
    button.setAttribute("aria-pressed", "false");
    button.append(...key.childNodes);
    key.append(button);
    return button;
  });
  const show = (chosen) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.runner === chosen));
    }
    for (const mark of document.querySelectorAll("svg [class^='runner-']")) {
      mark.classList.toggle("dim", chosen !== "" && !mark.classList.contains(`runner-${chosen}`));
    }
    for (const row of document.querySelectorAll("tr[data-runner]")) {
      row.classList.toggle("lit", row.dataset.runner === chosen);
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () =>
      show(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.runner));
  }
})();
