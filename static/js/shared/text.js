// Sentences with names filled in.

/**
 * Fill the names in braces of a text.
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * A text for comparing: without case and accents.
 * @param {string} text
 */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

/**
 * Whether a name holds every word that is typed, whatever the case or accents.
 * @param {string} name
 * @param {string} typed
 */
export function holdsWords(name, typed) {
  const words = plain(typed).split(/\s+/);
  return words.every((word) => plain(name).includes(word));
}

/**
 * The title of a board before a colon and its way of filling in: a question goes without its mark.
 * @param {string} title
 */
export function beforeFilling(title) {
  return title.replace(/\?$/, "");
}
