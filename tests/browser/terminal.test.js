// The terminal in a browser: typing, coming back, a second tab, commands typed for the learner, blocked WebSockets.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, accessible, finish, newPage, openLab, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

/** What the screen shows, as text. */
const screen = (page) => page.locator(".xterm-rows").innerText();

async function shows(page, text) {
  await page.waitForFunction((text) => document.querySelector(".xterm-rows")?.innerText.includes(text), text, { timeout: PATIENCE })
    .catch(async () => assert.fail(`the screen never showed ${text}:\n${await screen(page)}`));
}

async function openTerminal(page) {
  await page.locator('[data-tab="terminal"]').click();
  await page.locator('.term[data-state="open"]').waitFor({ timeout: PATIENCE });
  await shows(page, "$");
}

async function enter(page, line) {
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

test("what was typed is there again after a reload, and typed once", async () => {
  const { context, page, check } = await newPage(browser, server, { locale: "pt-BR" });
  await openLab(page, server, "pt");
  await openTerminal(page);
  await enter(page, "mine=$((20 + 22)); echo here-$mine; echo once >> ran");
  await shows(page, "here-42");
  await enter(page, "printf '\\033[31mred \\033[1;32mgreen\\033[0m\\n'; ls --color=always /; k get po<");
  await shot(page, "pt-terminal");
  await page.keyboard.press("Control+c");
  await page.reload();
  await shows(page, "here-42");
  await enter(page, "echo still-$mine; wc -l < ran");
  await shows(page, "still-42");
  await shows(page, "\n1\n");
  // Another language is another page: the shell is the same.
  await page.locator('[data-language][lang="es"]').click();
  await shows(page, "still-42");
  await accessible(page, "the lab with a terminal");
  await page.locator("[data-term-reader]").check();
  await enter(page, "echo read-$mine");
  await shows(page, "read-42");
  await accessible(page, "the lab with a terminal for screen readers");
  check();
  await context.close();
});

test("a command is typed into the terminal, and not into a program", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  const block = page.locator('[data-command="list-classes"]');
  await block.locator("[data-in-terminal]").dblclick();
  await shows(page, "PROVISIONER");
  assert.equal((await screen(page)).match(/PROVISIONER/g).length, 1, "it ran twice");
  await enter(page, "sleep 1000");
  await page.waitForTimeout(500);
  await block.locator("[data-in-terminal]").click();
  await block.locator("[data-refusal]:visible").waitFor({ timeout: 20_000 });
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Control+c");
  await shows(page, "^C");
  await block.locator("[data-in-terminal]").click();
  await page.waitForFunction(() => document.querySelector(".xterm-rows").innerText.match(/PROVISIONER/g)?.length === 2, undefined, { timeout: PATIENCE });
  assert.equal(await block.locator("[data-refusal]:visible").count(), 0);
  check();
  await context.close();
});

test("a second tab takes the terminal over only when told to", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  await openTerminal(page);
  await enter(page, "echo undis''turbed");
  await shows(page, "undisturbed");
  const second = await context.newPage();
  await second.goto(page.url());
  await second.locator("[data-term-open]").click();
  await second.locator('.term[data-state="busy"]').waitFor();
  await shot(second, "en-terminal-busy");
  assert.equal(await page.locator("[data-terminal]").getAttribute("data-state"), "open");
  await second.locator("[data-term-act]").click();
  await shows(second, "undisturbed");
  await page.locator('.term[data-state="taken"]').waitFor();
  await shot(page, "en-terminal-taken");
  await accessible(page, "a terminal that was taken over");
  await page.locator("[data-term-act]").click();
  await page.locator('.term[data-state="open"]').waitFor();
  await second.locator('.term[data-state="taken"]').waitFor();
  check();
  await context.close();
});

test("output that comes while one looks is drawn as a reload draws it", async () => {
  const { context, page, check } = await newPage(browser, server);
  await page.goto(`${server.url}/en/labs`);
  // The cases of src/web/ansi.rs.
  const cases = [
    ["\x1b[1;32mok\x1b[0m\n", '<span class="ab f2">ok</span>\n'],
    ["\x1b[31m<b onclick=x>&\x1b[39m.", '<span class="f1">&lt;b onclick=x&gt;&amp;</span>.'],
    ["\x1b[1m\x1b[4mx\x1b[22my\x1b[mz", '<span class="ab au">x</span><span class="au">y</span>z'],
    ["\x1b[38;5;196ma\x1b[48;2;0;0;250mb", '<span class="f9">a</span><span class="f9 g12">b</span>'],
    ["\x1b[97;104mw\x1b[49m\n", '<span class="f15 g12">w</span>\n'],
    ["10%\r100%\r\ndone", "100%\ndone"],
    ["\x1b[31mred\rover\x1b[0m", '<span class="f1">over</span>'],
    ["\x1b]0;title\x07x\x00y\x08", "xy"],
    ["\x1bP1;2|dcs\x1b\\x\x1b(By\x1b=z", "xyz"],
    ["\x1b[2J\x1b[Htop\x1b[?25l", "top"],
  ];
  const drawn = await page.evaluate(async (outputs) => {
    const { Painter } = await import("/static/any/ansi.js");
    const draw = (pieces) => {
      const pre = document.createElement("pre");
      const painter = new Painter(pre);
      for (const piece of pieces) painter.feed(piece);
      // Neighbours of one class are one to the reader.
      for (const span of [...pre.querySelectorAll("span")].reverse()) {
        if (span.nextSibling?.className === span.className) {
          span.append(...span.nextSibling.childNodes);
          span.nextSibling.remove();
        }
      }
      return pre.innerHTML;
    };
    return outputs.map((output) => [draw([output]), draw([...output])]);
  }, cases.map(([output]) => output));
  assert.deepEqual(drawn, cases.map(([, html]) => [html, html]));
  check();
  await context.close();
});

test("endless output leaves the page alive, and the keyboard leaves the terminal", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  await openTerminal(page);
  await enter(page, "yes no-end");
  await shows(page, "no-end");
  await page.waitForTimeout(3000);
  const started = Date.now();
  await page.keyboard.press("Control+c");
  await enter(page, "clear; echo over-$((1 + 1))");
  await shows(page, "over-2");
  assert.ok(Date.now() - started < 20_000, `Ctrl+C took ${Date.now() - started} ms`);
  await enter(page, "head -c 3000000 /dev/urandom; stty sane; reset; echo sane-$((1 + 2))");
  await shows(page, "sane-3");
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".term-screen")), null, "Shift+Tab does not leave the terminal");
  check();
  await context.close();
});

test("the lab works where WebSockets are blocked", async () => {
  const { context, page } = await newPage(browser, server, { locale: "es" });
  await page.addInitScript(() => {
    // What a proxy does that knows no WebSockets: the connection never opens.
    globalThis.WebSocket = class extends EventTarget {
      constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("close")), 50); }
      close() {}
    };
  });
  await openLab(page, server, "es");
  await page.locator("[data-term-open]").click();
  await page.locator('.term[data-state="blocked"]').waitFor({ timeout: PATIENCE });
  await shot(page, "es-terminal-blocked");
  await accessible(page, "a blocked terminal");
  await page.locator('[data-command="list-classes"] [data-start] button').click();
  await page.locator('[data-command="list-classes"] [data-state="ended"]').waitFor({ timeout: PATIENCE });
  await context.close();
});

test("on a phone and in the dark the terminal fits", async () => {
  const { context, page, check } = await newPage(browser, server, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, colorScheme: "dark" });
  await openLab(page, server, "pt");
  await openTerminal(page);
  await enter(page, "kubectl get namespaces 2>&1 | head -3; echo fits-$((1 + 1))");
  await shows(page, "fits-2");
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= view, `the page is ${content} wide on a screen of ${view}`);
  await accessible(page, "a terminal on a phone");
  await shot(page, "pt-terminal-phone");
  check();
  await context.close();
});
