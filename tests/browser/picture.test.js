// The picture follows the sandbox without a reload, says the same as a table, and is what a reload shows.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, accessible, finish, newPage, openLab, run, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const drawn = (page) => page.locator('[data-sheet="wide"] [data-key]').evaluateAll((all) => all.map((one) => one.dataset.key).sort());

test("pods appear with their claims and volumes, go, and come back on the same ones", async () => {
  const { context, page, check } = await newPage(browser, server, { viewport: { width: 1440, height: 900 } });
  await openLab(page, server, "en");
  await page.locator('[data-tab="picture"]').click();
  assert.equal(await page.locator(".picture .pod").count(), 0, "nothing was made yet");
  for (const command of ["make-service", "apply-service", "apply-statefulset"]) await run(page, command);
  await page.locator('[data-tab="picture"]').click();
  const ready = page.locator('[data-sheet="wide"] .pod.ready');
  await page.waitForFunction(() => document.querySelectorAll('[data-sheet="wide"] .pod.ready').length === 2, null, { timeout: PATIENCE });
  await shot(page, "en-picture");
  const keys = await drawn(page);
  for (const kind of ["owner:", "service:", "pod:", "claim:", "volume:", "node:", "routes:"]) {
    assert.ok(keys.some((key) => key.startsWith(kind)), `no ${kind} in ${keys}`);
  }
  const rows = page.locator(".as-table tbody tr");
  await page.locator(".as-table summary").click();
  assert.equal(await rows.count(), await ready.count(), "the table has a row for each pod");
  assert.match(await rows.first().innerText(), /nginx-0[^]*Ready[^]*nginx-0 → pvc-/);
  assert.match(await page.locator(".timeline").innerText(), /nginx-1[^]*was created/);
  await accessible(page, "the picture");
  await page.reload();
  await page.locator('[data-sheet="wide"] .pod.ready').first().waitFor();
  assert.deepEqual(await drawn(page), keys, "a reload draws the same");
  await page.evaluate(() => { globalThis.seen = new Set(); new MutationObserver(() => {
    for (const going of document.querySelectorAll('[data-sheet="wide"] .pod.going[data-key]')) globalThis.seen.add(going.dataset.key);
  }).observe(document.querySelector("[data-picture]"), { subtree: true, childList: true, attributes: true }); });
  await run(page, "delete-pods");
  await page.locator('[data-tab="picture"]').click();
  await page.waitForFunction(() => document.querySelectorAll('[data-sheet="wide"] .pod.ready').length === 2, null, { timeout: PATIENCE });
  const pods = (list) => list.filter((key) => key.startsWith("pod:"));
  const disks = (list) => list.filter((key) => /^(claim|volume):/.test(key));
  const returned = await drawn(page);
  assert.ok(pods(returned).every((key) => !keys.includes(key)), "the pods are others");
  assert.deepEqual(disks(returned), disks(keys), "the claims and volumes are the same");
  assert.deepEqual(await page.evaluate(() => [...globalThis.seen].sort()), pods(keys), "their going was not drawn");
  check();
  await context.close();
});
