// WCAG 2.2 AA by axe on every kind of page, wide and narrow, light and dark; and the keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, LANGUAGES, accessible, finish, newPage, openLab, run, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const SHAPES = { wide: {}, phone: PHONE, dark: { colorScheme: "dark" } };

async function fits(page, what) {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= view, `${what} is ${content} wide on a screen of ${view}`);
}

for (const [shape, options] of Object.entries(SHAPES)) {
  test(`nothing is in the way of anybody, ${shape}`, async () => {
    const { context, page, check } = await newPage(browser, server, options);
    for (const lang of Object.keys(LANGUAGES)) {
      for (const path of ["labs", `labs/${LAB}`, "instructor", "resume"]) {
        await page.goto(`${server.url}/${lang}/${path}`);
        await accessible(page, `/${lang}/${path} (${shape})`);
        await fits(page, `/${lang}/${path}`);
        await shot(page, `${lang}-${path.replaceAll("/", "-")}-${shape}`);
      }
    }
    await openLab(page, server, "pt");
    await accessible(page, `the open lab (${shape})`);
    await fits(page, "the open lab");
    await shot(page, `pt-lab-${shape}`, true);
    await run(page, "list-classes");
    await run(page, "make-service");
    await accessible(page, `the lab after a run (${shape})`);
    await fits(page, "the lab after a run");
    await page.locator('[data-step="headless-service"]').scrollIntoViewIfNeeded();
    await shot(page, `pt-lab-run-${shape}`);
    for (const tab of await page.locator("[data-tab]:visible").all()) {
      await tab.click();
      await accessible(page, `the lab's ${await tab.getAttribute("data-tab")} (${shape})`);
      await shot(page, `pt-lab-tab-${await tab.getAttribute("data-tab")}-${shape}`);
    }
    check();
    await context.close();
  });
}

test("the instructor's board is accessible with a class in it", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const { context, page, check } = await newPage(browser, server);
  await page.goto(`${server.url}/en/instructor`);
  await page.locator('input[name="token"]').fill(server.token);
  await page.locator('form[action$="/login"] button').click();
  await page.waitForLoadState();
  await accessible(page, "the board");
  await shot(page, "en-instructor");
  check();
  await context.close();
});

test("error pages are pages", async () => {
  const { context, page } = await newPage(browser, server);
  for (const lang of Object.keys(LANGUAGES)) {
    const answer = await page.goto(`${server.url}/${lang}/nowhere`);
    assert.equal(answer.status(), 404);
    await accessible(page, `/${lang}/nowhere`);
    await shot(page, `${lang}-not-found`);
  }
  await context.close();
});

test("a lab can be opened and run with the keyboard alone", async () => {
  const { context, page, check } = await newPage(browser, server);
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop skips the bar");
  await press(page, 'form[action$="/open"] button');
  await page.locator("[data-step]").first().waitFor();
  await press(page, '[data-command="list-classes"] [data-start] button');
  await page.locator('[data-command="list-classes"] [data-state="ended"]').waitFor({ timeout: 240_000 });
  check();
  await context.close();
});

/** Tabs on until this is in focus, then presses Enter. */
async function press(page, selector) {
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
      await page.keyboard.press("Enter");
      return;
    }
  }
  assert.fail(`${selector} is not reached with Tab`);
}
