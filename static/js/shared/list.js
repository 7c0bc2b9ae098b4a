// Lists that follow what is known, without losing the focus or what somebody is pressing.

/**
 * Make a list show these items, in this order: known ones move, new ones are made, others go.
 * @template Item
 * @param {Element} list
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {() => Element} make
 * @param {(node: Element, item: Item) => void} fill
 */
export function showList(list, items, keyOf, make, fill) {
  const focused = document.activeElement;
  const nodes = new Map([...list.children].map((node) => [node.getAttribute("data-key"), node]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const node = nodes.get(key) ?? make();
    nodes.delete(key);
    node.setAttribute("data-key", key);
    fill(node, item);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  for (const node of nodes.values()) node.remove();
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
}

/**
 * A copy of the first element in a template.
 * @param {HTMLElement} template
 * @returns {HTMLElement}
 */
export function cloneOf(template) {
  const { content } = /** @type {HTMLTemplateElement} */ (template);
  return /** @type {HTMLElement} */ (content.firstElementChild?.cloneNode(true));
}

/**
 * Change a text only when it differs, so that nothing is read aloud twice.
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
