// The way in by a link or a scanned QR code: its token stands behind the hash sign, where no server
// sees it. It is taken out of the address at once, and posted. A mere visit uses nothing up.

/** @param {HTMLFormElement} form */
function post(form) {
  const token = location.hash.slice(1);
  const field = form.elements.namedItem("token");
  if (!token || !(field instanceof HTMLInputElement)) return;
  // A clean address first: the token must not stay in the history or in a photo of the screen.
  history.replaceState(null, "", location.pathname);
  field.type = "hidden";
  field.value = token;
  form.hidden = true;
  for (const line of document.querySelectorAll("[data-scanned]")) line.removeAttribute("hidden");
  form.submit();
}

const form = document.querySelector("form[data-by-link]");
if (form instanceof HTMLFormElement) {
  post(form);
  addEventListener("hashchange", () => post(form));
}
