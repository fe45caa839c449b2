// The frame of the pods' pages: dimmed while what was asked for is on its way.

import { one } from "./dom.js";

export function startPages() {
  const frame = one("iframe.pod-page");
  const panel = frame?.closest(".panel");
  const loading = () => {
    frame.dataset.used = "";
    frame.dataset.loading = "";
  };
  panel?.addEventListener("click", (event) => { if (event.target.closest("a.door") && !event.ctrlKey && !event.metaKey && !event.shiftKey) loading(); });
  panel?.addEventListener("submit", loading);
  frame?.addEventListener("load", () => { delete frame.dataset.loading; });
}
