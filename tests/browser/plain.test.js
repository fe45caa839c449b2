// Without scripts: forms post, and what came of it is on the next page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, PATIENCE, finish, newPage, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

/** Loads the page again until it shows something. */
async function reloadUntil(page, selector) {
  const end = Date.now() + PATIENCE;
  while (!(await page.locator(selector).count())) {
    assert.ok(Date.now() < end, `the page never showed ${selector}`);
    await page.reload();
  }
}

async function runAndReload(page, command) {
  await page.locator(`[data-command="${command}"] [data-start] button`).click();
  await page.waitForLoadState();
  await reloadUntil(page, `[data-command="${command}"] [data-state="ended"]`);
  return page.locator(`[data-command="${command}"] [data-output]`).innerText();
}

test("a step is done with forms alone", async () => {
  const { context, page, check } = await newPage(browser, server, { javaScriptEnabled: false, locale: "pt-BR" });
  await page.goto(`${server.url}/pt/labs/${LAB}`);
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  await shot(page, "pt-plain-open");
  assert.match(await runAndReload(page, "list-classes"), /\(default\)/);
  await runAndReload(page, "make-service");
  assert.match(await runAndReload(page, "show-service"), /clusterIP: None/);
  await runAndReload(page, "apply-service");
  await reloadUntil(page, '[data-step="headless-service"][data-verdict="passed"]');
  const question = page.locator('form[data-question="provisioner"]');
  await question.locator('input[name="answer"]').fill("no/such");
  await question.locator("button").click();
  await reloadUntil(page, '[data-step="storage-class"][data-verdict="wrong"]');
  assert.match(page.url(), /#step-storage-class$/, "the answer does not lead back to its step");
  await shot(page, "pt-plain-answered");
  // The buttons that only scripts can serve are not there.
  assert.equal(await page.locator("[data-copy]:visible").count(), 0);
  check();
  await context.close();
});

test("the same form sent twice starts nothing twice", async () => {
  const { context, page, check } = await newPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  const id = await page.locator('[data-command="list-classes"] input[name="id"]').inputValue();
  const url = `${server.url}/en/labs/${LAB}/commands/list-classes/run`;
  const headers = { "sec-fetch-site": "same-origin" };
  const sent = await Promise.all([1, 2, 3].map(() => context.request.post(url, { form: { id }, headers, maxRedirects: 0 })));
  assert.deepEqual(sent.map((reply) => reply.status()), [303, 303, 303]);
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await reloadUntil(page, '[data-command="list-classes"] [data-state="ended"]');
  assert.equal(await page.locator('[data-command="list-classes"] [data-run]').getAttribute("data-run"), id);
  check();
  await context.close();
});
