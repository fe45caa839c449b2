// A server of its own, a browser, and a page that reports what it should not do.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const SHOTS = join(ROOT, "target/screenshots");
export const LAB = "statefulset-kind";
export const LANGUAGES = { pt: "pt-BR", es: "es", en: "en" };
/** What a cluster may take for anything. Machines are slow and shared. */
export const PATIENCE = 240_000;

function needed(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set\nhint: \`make test\` makes the cluster kindlab-test and sets KINDLAB_BIN, `
    + "KINDLAB_TEST_KUBECONFIG and KINDLAB_TEST_CONTEXT; or name a running server with KINDLAB_BASE_URL");
  return value;
}

/** Starts a server, or takes the one that KINDLAB_BASE_URL names. Only one of our own is killed and started again. */
export async function startServer({ listen = "127.0.0.1:0", more = [] } = {}) {
  const given = process.env.KINDLAB_BASE_URL;
  if (given) return { url: given.replace(/\/$/, ""), token: process.env.KINDLAB_INSTRUCTOR_TOKEN, opened: [], end: async () => {} };
  const data = await mkdtemp(join(tmpdir(), "kindlab-browser-"));
  let { child, url, token } = await serve(data, listen, more);
  const ends = async (signal) => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };
  const opened = [];
  return {
    url, token, opened,
    /** Ends it as a power cut does. */
    killed: () => ends("SIGKILL"),
    /** Starts it where it was, with what it had. */
    startsAgain: async () => { ({ child } = await serve(data, new URL(url).host, more)); },
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) await ends("SIGTERM");
      await rm(data, { recursive: true, force: true });
      const names = opened.flatMap((namespace) => [namespace, `${namespace}-bench`]);
      if (names.length) await kubectl(["delete", "namespace", "--wait=false", "--ignore-not-found", ...names]);
    },
  };
}

async function serve(data, listen, more) {
  const args = ["serve", ...more, "--listen", listen, "--data", data, "--labs", join(ROOT, "labs"),
    "--kubeconfig", join(dirname(needed("KINDLAB_TEST_KUBECONFIG")), "server-kubeconfig"), "--context", needed("KINDLAB_TEST_CONTEXT")];
  const child = spawn(needed("KINDLAB_BIN"), args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, KINDLAB_LOG: "warn" } });
  let token;
  for await (const line of createInterface({ input: child.stdout })) {
    token = line.match(/^instructor token .*: (\S+)$/)?.[1] ?? token;
    const url = line.match(/^ready (http:\S+)$/)?.[1];
    if (url) return { child, url: url.replace(/\/$/, ""), token };
  }
  throw new Error("the server ended before it was ready");
}

/** Writes down which sandbox a page's learner opened, so that it goes when the server does. */
async function remember(context, server) {
  const lab = await (await context.request.get(`${server.url}/api/labs/${LAB}`)).json();
  if (lab.namespace) server.opened.push(lab.namespace);
}

/** Runs kubectl as the cluster's administrator. */
export async function kubectl(args, stdin = "") {
  const all = ["--kubeconfig", needed("KINDLAB_TEST_KUBECONFIG"), "--context", needed("KINDLAB_TEST_CONTEXT"), ...args];
  const child = promisify(execFile)(process.env.KINDLAB_TEST_KUBECTL ?? "kubectl", all);
  child.child.stdin.end(stdin);
  return (await child).stdout;
}

/** The namespace of a page's learner. */
export async function namespaceOf(page, server) {
  return (await (await page.request.get(`${server.url}/api/labs/${LAB}`)).json()).namespace;
}

/** Ends the browser, then the server and what it made in the cluster. */
export async function finish(browser, server) {
  for (const context of browser?.contexts() ?? []) await context.close();
  await browser?.close();
  await server?.end();
}

export async function startBrowser() {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/**
 * A page in a context of its own. `check()` fails if it asked another site, threw, or broke its own policy; what it
 * logged that is `expected` (a server that was away) is no fault of its own.
 */
export async function newPage(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 860 }, ...options });
  context.setDefaultTimeout(60_000);
  const wrongs = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(server.url) || url.startsWith("data:")) return route.continue();
    wrongs.push(`asked another site: ${url}`);
    return route.abort();
  });
  const close = context.close.bind(context);
  context.close = async () => {
    await remember(context, server);
    await close();
  };
  const page = await context.newPage();
  page.on("pageerror", (error) => wrongs.push(`threw: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrongs.push(`logged: ${message.text()}`);
  });
  const check = (expected) => assert.deepEqual(wrongs.filter((wrong) => !expected?.test(wrong)), []);
  return { context, page, check };
}

export async function shot(page, name, fullPage = false) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
}

const axeSource = createRequire(import.meta.url)("axe-core").source;

/** WCAG 2.2 A and AA: nothing may be found, on the whole page or `within` a part of it. */
export async function accessible(page, what, within) {
  await page.evaluate(axeSource);
  // What fades in is read when it is there.
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished)));
  const found = await page.evaluate((within) => globalThis.axe.run(within ?? document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  }), within);
  const told = found.violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.slice(0, 4).map((node) => `    ${node.html.slice(0, 160)}\n    ${node.failureSummary.replace(/\s+/g, " ")}`).join("\n")}`);
  assert.deepEqual(told, [], `${what}:\n${told.join("\n")}`);
}

/**
 * Shows what was answered without its policy: our own pages for a frame run no scripts, and so none that looks whether
 * they are accessible.
 */
export async function showUnguarded(page, answer) {
  const body = await answer.text();
  await page.route(answer.url(), (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
  await page.goto(answer.url());
}

/** Opens the lab as somebody new, and waits until the page is connected. */
export async function openLab(page, server, lang) {
  await page.goto(`${server.url}/${lang}/labs/${LAB}`);
  const connected = page.waitForResponse((response) => response.url().includes("/events"));
  await page.locator('form[action$="/open"] button').first().click();
  await page.locator("[data-step]").first().waitFor();
  await connected;
}

/** Signs in and opens a class with the first lab by its form; returns the code and the board's address. */
export async function openClass(page, server, lang, name) {
  await page.goto(`${server.url}/${lang}/instructor`);
  const token = page.locator('input[name="token"]');
  if (await token.count()) {
    await token.fill(server.token);
    await page.locator('form[action$="/login"] button').click();
  }
  await page.locator(`a[href="/${lang}/instructor/classes/new"]`).click();
  await accessible(page, `the form of a class (${lang})`);
  await page.locator('input[name="name"]').fill(name);
  for (const box of await page.locator('input[name="lab"]').all()) await box.setChecked((await box.getAttribute("value")) === LAB);
  await page.locator("main form button").click();
  await page.waitForURL(/\/code$/);
  const code = (await page.locator(".big-code").textContent()).trim();
  return { code, board: page.url().replace(/\/code$/, "") };
}

/** Joins by the form of the link on the wall. */
export async function joinClass(page, server, lang, code, name) {
  await page.goto(`${server.url}/${lang}/join?code=${code.replace("-", "")}`);
  await page.locator('input[name="name"]').fill(name);
  await page.locator("main form button").click();
  await page.waitForURL(/\/class$/);
}

/** Presses a command's Run button and waits until what it started is over; returns the output. */
export async function run(page, command) {
  const block = page.locator(`[data-command="${command}"]`).first();
  const before = await block.locator("[data-run]").first().getAttribute("data-run", { timeout: 500 }).catch(() => null);
  await block.locator("[data-start] button").click();
  const over = await page.waitForFunction(([command, before]) => {
    const shown = document.querySelector(`[data-command="${command}"] [data-run]`);
    const over = shown && shown.dataset.run !== before && !["starting", "running"].includes(shown.dataset.state);
    return over ? { state: shown.dataset.state, exit: shown.querySelector("[data-exit]")?.dataset.exit, text: shown.querySelector("[data-output]").textContent } : null;
  }, [command, before], { timeout: PATIENCE });
  return over.jsonValue();
}

/** The answers to the first lab's questions, read from what its commands printed, as a learner reads them. */
export const ANSWERS = {
  "storage-class": (printed) => {
    const line = printed["list-classes"].split("\n").find((row) => row.includes("(default)"));
    if (!line) return undefined;
    const [, , provisioner, reclaim, binding] = line.split(/\s+/);
    return { "provisioner": provisioner, "binding-mode": binding, "reclaim-policy": reclaim };
  },
  "names": (printed) => {
    const address = (name) => printed["short-names"].split("\n").find((row) => row.includes(name))?.split(/\s+/)[0];
    const server = printed["ask-from-a-pod"].match(/Server:\s*(\S+)/)?.[1];
    const answers = { "dns-server": server, "address-zero": address("nginx-0"), "address-one": address("nginx-1") };
    return Object.values(answers).every(Boolean) ? answers : undefined;
  },
};
