// The resume code: taken from a link's fragment, copied as a link.

import { one } from "./dom.js";
import { copyText } from "./copy.js";

const field = one("[data-code-field]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  // Out of the address at once: it would stay in the history and on the screen.
  history.replaceState(null, "", location.pathname + location.search);
  one("button", field.form).focus();
}

const button = one("[data-copy-link]");
if (button) {
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copyText(one("[data-code-link]").href, button);
    button.textContent = button.dataset.doneWord;
    setTimeout(() => { button.textContent = word; }, 1500);
  });
}
