// Pages of records: rows that are added, parts that are saved in place, refusals in our own words,
// and a list of which many rows are changed at once. Everything works without this file, with whole pages.

import { announcer } from "../shared/announce.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";

const says = need("[data-says]");
const say = announcer(says);
document.addEventListener("records:said", (event) => {
  const { sentence } = /** @type {CustomEvent<{ sentence: string }>} */ (event).detail;
  say("records", sentence);
});

// Parts ------------------------------------------------------------------------------------------

/** @param {ParentNode} root */
function prepareParts(root) {
  for (const button of root.querySelectorAll("[data-add]")) button.removeAttribute("hidden");
  // Empty rows are for who cannot add one.
  for (const row of root.querySelectorAll("[data-rows] > [data-empty]")) row.remove();
}

/** @param {Element} part */
function addRow(part) {
  const total = part.querySelector('input[name$="-TOTAL_FORMS"]');
  const template = part.querySelector("[data-row-template]");
  if (!(total instanceof HTMLInputElement && template instanceof HTMLTemplateElement)) return;
  const index = total.value;
  total.value = String(Number(index) + 1);
  const row = document.createElement("div");
  row.innerHTML = template.innerHTML.replaceAll("__prefix__", index);
  const added = row.firstElementChild;
  if (!added) return;
  need("[data-rows]", part).append(added);
  part.setAttribute("data-unsaved", "");
  const first = added.querySelector("input:not([type=hidden]), select, textarea");
  if (first instanceof HTMLElement) first.focus();
}

/**
 * A part that was saved raised the version of its record. The other parts on this page looked at
 * the same version, so they may go on from the new one: nobody else came between.
 * @param {string} before
 * @param {string} after
 */
function followVersion(before, after) {
  for (const field of document.querySelectorAll('input[name="version"]')) {
    if (field instanceof HTMLInputElement && field.value === before) field.value = after;
  }
}

/** @param {Element} part */
function versionOf(part) {
  const field = part.querySelector('input[name="version"]');
  return field instanceof HTMLInputElement ? field.value : "";
}

/** @type {Map<string, string>} the version that each part was sent with */
const sent = new Map();

document.addEventListener("htmx:before:request", ({ target }) => {
  if (target instanceof Element && target.matches("[data-part]")) {
    sent.set(target.id, versionOf(target));
  }
});
document.addEventListener("htmx:after:settle", () => {
  for (const [id, before] of sent) {
    const part = document.getElementById(id);
    // Refused: the others on this page did look at an older version.
    const saved = part?.querySelector(".saved");
    if (part && saved) followVersion(before, versionOf(part));
    if (part) prepareParts(part);
    // Its button is gone until there is something to save again.
    if (saved instanceof HTMLElement && document.activeElement === document.body) {
      saved.focus({ preventScroll: true });
    }
  }
  sent.clear();
  keepTicks();
  useOwnWords();
});
document.addEventListener("input", ({ target }) => {
  const part = target instanceof Element ? target.closest("[data-part]") : null;
  part?.setAttribute("data-unsaved", "");
  part?.querySelector(".saved")?.remove();
});
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-add]") : null;
  const part = button?.closest("[data-part]");
  if (part) addRow(part);
});
addEventListener("beforeunload", (event) => {
  // Sending one part as a whole page, or going elsewhere, would lose what is typed in another.
  if (document.querySelector("[data-part][data-unsaved]")) event.preventDefault();
});
prepareParts(document);
// From here on a part offers to be saved when something in it changed.
document.querySelector(".records")?.setAttribute("data-watched", "");

// Our own words ----------------------------------------------------------------------------------

/**
 * Let the server refuse, in the language of the page. Only what is typed halfway is refused here: a
 * browser sends nothing for it. Without this file the browser refuses, in its own words.
 */
function useOwnWords() {
  for (const form of document.querySelectorAll("form[data-own-words]")) {
    if (form instanceof HTMLFormElement) form.noValidate = true;
  }
}

/** @param {HTMLInputElement} field */
function refuseHalf(field) {
  acceptHalf(field);
  const { halfDay = "", halfNumber = "" } = says.dataset;
  const refusal = document.createElement("p");
  refusal.className = "error";
  refusal.id = `${field.id}_half`;
  refusal.textContent = field.type === "date" ? halfDay : halfNumber;
  field.closest(".field")?.append(refusal);
  field.setAttribute("aria-invalid", "true");
  const described = field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `${described} ${refusal.id}`.trim());
}

/** @param {HTMLInputElement} field */
function acceptHalf(field) {
  const refusal = document.getElementById(`${field.id}_half`);
  if (!refusal) return;
  refusal.remove();
  field.removeAttribute("aria-invalid");
  const described = field.getAttribute("aria-describedby") ?? "";
  const rest = described.replace(refusal.id, "").trim();
  if (rest) field.setAttribute("aria-describedby", rest);
  else field.removeAttribute("aria-describedby");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement && form.matches("[data-own-words]"))) return;
    const fields = [...form.elements].filter((field) => field instanceof HTMLInputElement);
    for (const field of fields) acceptHalf(field);
    const half = fields.filter((field) => field.validity.badInput);
    if (half.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const field of half) refuseHalf(field);
    half[0].focus();
  },
  { capture: true },
);
document.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement) acceptHalf(target);
});
useOwnWords();

// The list ---------------------------------------------------------------------------------------

/** @type {Map<string, string>} what is ticked, by partner, also when the filter hides it */
const ticked = new Map();

/** @returns {HTMLInputElement[]} */
function ticks() {
  return [...document.querySelectorAll(".cell-tick input[name=partner]")].filter(
    (tick) => tick instanceof HTMLInputElement,
  );
}

/** @param {HTMLInputElement} tick */
const partnerOf = (tick) => tick.value.split(".")[0];

/** @param {HTMLInputElement} tick */
function note(tick) {
  if (tick.checked) ticked.set(partnerOf(tick), tick.value);
  else ticked.delete(partnerOf(tick));
}

/** After another filter: tick again what is shown, and send along what is not. */
function keepTicks() {
  const form = document.getElementById("together");
  if (!form) return;
  const shown = ticks();
  for (const tick of shown) {
    tick.checked = ticked.has(partnerOf(tick));
    note(tick);
  }
  const here = new Set(shown.map(partnerOf));
  for (const field of form.querySelectorAll("[data-kept]")) field.remove();
  for (const [partner, value] of ticked) {
    if (here.has(partner)) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "partner", value });
    field.dataset.kept = "";
    form.append(field);
  }
  showChosen();
}

function showChosen() {
  const together = document.querySelector("[data-together]");
  if (!(together instanceof HTMLDetailsElement)) return;
  const line = need("[data-chosen]", together);
  const { one = "", many = "" } = line.dataset;
  const count = ticked.size;
  together.toggleAttribute("data-some", count > 0);
  if (count > 0) line.textContent = count === 1 ? one : format(many, { count });
  const all = document.querySelector("[data-tick-all]");
  all?.removeAttribute("hidden");
  const box = all?.querySelector("input");
  if (box) {
    const shown = ticks();
    box.checked = shown.length > 0 && shown.every((tick) => tick.checked);
    box.indeterminate = !box.checked && shown.some((tick) => tick.checked);
  }
}

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.closest("[data-tick-all]")) {
    for (const tick of ticks()) {
      tick.checked = target.checked;
      note(tick);
    }
  } else if (target.matches(".cell-tick input[name=partner]")) {
    note(target);
  } else return;
  showChosen();
});
// While what is changed together is being chosen, the list behind it rests: it lies partly under it.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement && target.matches("[data-together]"))) return;
    document.querySelector("table.partners")?.toggleAttribute("inert", target.open);
  },
  { capture: true },
);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !(event.target instanceof Element)) return;
  const cancel = event.target.closest("[data-row-form]")?.querySelector("[data-cancel]");
  if (cancel instanceof HTMLElement) cancel.click();
});
for (const tick of ticks()) note(tick);
for (const field of document.querySelectorAll("[data-kept]")) {
  if (field instanceof HTMLInputElement) ticked.set(partnerOf(field), field.value);
}
keepTicks();

// The filter: on a phone it is folded, unless it filters. ------------------------------------------

const fold = document.querySelector("[data-fold]");
if (fold instanceof HTMLDetailsElement) {
  const wide = matchMedia("(min-width: 40rem)");
  const isUsed = [...fold.querySelectorAll("select, input")].some((field) =>
    field instanceof HTMLInputElement
      ? field.checked
      : field instanceof HTMLSelectElement && field.value !== "",
  );
  const follow = () => {
    fold.open = wide.matches || isUsed;
  };
  wide.addEventListener("change", follow);
  follow();
}
