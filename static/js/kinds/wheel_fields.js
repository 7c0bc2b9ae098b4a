// The bars of each aspect as a group of choices (_wheel_bars.html): send what is chosen, and show
// what is known. The same on the laptop and on phones.

/** @import { Layer } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */

/**
 * What is coloured now: whose wheel, and in which layer. `isLocked`: nothing can be coloured.
 * @typedef {object} Filling
 * @property {string} sheet
 * @property {string} subject
 * @property {string | null} about
 * @property {Layer} layer
 * @property {string | null} seat  on behalf of whom; null where the server knows it
 * @property {boolean} isLocked
 */

/**
 * Colour the bars of an aspect; null: leave it empty.
 * @param {Live} live
 * @param {Filling} filling
 * @param {string} aspect
 * @param {number | null} value
 */
export function colour(live, filling, aspect, value) {
  const { sheet, subject, about, layer, seat, isLocked } = filling;
  if (isLocked) return;
  const isOpen = live.state.sheets[sheet].open.includes(layer);
  live.send({
    kind: "give_score",
    sheet,
    subject,
    layer,
    aspect,
    visibility: isOpen ? "open" : "hidden",
    ...(about ? { about } : {}),
    ...(seat ? { seat } : {}),
    ...(value === null ? {} : { value }),
  });
}

/**
 * Follow the fields in a part of the page.
 * @param {HTMLElement} root
 * @param {(aspect: string, value: number | null) => void} choose
 */
export function followFields(root, choose) {
  root.addEventListener("change", ({ target }) => {
    const aspect = aspectOf(target);
    if (aspect && target instanceof HTMLInputElement) choose(aspect, Number(target.value));
  });
  root.addEventListener("click", ({ target }) => {
    const clear = target instanceof Element ? target.closest("[data-wheel-clear]") : null;
    const aspect = clear ? aspectOf(clear) : "";
    if (!clear || !aspect) return;
    // It goes away with what it takes away: the focus stays with its aspect.
    const first = /** @type {HTMLElement | null | undefined} */ (
      clear.closest("form")?.querySelector("input[type=radio]")
    );
    first?.focus({ preventScroll: true });
    choose(aspect, null);
  });
  // Enter in a field: what is chosen has been sent already.
  root.addEventListener("submit", (event) => {
    if (aspectOf(event.target)) event.preventDefault();
  });
}

/**
 * Show what is known of each aspect, and whether it can be coloured.
 * @param {HTMLElement} root
 * @param {(aspect: string) => number | null} valueAt
 * @param {boolean} isLocked
 */
export function drawFields(root, valueAt, isLocked) {
  for (const form of root.querySelectorAll("[data-wheel-form]")) {
    const value = valueAt(form.getAttribute("data-wheel-form") ?? "");
    form.querySelector("[data-wheel-bars]")?.toggleAttribute("disabled", isLocked);
    form.querySelector("[data-wheel-clear]")?.toggleAttribute("hidden", value === null || isLocked);
    for (const choice of form.querySelectorAll("[data-choice-of]")) {
      const level = Number(choice.getAttribute("data-choice-of"));
      const input = choice.querySelector("input");
      if (input && input.checked !== (level === value)) input.checked = level === value;
      choice.classList.toggle("wheel-choice--on", value !== null && level > 0 && level <= value);
    }
  }
}

// Private ------------------------------------------------------------------------------------

/** @param {EventTarget | null} target */
function aspectOf(target) {
  const form = target instanceof Element ? target.closest("[data-wheel-form]") : null;
  return form?.getAttribute("data-wheel-form") ?? "";
}
