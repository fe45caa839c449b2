// The editor of the lab's files: saves without leaving the page, never loses what was typed.

import { all, ask, by, one, refuse } from "./dom.js";

const { api, savedWord, unsavedWord, changedWord } = document.body.dataset;
const dirty = new Set();

function say(form, text) {
  one("[data-saved]", form).textContent = text;
}

async function save(form) {
  const area = one("textarea", form);
  const content = area.value;
  refuse(form);
  try {
    const name = form.dataset.file.split("/").map(encodeURIComponent).join("/");
    await ask("PUT", `${api}/files/${name}`, content);
    area.defaultValue = content;
    if (area.value === content) {
      dirty.delete(form);
      say(form, savedWord);
    }
  } catch (error) {
    refuse(form, error.message);
  }
}

/** A file changed on the server: by this page, another one, or a command. */
export function file({ name, content }) {
  const form = by("data-file", name);
  if (!form) return;
  const area = one("textarea", form);
  if (area.value === content) return;
  if (dirty.has(form)) {
    say(form, changedWord);
    return;
  }
  area.value = content;
  area.defaultValue = content;
  say(form, "");
}

export function startFiles() {
  for (const form of all("[data-file]")) {
    const area = one("textarea", form);
    area.addEventListener("input", () => {
      const changed = area.value !== area.defaultValue;
      dirty[changed ? "add" : "delete"](form);
      say(form, changed ? unsavedWord : "");
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(form);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        save(form);
      }
    });
  }
  addEventListener("beforeunload", (event) => {
    if (dirty.size && document.body.dataset.moving === undefined) event.preventDefault();
  });
}
