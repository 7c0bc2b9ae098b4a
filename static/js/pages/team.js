// The team page: copies the link of a new invitation. Without clipboard (plain HTTP) it selects it.

const LINK = "[data-copy] input";
const BUTTON = "[data-copy] button";
const STATUS = "[data-copy-status]";

const link = document.querySelector(LINK);
const button = document.querySelector(BUTTON);
const status = document.querySelector(STATUS);

if (
  link instanceof HTMLInputElement &&
  button instanceof HTMLButtonElement &&
  status instanceof HTMLElement
) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = (await copied(link))
      ? (button.dataset.copied ?? "")
      : (button.dataset.byHand ?? "");
  });
  link.addEventListener("focus", () => link.select());
}

/**
 * Put the link on the clipboard; where the browser forbids that, select it.
 * @param {HTMLInputElement} input
 * @returns {Promise<boolean>} whether it was copied
 */
async function copied(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return false;
  }
}
