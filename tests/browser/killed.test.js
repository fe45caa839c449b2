// The server ends as in a power cut in the middle of a class: every open page says so, and goes on by itself.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, PATIENCE, accessible, finish, joinClass, kubectl, namespaceOf, newPage, openClass, openLab, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const SERVICE = JSON.stringify({
  apiVersion: "v1", kind: "Service", metadata: { name: "nginx" },
  spec: { clusterIP: "None", selector: { app: "nginx" }, ports: [{ port: 80, name: "web" }] },
});
/** What a browser logs while nobody answers. */
const AWAY = /net::ERR_|WebSocket connection/;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** The same somebody, with another page open. */
const another = async (one, options) => newPage(browser, server, { ...options, storageState: await one.context.storageState() });

/** A class with one learner, whose lab and class's page are open, as are the instructor's board and page of them. */
async function openPages() {
  const board = await newPage(browser, server);
  const opened = await openClass(board.page, server, "en", "Thursday");
  const home = await newPage(browser, server, PHONE);
  await joinClass(home.page, server, "es", opened.code, "Zoë");
  const lab = await another(home);
  await openLab(lab.page, server, "pt");
  await board.page.goto(opened.board);
  const member = await another(board);
  await member.page.goto(await board.page.locator("[data-member] th a").evaluate((link) => link.href));
  return { board, member, lab, home, address: opened.board };
}

test("a server that is killed in the middle of a class leaves no page behind", async (t) => {
  if (!server.killed) return t.skip("a server that was there before is not killed");
  const { address, ...pages } = await openPages();
  const { board, member, lab, home } = pages;
  const namespace = await namespaceOf(lab.page, server);
  const learner = await board.page.locator("[data-member]").getAttribute("data-member");
  // The class's page was there before the lab was opened.
  await home.page.locator(".entry .far").waitFor();
  for (const { page } of Object.values(pages)) await page.evaluate(() => { globalThis.neverReloaded = true; });
  await lab.page.locator("details.raise summary").click();
  await lab.page.locator("#hand-text").fill("half a quest");

  await server.killed();
  for (const [name, { page }] of Object.entries(pages)) {
    await page.locator("[data-offline]").waitFor({ timeout: 15_000 });
    await accessible(page, `${name} without a server`);
    await shot(page, `killed-${name}`);
  }
  await server.startsAgain();
  for (const { page } of Object.values(pages)) await page.locator("[data-offline]").waitFor({ state: "hidden", timeout: 30_000 });

  // A hand, raised elsewhere, by the same learner.
  const origin = { origin: server.url };
  const hand = await home.context.request.post(`${server.url}/api/class/hand`, { headers: origin, data: { up: true, text: "¿y ahora?", lab: LAB } });
  assert.equal(hand.status(), 204, "the learner is who they were");
  await board.page.locator(".hand-text", { hasText: "¿y ahora?" }).waitFor();
  await member.page.locator(".lead", { hasText: "¿y ahora?" }).waitFor();
  for (const { page } of [lab, home]) await page.locator(".class-line .raised", { hasText: "¿y ahora?" }).waitFor();

  // The answer lowers it, and is on both of the learner's pages.
  const say = await board.context.request.post(`${address}/say`, { headers: origin, form: { to: learner, text: "Look at the <events>" }, maxRedirects: 0 });
  assert.equal(say.status(), 303, "the instructor is who they were");
  for (const { page } of [lab, home]) await page.locator(".from-teacher .words", { hasText: "Look at the <events>" }).waitFor();
  await board.page.locator(".hand-text").waitFor({ state: "detached" });
  await member.page.locator(".raised").waitFor({ state: "detached" });

  // The cluster is watched again.
  await kubectl(["apply", "-n", namespace, "-f", "-"], SERVICE);
  await lab.page.locator('[data-step="headless-service"][data-verdict="passed"]').waitFor({ state: "attached", timeout: PATIENCE });
  await board.page.locator('[data-member] td.cell[data-verdict="passed"]').waitFor();
  await member.page.locator('.steps-said [data-verdict="passed"]').first().waitFor();
  await home.page.waitForFunction(() => document.querySelector(".entry .far progress").value === 1);
  assert.equal(await lab.page.locator("[data-passed]").textContent(), "1");

  for (const [name, { page, check }] of Object.entries(pages)) {
    assert.equal(await page.evaluate(() => globalThis.neverReloaded), true, `${name} was loaded anew`);
    await shot(page, `killed-and-back-${name}`);
    check(AWAY);
  }
});

test("a terminal that is open, and whoever watches it, go on, too", async (t) => {
  if (!server.killed) return t.skip("a server that was there before is not killed");
  const { member, lab } = await openPages();
  const screen = member.page.locator("[data-watch-screen]");
  const shows = (page, within, text) => page.waitForFunction(([within, text]) =>
    document.querySelector(`${within} .xterm-rows`)?.innerText.includes(text), [within, text], { timeout: PATIENCE });
  const enter = async (line) => {
    await lab.page.locator(".xterm-helper-textarea").focus();
    await lab.page.keyboard.type(line);
    await lab.page.keyboard.press("Enter");
  };
  await lab.page.locator("form.shows button").click();
  await lab.page.locator("form.shows .raised").waitFor();
  await lab.page.waitForFunction(() => document.querySelector("[data-term-open]")?.hidden === false);
  await lab.page.locator('[data-tab="terminal"]').click();
  await lab.page.locator('.term[data-state="open"]').waitFor({ timeout: PATIENCE });
  await enter("mine=$((40 + 2)); echo be''fore-$mine");
  await screen.scrollIntoViewIfNeeded();
  await shows(lab.page, "[data-terminal]", "before-42");
  await shows(member.page, "[data-watch-screen]", "before-42");
  for (const { page } of [lab, member]) await page.evaluate(() => { globalThis.neverReloaded = true; });

  await server.killed();
  await lab.page.locator('.term[data-state="lost"]').waitFor();
  await server.startsAgain();
  await lab.page.locator('.term[data-state="open"]').waitFor({ timeout: PATIENCE });
  await enter("echo af''ter-$mine");
  await shows(lab.page, "[data-terminal]", "after-42");
  await shows(member.page, "[data-watch-screen]", "after-42");
  for (const { page, check } of [lab, member]) {
    assert.equal(await page.evaluate(() => globalThis.neverReloaded), true);
    check(AWAY);
  }
});

test("somebody whom the instructor takes out of the class is asked for a code again", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const teacher = await newPage(browser, server);
  const { code, board } = await openClass(teacher.page, server, "en", "Saturday");
  const learner = await newPage(browser, server);
  await joinClass(learner.page, server, "en", code, "Ana");
  await teacher.page.goto(board);
  await teacher.page.locator("[data-member] th a").click();
  await teacher.page.locator(".acts summary.grave").click();
  await teacher.page.locator('form[action$="/remove"] button').click();
  await learner.page.waitForURL(/\/join$/);
  teacher.check();
  learner.check();
});
