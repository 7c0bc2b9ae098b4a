// Choosing an organisation: the list can be searched, and a name that is not on it typed. At the
// door and on the phone; without this file the form works too.

import { holdsWords } from "../shared/text.js";

/**
 * Help with a form of organisations.
 * @param {Element | null} form
 */
export function helpChoosing(form) {
  if (!(form instanceof HTMLFormElement)) return;
  makeSearchable(form);
  followOther(form);
}

/** @param {HTMLFormElement} form */
function makeSearchable(form) {
  const box = form.querySelector("[data-search]");
  const search = box?.querySelector("input");
  const found = box?.querySelector("[data-found]");
  if (!(box instanceof HTMLElement) || !search || !(found instanceof HTMLElement)) return;
  const rows = [...form.querySelectorAll("[data-partner]")].map((row) => ({
    row,
    name: row.querySelector("[data-name]")?.textContent ?? "",
  }));

  const filter = () => {
    let shown = 0;
    for (const { row, name } of rows) {
      const fits = holdsWords(name, search.value);
      row.toggleAttribute("hidden", !fits);
      shown += fits ? 1 : 0;
    }
    found.textContent = (found.dataset.found ?? "").replace("%n", String(shown));
  };
  box.hidden = false;
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    // Enter in the search field would send the form before anything is chosen.
    if (event.key === "Enter") event.preventDefault();
  });
  if (search.value) filter();
}

/**
 * The name field belongs to "not listed": what was typed there is not sent with another choice.
 * @param {HTMLFormElement} form
 */
function followOther(form) {
  const other = form.querySelector("[data-other]");
  const name = form.elements.namedItem("name");
  if (!(other instanceof HTMLInputElement) || !(name instanceof HTMLInputElement)) return;
  const follow = () => {
    name.disabled = !other.checked;
    name.required = other.checked;
  };
  form.addEventListener("change", (event) => {
    follow();
    if (event.target === other) name.focus();
  });
  follow();
}
