// The way in: a scanned QR code brings its secret in the address's fragment; the list of
// organisations can be searched. Both pages work without this file.

import { helpChoosing } from "./who.js";

// A QR code --------------------------------------------------------------------------------------

/** @param {HTMLFormElement} form */
function enterWithScannedCode(form) {
  const secret = location.hash.slice(1);
  const field = form.elements.namedItem("code");
  if (!secret || !(field instanceof HTMLInputElement)) return;
  // A clean address first: the secret must not stay in the history or in a photo of the phone.
  history.replaceState(null, "", location.pathname);
  field.type = "hidden";
  field.value = secret;
  form.hidden = true;
  for (const line of document.querySelectorAll("[data-scanned]")) line.removeAttribute("hidden");
  form.submit();
}

const codeForm = document.querySelector("form[data-code-form]");
if (codeForm instanceof HTMLFormElement) {
  enterWithScannedCode(codeForm);
  addEventListener("hashchange", () => enterWithScannedCode(codeForm));
}

helpChoosing(document.querySelector("form[data-who-form]"));
