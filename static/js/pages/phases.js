// Parts of a page that belong to some phases of the session.

/**
 * Show what belongs to a phase, hide what does not.
 * @param {Element} root
 * @param {string} phase
 */
export function showPhase(root, phase) {
  for (const part of root.querySelectorAll("[data-phases]")) {
    const phases = part.getAttribute("data-phases")?.split(" ") ?? [];
    part.toggleAttribute("hidden", !phases.includes(phase));
  }
}
