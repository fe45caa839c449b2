// Never stuck: help, reset, catching up; continuing elsewhere; another language at the same place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, PATIENCE, accessible, finish, newPage, openLab, run, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const passed = (page, step) => page.locator(`[data-step="${step}"][data-verdict="passed"]`).waitFor({ timeout: PATIENCE });

async function serviceIsThere(page) {
  await run(page, "make-service");
  await run(page, "apply-service");
  await passed(page, "headless-service");
}

async function reloadUntil(page, selector) {
  const end = Date.now() + PATIENCE;
  while (!(await page.locator(selector).count())) {
    assert.ok(Date.now() < end, `the page never showed ${selector}`);
    await page.reload();
  }
}

test("hints come one by one, then the solution, without a reload", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "pt");
  const help = page.locator('[data-help="headless-service"]');
  assert.equal(await help.locator(".piece").count(), 0);
  for (const shown of [1, 2]) {
    await help.locator("button").click();
    await help.locator(".piece").nth(shown - 1).waitFor();
  }
  assert.match(await help.innerText(), /clusterIP: None/);
  assert.equal(await help.locator("button").count(), 0, "there is no more");
  await accessible(page, "a step with its help");
  await help.scrollIntoViewIfNeeded();
  await shot(page, "pt-help");
  await page.reload();
  assert.equal(await help.locator(".piece").count(), 2, "what was shown stays shown");
  await serviceIsThere(page);
  const how = await (await context.request.get(`${server.url}/api/labs/${LAB}`)).json();
  assert.equal(how.steps.find(({ id }) => id === "headless-service").how, "solution");
  check();
  await context.close();
});

test("a reset is shown before it is done, and begins in a fresh namespace", async () => {
  const { context, page, check } = await newPage(browser, server, { locale: "es" });
  await openLab(page, server, "es");
  await serviceIsThere(page);
  await page.goto(`${server.url}/es/labs/${LAB}/reset`);
  assert.match(await page.locator("main").innerText(), /Service\s+nginx/);
  await accessible(page, "the reset's page");
  await shot(page, "es-reset");
  const before = await (await context.request.get(`${server.url}/api/labs/${LAB}`)).json();
  server.opened.push(before.namespace);
  const start = Date.now();
  await page.locator('form[action$="/reset"] button').click();
  await page.locator("[data-step]").first().waitFor();
  assert.ok(Date.now() - start < 5000, "the reset took longer than 5 s");
  assert.equal(await page.locator('[data-step][data-verdict="passed"]').count(), 0);
  const now = await (await context.request.get(`${server.url}/api/labs/${LAB}`)).json();
  assert.notEqual(now.namespace, before.namespace);
  check();
  await context.close();
});

test("catching up ticks the steps before one by one, on the page that is open", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  await page.goto(`${server.url}/en/labs/${LAB}/steps/ordered-start/catch-up`);
  await accessible(page, "the page before catching up");
  await shot(page, "en-catch-up");
  await page.locator('form[action$="/catch-up"] button').click();
  await page.locator('[data-replay="running"]').waitFor();
  await shot(page, "en-catching-up");
  await accessible(page, "the page while catching up");
  for (const step of ["storage-class", "headless-service", "draft", "statefulset"]) await passed(page, step);
  await page.locator('[data-replay="done"]').waitFor({ timeout: PATIENCE });
  await shot(page, "en-caught-up");
  const { steps } = await (await context.request.get(`${server.url}/api/labs/${LAB}`)).json();
  assert.equal(steps.find(({ id }) => id === "statefulset").how, "catch-up");
  // The summary says what was done by whom.
  await page.goto(`${server.url}/en/labs/${LAB}/summary`);
  await accessible(page, "the summary");
  await shot(page, "en-summary", true);
  check();
  await context.close();
});

test("a link with the code continues in another browser, and leaving forgets this one", async () => {
  const one = await newPage(browser, server, { locale: "pt-BR" });
  await openLab(one.page, server, "pt");
  await serviceIsThere(one.page);
  await one.page.goto(`${server.url}/pt/continue?lab=${LAB}`);
  await one.page.locator('form[action$="/continue"] button').click();
  const link = await one.page.locator("[data-code-link]").evaluate((anchor) => anchor.href);
  assert.match(link, new RegExp(`/pt/resume\\?lab=${LAB}#[a-z0-9]{16,}$`));
  await accessible(one.page, "the code");
  await shot(one.page, "pt-code");

  const other = await newPage(browser, server, { locale: "pt-BR" });
  const asked = [];
  other.page.on("request", (request) => asked.push(request.url() + (request.headers().referer ?? "")));
  const answer = await other.page.goto(link);
  assert.equal(answer.headers()["referrer-policy"], "no-referrer");
  assert.equal(await other.page.evaluate(() => location.hash), "", "the code stays in the address");
  await accessible(other.page, "the page that takes the code");
  await other.page.locator(".ask button").click();
  await other.page.locator('[data-step="headless-service"][data-verdict="passed"]').waitFor();
  const code = link.split("#")[1];
  assert.ok(!asked.some((url) => url.includes(code)), "the code went over the wire in an address");
  other.check();
  await other.context.close();

  await one.page.goto(`${server.url}/pt/leave?lab=${LAB}`);
  await shot(one.page, "pt-leave");
  await one.page.locator('form[action$="/leave"] button').click();
  await one.page.waitForURL(`${server.url}/pt/labs`);
  await one.page.goto(`${server.url}/pt/labs/${LAB}`);
  assert.equal(await one.page.locator("[data-step]").count(), 0, "this browser is still known");
  one.check();
  await one.context.close();
});

test("another language opens at the same place, with what was typed", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  const field = 'form[data-question="provisioner"] input[name="answer"]';
  await page.locator(field).fill("half an ans");
  await page.locator('[data-tab="files"]').first().click();
  await page.locator("[data-file] textarea").first().fill("changed: but not saved\n");
  const step = page.locator('[data-step="headless-service"]');
  await step.evaluate((section) => section.scrollIntoView());
  await page.waitForFunction(() => document.body.dataset.place === "step-headless-service");
  const top = await step.evaluate((section) => section.getBoundingClientRect().top);
  await page.locator('[data-language][hreflang="es"]').click();
  await page.waitForURL(/\/es\/labs/);
  await page.waitForFunction((selector) => document.querySelector(selector).value === "half an ans", field);
  assert.equal(await page.locator("[data-file] textarea").first().inputValue(), "changed: but not saved\n");
  assert.ok(await page.locator('[data-panel="files"]').first().isVisible(), "another panel is in front");
  const now = await step.evaluate((section) => section.getBoundingClientRect().top);
  assert.ok(Math.abs(now - top) < 60, `the step is at ${now}, it was at ${top}`);
  check();
  await context.close();
});

test("without scripts: help, a step begun again, catching up", async () => {
  const { context, page, check } = await newPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  await page.locator('[data-help="headless-service"] button').click();
  await page.locator('[data-help="headless-service"] .piece').waitFor();
  await page.locator('[data-step="draft"] a[href$="/catch-up"]').click();
  await page.locator('form[action$="/catch-up"] button').click();
  await reloadUntil(page, '[data-replay="done"]');
  assert.equal(await page.locator('[data-step="headless-service"]').getAttribute("data-verdict"), "passed");
  await page.locator('[data-step="draft"] a[href$="/reset"]').click();
  await page.locator('input[name="volumes"][value="keep"]').check();
  await page.locator('form[action$="/reset"] button').click();
  await reloadUntil(page, '[data-replay="done"]');
  await shot(page, "en-plain-again");
  check();
  await context.close();
});
