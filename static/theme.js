// Runs before the page is painted: the theme a visitor chose, and that scripts run at all.
// A classic script on purpose: a module would come after the first paint.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const key = "kindlab-theme";
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem(key, theme); } catch { /* private mode: this page only */ } };
  const chosen = read();
  // Where the divider of the lab page was left.
  const split = (() => { try { return Number(localStorage.getItem("kindlab-split")); } catch { return 0; } })();
  if (split >= 28 && split <= 68) root.style.setProperty("--split", `${split}%`);
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector("[data-theme-toggle]");
    if (toggle) {
      toggle.hidden = false;
      toggle.addEventListener("click", () => {
        const dark = root.dataset.theme
          ? root.dataset.theme === "dark"
          : matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = dark ? "light" : "dark";
        keep(root.dataset.theme);
      });
    }
    // The same place in another language: the address keeps its fragment.
    for (const link of document.querySelectorAll("[data-language]")) {
      link.addEventListener("click", () => {
        const place = document.body.dataset.place;
        link.hash = place ? `#${place}` : location.hash;
      });
    }
  });
})();
