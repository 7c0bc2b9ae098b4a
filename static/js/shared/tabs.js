// Tabs by mouse, finger and arrow keys. Without JavaScript all parts stand below each other.

/**
 * @param {HTMLElement} list  with role="tablist"
 */
export function followTabs(list) {
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
  /** @param {HTMLElement} chosen */
  const show = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      panel?.toggleAttribute("hidden", !isChosen);
    }
  };
  list.addEventListener("click", ({ target }) => {
    const tab = target instanceof Element ? target.closest('[role="tab"]') : null;
    if (tab instanceof HTMLElement) show(tab);
  });
  list.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 });
    const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const there = tabs.filter((tab) => tab.checkVisibility());
    const from = there.indexOf(tabs[at]);
    const next = there[(from + steps[event.key] + there.length) % there.length];
    show(next);
    next.focus();
  });
  show(tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0]);
}
