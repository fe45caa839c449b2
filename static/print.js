// The print button: a browser's own menu does the same.

import { one } from "./dom.js";

const button = one("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
