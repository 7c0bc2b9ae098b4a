// Preparing a session: the list of names follows the relations and the line of work, until
// somebody ticks a name by hand. Without JavaScript the server does the same.

import { format, holdsWords } from "../shared/text.js";

const form = document.querySelector("[data-set-up]");
const table = form?.querySelector("[data-table]");

if (form instanceof HTMLFormElement && table instanceof HTMLElement) start(form, table);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} table
 */
function start(form, table) {
  const names = [...table.querySelectorAll("li[data-relation]")];
  const byHand = /** @type {HTMLInputElement} */ (form.elements.namedItem("one_by_one"));
  const find = table.querySelector("[data-find]");

  let layerChosen = false;
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    if (field.name === "team_layer") layerChosen = true;
    if (field.name === "purpose" && !layerChosen) suggestLayer(form, field.value);
    if (field.name === "partners") byHand.checked = true;
    if (field.name === "relations" || field.name === "line") byHand.checked = false;
    if (!byHand.checked) tickByRule(form, names);
    count(table, names);
  });
  if (find instanceof HTMLInputElement) {
    find.addEventListener("input", () => showFound(names, find.value));
    // Enter in the search would send the whole form.
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  if (!byHand.checked) tickByRule(form, names);
  count(table, names);
}

/**
 * In a conversation facilitators place in private, alone among themselves in the open.
 * @param {HTMLFormElement} form
 * @param {string} purpose
 */
function suggestLayer(form, purpose) {
  const layers = form.elements.namedItem("team_layer");
  if (layers instanceof RadioNodeList) layers.value = purpose === "team" ? "open" : "hidden";
}

/**
 * Tick who has one of the chosen relations and belongs to the chosen line of work.
 * @param {HTMLFormElement} form
 * @param {Element[]} names
 */
function tickByRule(form, names) {
  const chosen = new FormData(form);
  const relations = chosen.getAll("relations");
  const line = String(chosen.get("line") ?? "");
  for (const name of names) {
    const lines = name.getAttribute("data-lines")?.split(" ") ?? [];
    const fits = relations.includes(name.getAttribute("data-relation") ?? "");
    box(name).checked = fits && (!line || lines.includes(line));
  }
}

/**
 * @param {Element[]} names
 * @param {string} search
 */
function showFound(names, search) {
  for (const name of names) {
    name.toggleAttribute("hidden", !holdsWords(name.textContent ?? "", search));
  }
}

/**
 * Say how many are on the table.
 * @param {HTMLElement} table
 * @param {Element[]} names
 */
function count(table, names) {
  const said = table.querySelector("[data-table-count]");
  if (!(said instanceof HTMLElement)) return;
  const ticked = names.filter((name) => box(name).checked).length;
  said.textContent = format(said.dataset.text ?? "", { count: ticked, all: names.length });
}

/**
 * @param {Element} name
 * @returns {HTMLInputElement}
 */
function box(name) {
  return /** @type {HTMLInputElement} */ (name.querySelector("input"));
}
