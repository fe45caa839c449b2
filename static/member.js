// One learner of a class, kept up to date. What is open stays open; what is read by keyboard keeps its focus.

import { all, element, one } from "./dom.js";
import { cluster, follow } from "./live.js";

/** What only holds other elements: what changed in it is looked for further inside. */
const HOLDERS = ["DIV", "SECTION", "FORM", "OL", "LI"];

/** Puts in place what changed, part by part; an untouched part is left alone. */
function update(known, fresh) {
  if (known.isEqualNode(fresh)) return;
  if (HOLDERS.includes(known.tagName) && known.children.length > 0 && known.children.length === fresh.children.length) {
    for (const { name, value } of fresh.attributes) known.setAttribute(name, value);
    const pairs = [...fresh.children].map((child, index) => [known.children[index], child]);
    for (const [was, is] of pairs) update(was, is);
    return;
  }
  const details = (within) => [within, ...all("details", within)].filter((one) => one.matches("details"));
  const open = details(known).map((one) => one.open);
  details(fresh).forEach((one, index) => { one.open = open[index] ?? false; });
  known.replaceWith(fresh);
}

follow(document.body.dataset.memberEvents, undefined, {
  cluster,
  member: ({ html }) => update(one("[data-member-told]"), element(html)),
});
