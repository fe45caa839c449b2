// A learner's way through the whole first lab, in each language: buttons, questions, and ticks that come by themselves.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ANSWERS, LAB, LANGUAGES, PATIENCE, finish, newPage, openLab, run, shot, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

/** The lab lets these fail, to show what is said then. */
const FAIL_ON_PURPOSE = ["change-kind"];

async function passes(page, step) {
  await page.locator(`[data-step="${step}"][data-verdict="passed"]`).waitFor({ timeout: PATIENCE });
}

async function runAll(page, commands) {
  const printed = {};
  for (const command of commands) {
    const { state, exit, text } = await run(page, command);
    assert.deepEqual([state, exit === "0"], ["ended", !FAIL_ON_PURPOSE.includes(command)], `\`${command}\`: ${text}`);
    printed[command] = text;
  }
  return printed;
}

async function answer(page, questions) {
  assert.ok(questions, "the answers can't be read from what the commands print");
  for (const [question, said] of Object.entries(questions)) {
    const form = page.locator(`form[data-question="${question}"]`);
    const choice = form.locator(`input[type="radio"][value="${said}"]`);
    if (await choice.count()) await choice.check();
    else await form.locator('input[name="answer"]').fill(said);
    const sent = page.waitForResponse((response) => response.url().endsWith(`/questions/${question}`));
    await form.locator("button").click();
    assert.equal((await sent).status(), 200);
  }
}

for (const [lang, tag] of Object.entries(LANGUAGES)) {
  test(`the whole lab in ${lang}, without a reload`, async () => {
    const { context, page, check } = await newPage(browser, server, { locale: tag });
    await page.goto(server.url);
    assert.equal(new URL(page.url()).pathname, `/${lang}/labs`, "the browser's language is not taken");
    await shot(page, `${lang}-catalogue`);
    await openLab(page, server, lang);
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
    await shot(page, `${lang}-lab-open`);
    await page.evaluate(() => { globalThis.notReloaded = true; });

    const steps = await page.locator("[data-step]").evaluateAll((sections) => sections.map((section) => ({
      id: section.dataset.step, kind: section.dataset.kind,
      commands: [...section.querySelectorAll("[data-command]")].map((block) => block.dataset.command),
    })));
    assert.ok(steps.length >= 10, `${steps.length} steps`);
    const passed = steps.filter(({ kind }) => kind !== "read").length;
    assert.equal(await page.locator('[data-step][data-verdict="passed"]').count(), 0, "passed before the first command");
    for (const { id, kind, commands } of steps) {
      const printed = await runAll(page, commands);
      // `kubectl run --rm -i` now and then shows nothing of a pod that is over at once; a learner runs it again.
      if (kind === "asked") await answer(page, ANSWERS[id](printed) ?? ANSWERS[id](await runAll(page, commands)));
      if (kind === "read") continue;
      await passes(page, id);
      // A command may do more than its own step asks for: the count is what the marks say.
      await page.waitForFunction(() => {
        const marks = document.querySelectorAll('[data-step][data-verdict="passed"]').length;
        return document.querySelector("[data-passed]").textContent === String(marks);
      });
      if (["storage-class", "pages", "survival"].includes(id)) await shot(page, `${lang}-after-${id}`);
    }
    assert.equal(await page.evaluate(() => globalThis.notReloaded), true, "the page was loaded anew");
    assert.ok(await page.locator("[data-done]").isVisible(), "the end is not said");
    await shot(page, `${lang}-lab-done`, true);

    await page.reload();
    const kept = await page.locator('[data-step][data-verdict="passed"]').count();
    assert.equal(kept, passed, "a reload shows the same");
    for (const other of Object.keys(LANGUAGES)) {
      await page.goto(`${server.url}/${other}/labs/${LAB}`);
      assert.equal(await page.locator('[data-step][data-verdict="passed"]').count(), passed, `in ${other}`);
    }
    check();
    await context.close();
  });
}

test("a wrong object is named with what was expected and found", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "en");
  await edit(page, (yaml) => yaml.replace("1G", "1Gi"));
  await run(page, "make-service");
  await run(page, "apply-service");
  await run(page, "apply-statefulset");
  const step = page.locator('[data-step="statefulset"]');
  await page.locator('[data-step="statefulset"][data-verdict="wrong"]').waitFor({ timeout: PATIENCE });
  assert.equal(await step.getAttribute("data-message"), "set-storage");
  assert.match(await step.locator(".compared").innerText(), /1G\b[^]*1Gi/);
  await step.scrollIntoViewIfNeeded();
  await shot(page, "en-wrong-storage");
  check();
  await context.close();
});

/** Saves the lab's file with something else in it. */
async function edit(page, change) {
  const file = page.locator("[data-file]").first();
  await page.locator('[data-tab="files"]').first().click();
  const area = file.locator("textarea");
  await area.fill(change(await area.inputValue()));
  await file.locator("button").first().click();
  await file.locator("[data-saved]:not(:empty)").waitFor();
}

test("a command can be stopped, and the next one runs", async () => {
  const { context, page, check } = await newPage(browser, server);
  await openLab(page, server, "pt");
  // Pods that never get Ready: waiting for them goes on until somebody stops it.
  await edit(page, (yaml) => yaml.replace("image: nginx", "image: nginx\n          readinessProbe: {tcpSocket: {port: 81}}"));
  await run(page, "apply-statefulset");
  const block = page.locator('[data-command="wait-statefulset"]');
  await block.locator("[data-start] button").click();
  await block.locator('[data-state="running"]').waitFor({ timeout: PATIENCE });
  await block.locator("[data-stop] button").click();
  await block.locator('[data-state="stopped"]').waitFor({ timeout: PATIENCE });
  assert.ok(await block.locator("[data-start] button").isVisible(), "it can be run again");
  assert.equal((await run(page, "list-pods")).exit, "0");
  await shot(page, "pt-stopped");
  check();
  await context.close();
});

test("the instructor watches the class", async (t) => {
  if (!server.token) return t.skip("a server that was there before does not tell its token");
  const teacher = await newPage(browser, server, { locale: "es" });
  await teacher.page.goto(`${server.url}/es/instructor`);
  await teacher.page.locator('input[name="token"]').fill(server.token);
  await teacher.page.locator('form[action$="/login"] button').click();
  await teacher.page.waitForLoadState();
  const learner = await newPage(browser, server);
  await openLab(learner.page, server, "en");
  const before = await teacher.page.locator('[data-verdict="passed"]').count();
  await run(learner.page, "make-service");
  await run(learner.page, "apply-service");
  await passes(learner.page, "headless-service");
  await teacher.page.waitForFunction((before) => document.querySelectorAll('[data-verdict="passed"]').length > before, before, { timeout: PATIENCE });
  await shot(teacher.page, "es-instructor");
  teacher.check();
  learner.check();
  await teacher.context.close();
  await learner.context.close();
});
