// Forms that say a command also work without JavaScript; with it they go through the journal.

/** @import { Command } from "../board/protocol.js" */

const NOT_A_FIELD = ["csrfmiddlewaretoken", "id"];

/**
 * The command that a form says; empty fields are left out. The journal gives it a fresh id.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 * @returns {Command}
 */
export function commandIn(form, submitter = null) {
  const fields = [...new FormData(form, submitter)].filter(
    ([name, value]) => value !== "" && !NOT_A_FIELD.includes(name),
  );
  return /** @type {any} */ (Object.fromEntries(fields));
}

/**
 * Catch every form marked `data-command` and hand its command over.
 * @param {(command: Command, form: HTMLFormElement) => void} send
 */
export function catchCommands(send) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.command === undefined) return;
    event.preventDefault();
    send(commandIn(form, event.submitter), form);
  });
}
