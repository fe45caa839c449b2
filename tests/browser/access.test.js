// WCAG 2.2 AA by axe on every page and state: each once in each language, each once in each shape (phone, dark, 200 %,
// 320 px), with nothing wider than the screen; and a step done with the keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ANSWERS, LAB, PATIENCE, accessible, finish, newPage, openLab, run, shot, showUnguarded, startBrowser, startServer } from "./support.js";

let server, browser;
/** Cookies of somebody who has the lab open, is in a class with a hand up, and has the instructor's token. */
let known;
/** The address of that class's board, after the language. */
let board;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
/** What is 1366 wide at 200 %, and the narrowest that nothing may be lost on. */
const ZOOMED = { viewport: { width: 683, height: 430 }, deviceScaleFactor: 2 };
const NARROW = { viewport: { width: 320, height: 568 } };
/** Each language once, each shape once: not all with all. */
const WALKS = [
  ["pt", "wide", {}], ["es", "wide", {}], ["en", "wide", {}],
  ["pt", "narrow", NARROW], ["es", "phone", PHONE], ["en", "dark", { colorScheme: "dark" }], ["es", "zoomed", ZOOMED],
];

/** What anybody sees who never was here. */
const STRANGER = ["labs", `labs/${LAB}`, "resume", `resume?lab=${LAB}`, "join", "instructor", "nowhere"];
const STEP = `labs/${LAB}/steps/statefulset`;
/** Pages about a lab that was opened, its learner, and the class. */
const LEARNER = ["labs", `continue?lab=${LAB}`, `leave?lab=${LAB}`, `labs/${LAB}/reset`, `labs/${LAB}/summary`, `${STEP}/reset`, `${STEP}/catch-up`, "class"];
const INSTRUCTOR = ["instructor", "instructor/room", "instructor/classes/new"];

async function fits(page, what) {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= view, `${what} is ${content} wide on a screen of ${view}`);
}

async function looksRight(page, what, within) {
  await accessible(page, what, within);
  await fits(page, what);
}

async function visit(page, paths, lang, shape) {
  for (const path of paths) {
    await page.goto(`${server.url}/${lang}/${path}`);
    await looksRight(page, `/${lang}/${path} (${shape})`);
    await shot(page, `${lang}-${path.replace(/\?.*/, "").replace(board, "class-board").replaceAll("/", "-")}-${shape}`);
  }
}

/** The lab with a run, a file, a picture and a timeline: folded, unfolded, and each tab. */
async function visitLab(page, lang, shape) {
  await page.goto(`${server.url}/${lang}/labs/${LAB}`);
  await looksRight(page, `the lab (${lang}, ${shape})`);
  const tabs = await page.locator("[data-tab]:visible").all();
  for (const tab of tabs) {
    const name = await tab.getAttribute("data-tab");
    await tab.click();
    await looksRight(page, `the lab's ${name} (${lang}, ${shape})`, name === "steps" ? "#main" : `[data-panel="${name}"]`);
    await shot(page, `${lang}-lab-tab-${name}-${shape}`);
  }
  await tabs[0].click();
  await page.evaluate(() => { for (const folded of document.querySelectorAll("details")) folded.open = true; });
  await page.locator('[data-step="headless-service"]').scrollIntoViewIfNeeded();
  await looksRight(page, `the lab, all unfolded (${lang}, ${shape})`);
  await shot(page, `${lang}-lab-unfolded-${shape}`);
}

test("a class, a lab with something in it, and a hand up", async () => {
  const { context, page, check } = await newPage(browser, server);
  assert.ok(server.token, "the instructor's pages need the token: set KINDLAB_INSTRUCTOR_TOKEN");
  await page.goto(`${server.url}/en/instructor`);
  await page.locator('input[name="token"]').fill(server.token);
  await page.locator('form[action$="/login"] button').click();
  await page.goto(`${server.url}/en/instructor/classes/new`);
  await page.locator('input[name="name"]').fill("Tuesday");
  await page.locator("main form button").click();
  await page.waitForURL(/\/code$/);
  const code = (await page.locator(".big-code").textContent()).trim();
  board = new URL(page.url()).pathname.replace(/^\/en\//, "").replace(/\/code$/, "");
  await page.goto(`${server.url}/en/join?code=${code.replace("-", "")}`);
  await page.locator('input[name="name"]').fill("Ana");
  await page.locator("main form button").click();
  await page.waitForURL(/\/class$/);
  await openLab(page, server, "pt");
  for (const command of ["list-classes", "make-service", "apply-service", "apply-statefulset"]) await run(page, command);
  await page.locator("details.raise summary").click();
  await page.locator("#hand-text").fill("pending?");
  await page.locator("details.raise button").click();
  await page.locator(".class-line .raised").waitFor();
  await page.locator('[data-step="statefulset"][data-verdict="passed"]').waitFor({ state: "attached", timeout: PATIENCE });
  known = await context.storageState();
  check();
  await context.close();
});

for (const [lang, shape, options] of WALKS) {
  test(`nothing is in the way of anybody: ${lang}, ${shape}`, async () => {
    const stranger = await newPage(browser, server, options);
    await visit(stranger.page, STRANGER, lang, shape);
    // What stands in the frame where a pod has no page.
    await showUnguarded(stranger.page, await stranger.page.request.get(`${server.url}/${lang}/pods/${"a".repeat(32)}/`));
    await looksRight(stranger.page, `no pod's page (${lang}, ${shape})`);
    await shot(stranger.page, `${lang}-no-page-${shape}`);
    await stranger.context.close();
    const { context, page } = await newPage(browser, server, { ...options, storageState: known });
    await visitLab(page, lang, shape);
    await visit(page, [...LEARNER, ...INSTRUCTOR, board, `${board}/code`], lang, shape);
    await page.goto(`${server.url}/${lang}/${board}`);
    await page.locator("[data-member] th a").first().click();
    await page.locator(".drawing svg:visible").first().waitFor();
    await looksRight(page, `one learner's page (${lang}, ${shape})`);
    await shot(page, `${lang}-member-${shape}`);
    await context.close();
  });
}

test("a step can be done with the keyboard alone", async () => {
  const { context, page, check } = await newPage(browser, server);
  await page.goto(`${server.url}/en/labs/${LAB}`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop skips the bar");
  await press(page, 'form[action$="/open"] button');
  await page.locator("[data-step]").first().waitFor();
  await press(page, '[data-command="list-classes"] [data-start] button');
  const block = page.locator('[data-command="list-classes"]');
  await block.locator('[data-state="ended"]').waitFor({ timeout: PATIENCE });
  const answers = ANSWERS["storage-class"]({ "list-classes": await block.locator("[data-output]").innerText() });
  for (const [question, answer] of Object.entries(answers)) {
    const form = `form[data-question="${question}"]`;
    const choice = `${form} input[type="radio"]`;
    if (await page.locator(choice).count()) {
      await reach(page, choice);
      await page.keyboard.press("Space");
      for (let more = await page.locator(choice).count(); more && await page.evaluate(() => document.activeElement.value) !== answer; more -= 1) {
        await page.keyboard.press("ArrowDown");
      }
    } else {
      await reach(page, `${form} input[name="answer"]`);
      await page.keyboard.type(answer);
    }
    const sent = page.waitForResponse((response) => response.url().endsWith(`/questions/${question}`));
    await page.keyboard.press("Enter");
    assert.equal((await sent).status(), 200);
  }
  await page.locator('[data-step="storage-class"][data-verdict="passed"]').waitFor({ state: "attached", timeout: PATIENCE });
  check();
  await context.close();
});

/** Tabs on until this has the focus. */
async function reach(page, selector) {
  for (let n = 0; n < 300; n += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} is not reached with Tab`);
}

/** Tabs on until this has the focus, then presses Enter. */
async function press(page, selector) {
  await reach(page, selector);
  await page.keyboard.press("Enter");
}
