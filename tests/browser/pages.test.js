// A pod's own page in the workspace: its parts are there, and it reaches nothing around it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, accessible, finish, kubectl, namespaceOf, newPage, openLab, shot, showUnguarded, startBrowser, startServer } from "./support.js";

let server, browser;
before(async () => { [server, browser] = [await startServer(), await startBrowser()]; });
after(() => finish(browser, server));

const INDEX = `<!doctype html><title>Mine</title><link rel="stylesheet" href="/style.css">
<h1>A page of my own</h1><img src="dot.svg" alt=""><p id="told"></p><a href="next.html">next</a>
<script type="module" src="/tries.js"></script>`;
/** Each way to reach what is around the frame; what comes of it is written into the page. */
const TRIES = `const tries = {
  cookie: () => document.cookie, storage: () => String(localStorage.length), parent: () => parent.document.title,
  top: () => { top.location = "/en/leave"; return "gone"; }, popup: () => window.open("/en/labs") ? "open" : "none",
  api: async () => (await fetch("/api/labs")).status, own: async () => (await (await fetch("data.json")).json()).mine,
};
const told = {};
for (const [name, way] of Object.entries(tries)) told[name] = await Promise.resolve().then(way).catch(() => "refused");
document.querySelector("#told").textContent = JSON.stringify(told);`;
const PODS = `
apiVersion: v1
kind: ConfigMap
metadata: {name: site}
data:
  index.html: ${JSON.stringify(INDEX)}
  next.html: "<h1>The next page</h1>"
  style.css: "h1 { color: rgb(0, 128, 128) } body { font-family: sans-serif }"
  data.json: '{"mine": "yes"}'
  dot.svg: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="20" fill="teal"/></svg>'
  tries.js: ${JSON.stringify(TRIES)}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: site}
spec:
  replicas: 3
  selector: {matchLabels: {app: site}}
  template:
    metadata: {labels: {app: site}}
    spec:
      containers:
      - {name: nginx, image: nginx, imagePullPolicy: IfNotPresent, ports: [{containerPort: 80}], volumeMounts: [{name: site, mountPath: /usr/share/nginx/html}]}
      volumes: [{name: site, configMap: {name: site}}]
---
{apiVersion: v1, kind: Service, metadata: {name: site}, spec: {selector: {app: site}, ports: [{port: 80}]}}
`;

async function withSite(options) {
  const { context, page } = await newPage(browser, server, options);
  await openLab(page, server, "en");
  const namespace = await namespaceOf(page, server);
  await kubectl(["apply", "-n", namespace, "-f", "-"], PODS);
  await kubectl(["rollout", "status", "-n", namespace, "deployment/site", "--timeout=200s"]);
  return { context, page };
}

test("a pod's page has its parts and reaches nothing around it", async () => {
  const { context, page } = await withSite({ viewport: { width: 1440, height: 900 } });
  await page.locator('[data-tab="pages"]').click();
  await page.locator('a.door[aria-label^="Service site"]').click({ timeout: PATIENCE });
  const frame = page.frameLocator("iframe.pod-page");
  await frame.locator("#told").filter({ hasText: "own" }).waitFor();
  const told = JSON.parse(await frame.locator("#told").innerText());
  assert.deepEqual(told, { cookie: "refused", storage: "refused", parent: "refused", top: "refused", popup: "none", api: "refused", own: "yes" });
  assert.equal(await frame.locator("h1").evaluate((title) => getComputedStyle(title).color), "rgb(0, 128, 128)", "its style sheet");
  assert.equal(await frame.locator("img").evaluate((image) => image.naturalWidth), 40, "its image");
  await accessible(page, "the pods' pages");
  await shot(page, "en-pages");
  await frame.locator("a").click();
  await frame.getByText("The next page").waitFor();
  assert.match(page.url(), /\/en\/labs\//, "the lab is still there");
  await context.close();
});

test("ten requests show which pods answered", async () => {
  const { context, page } = await withSite({ viewport: { width: 390, height: 844 } });
  await page.locator('[data-tab="pages"]').click();
  await page.locator('form[action*="/ten/service.site"] button').click({ timeout: PATIENCE });
  const frame = page.frameLocator("iframe.pod-page");
  await frame.locator(".ten").waitFor();
  assert.equal(await frame.locator(".hit").count(), 10);
  await accessible(page, "ten requests");
  await shot(page, "en-ten-phone");
  const asked = await page.locator('form[action*="/ten/service.site"]').evaluate((form) => form.action);
  await showUnguarded(page, await page.request.post(asked, { headers: { origin: server.url } }));
  assert.equal(await page.locator(".hit").count(), 10);
  await accessible(page, "ten requests, in the frame");
  await context.close();
});
