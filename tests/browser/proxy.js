// A reverse proxy that ends TLS, as the README asks for one: `Host` passed on, X-Forwarded-Proto set, nothing kept back,
// WebSockets let through.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A certificate of nobody's, and its key. */
async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), "kindlab-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = promisify(execFile)("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-keyout", key, "-out", cert]);
  await made.catch((error) => assert.fail(`no certificate: ${error.message}\nhint: apt-get install openssl`));
  const read = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  return read;
}

/** Puts a proxy before a server; answers what a server is to the tests, with its own address. */
export async function startProxy(server) {
  const { hostname, port } = new URL(server.url);
  const ask = ({ method, url: path, headers }) => request({ hostname, port, method, path, headers: { ...headers, "x-forwarded-proto": "https" } });
  const proxy = createServer(await certificate(), (from, to) => {
    const asked = ask(from);
    asked.on("response", (answer) => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    asked.on("error", () => to.destroy());
    to.on("close", () => asked.destroy());
    from.pipe(asked);
  });
  const sockets = new Set();
  proxy.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  proxy.on("upgrade", (from, socket, head) => {
    const asked = ask(from);
    asked.on("upgrade", (answer, behind, first) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`);
      socket.write(first);
      behind.write(head);
      behind.on("error", () => socket.destroy());
      socket.on("close", () => behind.destroy());
      behind.pipe(socket).pipe(behind);
    });
    asked.on("response", () => socket.destroy());
    asked.on("error", () => socket.destroy());
    asked.end();
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const end = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
    await server.end();
  };
  return { ...server, url: `https://127.0.0.1:${proxy.address().port}`, end };
}
