// What one reads or presses stays where it is while something appears above it.

const AT_THE_TOP = 8;

let isPressed = false;
addEventListener("pointerdown", () => {
  isPressed = true;
});
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    isPressed = false;
  });
}

/**
 * Draw, and scroll by as much as the part in sight moved. At the top of the page what is new shows.
 * @param {() => void} draw
 */
export function keepStill(draw) {
  const part = isTyping() ? document.activeElement : partInSight();
  const before = part?.getBoundingClientRect().top ?? 0;
  const mayMove = scrollY < AT_THE_TOP && !isPressed && !isTyping();
  draw();
  if (!part?.checkVisibility() || mayMove) return;
  const moved = part.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}

/** Whether somebody is in a text field. */
export function isTyping() {
  return document.activeElement?.matches("textarea, input:not([type=radio])") ?? false;
}

// Private ------------------------------------------------------------------------------------

/** @returns {Element | null} */
function partInSight() {
  const there = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  return there?.closest("li, p, h2, h3, section, details") ?? there;
}
