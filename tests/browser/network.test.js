// A classroom's network: plain HTTP at an address that isn't localhost, where browsers give no secure-context API; and
// HTTPS by a reverse proxy.

import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { startProxy } from "./proxy.js";
import { LAB, PATIENCE, finish, newPage, openLab, run, startBrowser, startServer } from "./support.js";

/** One of this machine's own addresses that isn't loopback: Docker's bridge, for instance. */
function address() {
  const all = Object.values(networkInterfaces()).flat();
  const found = all.find(({ family, internal }) => family === "IPv4" && !internal);
  assert.ok(found, "this machine has no address but loopback: start Docker, or connect a network");
  return found.address;
}

let server, browser;
before(async () => { [server, browser] = [await startServer({ listen: `${address()}:0` }), await startBrowser()]; });
after(() => finish(browser, server));

test("buttons, live updates and copying work there", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "pt");
  assert.equal(await page.evaluate(() => isSecureContext), false, "this address is as good as localhost to the browser");
  assert.equal((await run(page, "list-classes")).exit, "0");
  await page.locator('[data-command="list-classes"] [data-copy]').click();
  const copied = page.locator('[data-command="list-classes"] [data-copy][data-done]');
  await copied.waitFor();
  const field = page.locator('form[data-question="provisioner"] input[name="answer"]');
  await field.focus();
  await page.keyboard.press("Control+V");
  assert.equal(await field.inputValue(), "kubectl get storageclass", "the fallback copied something else");
  check();
  await context.close();
});

test("forms work there without scripts, also where the page says no-referrer", async () => {
  const { context, page, check } = await newPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  await page.goto(`${server.url}/en/continue`);
  await page.locator('form[action$="/continue"] button').click();
  const code = await page.locator("[data-code]").innerText();
  await context.clearCookies();
  await page.goto(`${server.url}/en/resume?lab=${LAB}`);
  await page.locator("#code").fill(code);
  await page.locator(".ask button").click();
  await page.locator("[data-step]").first().waitFor();
  check();
  await context.close();
});

test("behind a reverse proxy: cookies for HTTPS alone, forms, live updates, the terminal", async (t) => {
  if (process.env.KINDLAB_BASE_URL) return t.skip("a server that was there before is not behind this proxy");
  const proxy = await startProxy(await startServer({ more: ["--behind-proxy"] }));
  t.after(() => proxy.end());
  const { context, page, check } = await newPage(browser, proxy, { ignoreHTTPSErrors: true });
  await openLab(page, proxy, "en");
  const cookies = await context.cookies();
  assert.ok(cookies.length && cookies.every((cookie) => cookie.secure), JSON.stringify(cookies));
  for (const command of ["make-service", "apply-service"]) assert.equal((await run(page, command)).exit, "0");
  await page.locator('[data-step="headless-service"][data-verdict="passed"]').waitFor({ state: "attached", timeout: PATIENCE });
  await page.locator('[data-tab="terminal"]').click();
  await page.locator('.term[data-state="open"]').waitFor({ timeout: PATIENCE });
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type("echo it-is-$((40 + 2))\n");
  await page.waitForFunction(() => document.querySelector(".xterm-rows")?.innerText.includes("it-is-42"), null, { timeout: PATIENCE });
  const foreign = await context.request.post(`${proxy.url}/en/labs/${LAB}/check`, { headers: { origin: "https://elsewhere.example" } });
  assert.equal(foreign.status(), 403, "a form of another site is taken");
  check();
  await context.close();
});
