// What stands between a learner and their class, above a lab and on the class's page.

import { announce, element, one } from "./dom.js";

/** The instructor said something, or the hand went up or down. What is being written stays. */
export function classBar({ html, say }) {
  const slot = one("[data-class-slot]");
  const before = one("[data-class-bar]", slot);
  const fresh = html ? element(html) : null;
  const open = before && one("details", before)?.open;
  const folded = before?.cloneNode(true);
  if (folded) one("details", folded)?.removeAttribute("open");
  if (folded ? fresh && folded.isEqualNode(fresh) : !fresh) return;
  const text = before && one("input[name=text]", before);
  const [typed, focused] = [text?.value, text === document.activeElement];
  slot.replaceChildren(...(fresh ? [fresh] : []));
  const place = one("input[name=text]", slot);
  if (place && open) {
    one("details", slot).open = true;
    place.value = typed;
    if (focused) place.focus({ preventScroll: true });
  }
  if (say) announce(say);
}
