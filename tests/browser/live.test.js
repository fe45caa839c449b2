// The live stream where it is not let through, and in tabs that nobody sees.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, finish, joinClass, namespaceOf, newPage, openClass, openLab, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const FILE = "statefulset.yaml";
const isStream = (url) => url.pathname.endsWith("/events") && !url.searchParams.has("once");

/** Somebody else (another tab, a command) saves a file: each page hears of it by an event. */
async function saves(context, text) {
  const answer = await context.request.put(`${server.url}/api/labs/${LAB}/files/${FILE}`, {
    data: text, headers: { "content-type": "text/plain; charset=utf-8", origin: server.url },
  });
  assert.equal(answer.status(), 204);
}

async function shows(page, text) {
  await page.waitForFunction(([file, text]) =>
    document.querySelector(`[data-file="${file}"] textarea`)?.value === text, [FILE, text], { timeout: 30_000 });
}

/** What a browser tells a page whose tab is covered, or uncovered. */
async function turns(page, hidden) {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

test("a tab that nobody sees gives its connection back, and resumes", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  await saves(context, "first");
  await shows(page, "first");
  const streams = [];
  page.on("request", (request) => { if (isStream(new URL(request.url()))) streams.push(request.url()); });
  const closed = page.waitForEvent("requestfailed", (request) => isStream(new URL(request.url())));
  await turns(page, true);
  await closed;
  await saves(context, "while nobody looked");
  await page.waitForTimeout(4000);
  assert.deepEqual(streams, [], "a hidden tab holds no stream");
  await turns(page, false);
  await shows(page, "while nobody looked");
  assert.match(streams[0], /[?&]after=\d+/, "it goes on where it was");
  check();
});

test("a tab of a lab that was left in another tab says so when it is seen again", async () => {
  const { context, page } = await newPage(browser, server);
  await openLab(page, server, "en");
  // Afterwards nobody here can say which sandbox it was.
  server.opened.push(await namespaceOf(page, server));
  const closed = page.waitForEvent("requestfailed", (request) => isStream(new URL(request.url())));
  await turns(page, true);
  await closed;
  const left = await context.request.post(`${server.url}/en/leave`, { headers: { origin: server.url }, maxRedirects: 0 });
  assert.equal(left.status(), 303);
  await turns(page, false);
  await page.locator('form[action$="/open"]').first().waitFor();
  assert.equal(await page.locator("[data-step]").count(), 0, "nothing of the lab is shown to nobody");
  // Loaded once: this page follows nothing, and stays.
  await page.evaluate(() => { globalThis.stays = true; });
  await page.waitForTimeout(4000);
  assert.equal(await page.evaluate(() => globalThis.stays), true);
});

test("who left while nobody saw the board is not on it afterwards", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const { page, check } = await newPage(browser, server);
  const { code, board } = await openClass(page, server, "en", "Friday");
  const [ana, edu] = [await newPage(browser, server), await newPage(browser, server)];
  await joinClass(ana.page, server, "en", code, "Ana");
  await joinClass(edu.page, server, "en", code, "Edu");
  await page.goto(board);
  await page.locator("[data-member]").nth(1).waitFor();
  const closed = page.waitForEvent("requestfailed", (request) => isStream(new URL(request.url())));
  await turns(page, true);
  await closed;
  await ana.page.locator("details.reset summary").click();
  await ana.page.locator('form[action$="/class/leave"] button').click();
  await ana.page.waitForURL(/\/labs$/);
  assert.equal(await page.locator("[data-member]").count(), 2, "nobody told the board");
  await turns(page, false);
  await page.waitForFunction(() => document.querySelectorAll("[data-member]").length === 1);
  assert.equal(await page.locator("[data-member] th a").textContent(), "Edu");
  check();
});

test("more tabs than a browser has connections all follow", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  const tabs = [page];
  for (let n = 0; n < 6; n += 1) {
    await turns(tabs.at(-1), true);
    const tab = await context.newPage();
    await tab.goto(page.url());
    await tab.locator("[data-step]").first().waitFor();
    tabs.push(tab);
  }
  await saves(context, "seven tabs");
  await shows(tabs.at(-1), "seven tabs");
  for (const tab of tabs) {
    await turns(tab, false);
    await shows(tab, "seven tabs");
    await turns(tab, true);
  }
  check();
});

test("where a stream is held back, short answers take over", async () => {
  const { context, page, check } = await newPage(browser, server);
  // As a proxy that waits for an answer's end: of a stream nothing ever comes.
  await context.route(isStream, () => {});
  await page.goto(`${server.url}/es/labs/${LAB}`);
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  await saves(context, "by short answers");
  await shows(page, "by short answers");
  assert.equal(await page.locator("[data-offline]").isHidden(), true, "it is connected, in its way");
  await saves(context, "and again");
  await shows(page, "and again");
  check();
});
