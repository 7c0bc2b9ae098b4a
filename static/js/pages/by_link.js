// The way in by a link or a scanned QR code: its secret stands behind the hash sign, where no server
// sees it. It is taken out of the address at once, and posted. A mere visit uses nothing up.

/** @param {HTMLFormElement} form  whose `data-by-link` names the field for the secret */
function post(form) {
  const secret = location.hash.slice(1);
  const field = form.elements.namedItem(form.dataset.byLink ?? "");
  if (!secret || !(field instanceof HTMLInputElement)) return;
  // A clean address first: the secret must not stay in the history or in a photo of the screen.
  history.replaceState(null, "", location.pathname);
  field.type = "hidden";
  field.value = secret;
  form.hidden = true;
  for (const line of document.querySelectorAll("[data-scanned]")) line.removeAttribute("hidden");
  form.submit();
}

const form = document.querySelector("form[data-by-link]");
if (form instanceof HTMLFormElement) {
  post(form);
  addEventListener("hashchange", () => post(form));
}
