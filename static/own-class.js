// The class as its learner sees it, kept up to date.

import { classBar } from "./class-bar.js";
import { by, element, one } from "./dom.js";
import { cluster, follow } from "./live.js";

follow(document.body.dataset.classEvents, undefined, {
  cluster, classBar,
  labs: ({ html }) => {
    const known = one("[data-class-labs]");
    const fresh = element(html);
    if (known.isEqualNode(fresh)) return;
    const focused = known.contains(document.activeElement) && document.activeElement.getAttribute("href");
    known.replaceWith(fresh);
    if (focused) by("href", focused, fresh)?.focus({ preventScroll: true });
  },
});
