// A class in the browser: opened, joined, looked at and answered, in three languages.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LAB, LANGUAGES, accessible, finish, joinClass, newPage, openClass, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const PHONE = { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const HOSTILE = `<img src=x onerror="throw 1">`;

async function fits(page, what) {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= view, `${what} is ${content} wide on a screen of ${view}`);
}

for (const [lang, tag] of Object.entries(LANGUAGES)) {
  test(`a class is opened, joined and answered (${lang})`, async (t) => {
    if (!server.token) return t.skip("a server that was there before does not tell its token");
    const teacher = await newPage(browser, server);
    const { code, board } = await openClass(teacher.page, server, lang, `Turma ${HOSTILE.slice(0, 10)}`);
    assert.match(code, /^[CDFGHJKMNPQRTVWX]{3}-[CDFGHJKMNPQRTVWX]{3}$/);
    assert.equal(await teacher.page.locator(".qr svg").isVisible(), true);
    await accessible(teacher.page, `the code on the wall (${lang})`);
    await shot(teacher.page, `${lang}-class-code`);
    await teacher.page.goto(board);
    assert.equal(await teacher.page.locator("html").getAttribute("lang"), tag);
    assert.equal(await teacher.page.locator("[data-nobody]").isVisible(), true);

    // A wrong code loses nothing that was typed.
    const learner = await newPage(browser, server, PHONE);
    await learner.page.goto(`${server.url}/${lang}/join`);
    await accessible(learner.page, `the form to join (${lang})`);
    await learner.page.locator('input[name="code"]').fill("ccc-ccc");
    await learner.page.locator('input[name="name"]').fill(HOSTILE);
    // The browser logs an answer of 422 as an error of the page, which it is not.
    await learner.page.locator("main form button").click();
    await learner.page.locator("#code-problem").waitFor();
    assert.equal(await learner.page.locator('input[name="name"]').inputValue(), HOSTILE);
    await accessible(learner.page, `a wrong code (${lang})`);
    await fits(learner.page, "the form to join");
    await learner.page.locator('input[name="code"]').fill(code.toLowerCase());
    await learner.page.locator("main form button").click();
    await learner.page.waitForURL(/\/class$/);
    await accessible(learner.page, `the class's page (${lang})`);
    await fits(learner.page, "the class's page");
    await shot(learner.page, `${lang}-class-learner`, true);
    const other = await newPage(browser, server);
    await joinClass(other.page, server, lang, code, HOSTILE);

    // Both are on the board by themselves, told apart; nothing of a name is markup.
    const rows = teacher.page.locator("[data-member]");
    await teacher.page.waitForFunction(() => document.querySelectorAll("[data-member]").length === 2);
    assert.deepEqual(await teacher.page.locator("[data-member] th a").allTextContents(), [HOSTILE, `${HOSTILE} (2)`]);
    assert.equal(await teacher.page.locator("main img").count(), 0);

    // A hand goes up in the lab, the board shows it, the answer comes, and is put away.
    await learner.page.goto(`${server.url}/${lang}/labs/${LAB}`);
    await learner.page.locator('form[action$="/open"] button').first().click();
    await learner.page.locator("[data-step]").first().waitFor();
    await learner.page.locator("details.raise summary").click();
    await learner.page.locator("#hand-text").fill("<b>pending</b>?");
    await learner.page.locator("details.raise button").click();
    await learner.page.locator(".class-line .raised").waitFor();
    await accessible(learner.page, `a lab with a hand up (${lang})`);
    await fits(learner.page, "a lab in a class");
    await teacher.page.locator(".hand-text").waitFor();
    assert.match(await rows.locator(".hand-text").textContent(), /<b>pending<\/b>\?/);
    await teacher.page.reload();
    await accessible(teacher.page, `the board (${lang})`);
    await shot(teacher.page, `${lang}-class-board`, true);
    await rows.filter({ has: teacher.page.locator(".hand-text") }).locator("th a").click();
    await teacher.page.locator("#say").fill("Look at <events>");
    await accessible(teacher.page, `one learner's page (${lang})`);
    await shot(teacher.page, `${lang}-class-member`, true);
    await teacher.page.locator(".tell button").click();
    const note = learner.page.locator(".from-teacher .words");
    await note.waitFor();
    assert.equal(await note.textContent(), "Look at <events>");
    await learner.page.locator(".from-teacher button").click();
    await learner.page.locator("[data-step]").first().waitFor();
    assert.equal(await note.count(), 0);

    // Names hidden for the projector; the end needs two presses.
    await teacher.page.goto(`${board}?names=off`);
    assert.ok(!(await teacher.page.locator("table").first().textContent()).includes("onerror"));
    await teacher.page.goto(board);
    await teacher.page.locator(".acts summary.grave").click();
    await teacher.page.locator('form[action$="/end"] button').click();
    await teacher.page.waitForLoadState();
    await accessible(teacher.page, `a class that is over (${lang})`);
    teacher.check();
    other.check();
  });
}

test("the board follows a learner's step", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const teacher = await newPage(browser, server, { colorScheme: "dark" });
  const { code, board } = await openClass(teacher.page, server, "en", "Tuesday");
  await teacher.page.goto(board);
  const learner = await newPage(browser, server);
  await joinClass(learner.page, server, "es", code, "Zoë");
  await learner.page.locator(".entry").first().click();
  await learner.page.locator('form[action$="/open"] button').first().click();
  await learner.page.locator("[data-step]").first().waitFor();
  for (const command of ["make-service", "apply-service"]) {
    await learner.page.locator(`[data-command="${command}"] [data-start] button`).first().click();
    await learner.page.waitForFunction((command) =>
      document.querySelector(`[data-command="${command}"] [data-run]`)?.dataset.state === "ended", command, { timeout: 240_000 });
  }
  await teacher.page.locator('[data-member] td.cell[data-verdict="passed"]').waitFor({ timeout: 60_000 });
  assert.equal(await teacher.page.locator("[data-member] td.far").textContent().then((text) => text.split("/")[0]), "1");
  await teacher.page.locator("[data-member] th a").click();
  await teacher.page.locator(".drawing svg").first().waitFor();
  await accessible(teacher.page, "one learner's page with a picture");
  await shot(teacher.page, "en-class-member-dark", true);
  learner.check();
  teacher.check();
});

test("a terminal is watched with its learner's consent, and only so", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const teacher = await newPage(browser, server);
  const { code, board } = await openClass(teacher.page, server, "en", "Wednesday");
  const learner = await newPage(browser, server);
  await joinClass(learner.page, server, "pt", code, "Íris");
  await learner.page.locator(".entry").first().click();
  await learner.page.locator('form[action$="/open"] button').first().click();
  await learner.page.locator("[data-step]").first().waitFor();
  await teacher.page.goto(board);
  await teacher.page.locator("[data-member] th a").click();
  const screen = teacher.page.locator("[data-watch-screen]");
  await teacher.page.locator("[data-watch-none]").waitFor();
  assert.equal(await screen.isVisible(), false);
  await learner.page.locator("form.shows button").click();
  await learner.page.locator("form.shows .raised").waitFor();
  // The consent came as a page of its own: a press before its scripts run is nobody's.
  await learner.page.waitForFunction(() => document.querySelector("[data-term-open]")?.hidden === false);
  await learner.page.locator('[data-tab="terminal"]').click();
  await learner.page.locator('.term[data-state="open"]').waitFor({ timeout: 240_000 });
  await learner.page.locator(".xterm-helper-textarea").focus();
  await learner.page.keyboard.type("echo it-is-$((40 + 2))");
  await learner.page.keyboard.press("Enter");
  // What is not in sight is not drawn.
  await screen.scrollIntoViewIfNeeded();
  await teacher.page.waitForFunction(() => document.querySelector("[data-watch-screen] .xterm-rows")?.innerText.includes("it-is-42"), null, { timeout: 60_000 });
  await accessible(teacher.page, "a terminal that is watched");
  await shot(teacher.page, "en-class-watch", true);
  await learner.page.locator("form.shows button").click();
  await teacher.page.locator("[data-watch-none]").waitFor();
  assert.equal(await screen.isVisible(), false, "taken back, it ends at once");
  teacher.check();
  learner.check();
});
