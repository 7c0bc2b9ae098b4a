// The way in by an invitation: the token stands behind the hash sign, where no server sees it.
// It is taken out of the address at once, and posted.

const form = document.querySelector("[data-invitation]");
const token = window.location.hash.slice(1);

if (form instanceof HTMLFormElement && token) {
  history.replaceState(null, "", window.location.pathname);
  const field = form.elements.namedItem("token");
  if (field instanceof HTMLInputElement) {
    field.value = token;
    form.submit();
  }
}
