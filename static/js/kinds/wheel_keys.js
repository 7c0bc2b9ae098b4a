// What keys do to the bars of an aspect. Pure.

/**
 * What a slider says after a key; null: left empty, undefined: not a key of it.
 * @param {string} key
 * @param {number | null} value
 * @param {number} most
 * @returns {number | null | undefined}
 */
export function afterKey(key, value, most) {
  if (/^\d$/.test(key)) return Number(key) <= most ? Number(key) : undefined;
  switch (key) {
    case "ArrowUp":
    case "ArrowRight":
      return Math.min((value ?? 0) + 1, most);
    case "ArrowDown":
    case "ArrowLeft":
      return Math.max((value ?? 0) - 1, 0);
    case "Home":
      return 0;
    case "End":
      return most;
    case "Delete":
    case "Backspace":
      return null;
    default:
      return undefined;
  }
}
