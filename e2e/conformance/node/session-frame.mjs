// Runs the script of a check_session_iframe the way a browser would, as far as such a script can see one, and says what it
// answers to the messages of relying parties. It reads one line of JSON and writes one.
import { createInterface } from "node:readline";
import vm from "node:vm";

const { script, cookie, address, messages } = JSON.parse(
  (await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value,
);

const listeners = [];
const { origin, host, hostname, pathname, protocol, search, href } = new URL(address);
const page = {
  document: { cookie, currentScript: null, addEventListener: () => {}, querySelector: () => null, getElementById: () => null },
  location: { origin, host, hostname, pathname, protocol, search, href },
  origin,
  crypto,
  TextEncoder,
  TextDecoder,
  URL,
  URLSearchParams,
  Uint8Array,
  atob,
  btoa,
  console,
  setTimeout,
  addEventListener: (kind, listener) => kind === "message" && listeners.push(listener),
};
page.window = page;
page.self = page;
page.globalThis = page;
page.parent = { postMessage: () => {} };
vm.runInNewContext(script, page);

const answers = [];
for (const { data, from } of messages) {
  const answer = new Promise((resolve) => {
    const source = { postMessage: (said, target) => resolve({ said, target: target?.targetOrigin ?? target }) };
    for (const listener of listeners) listener({ data, origin: from, source });
    setTimeout(() => resolve({ said: null }), 2000);
  });
  answers.push(await answer);
}
process.stdout.write(`${JSON.stringify(answers)}\n`);
process.exit(0);
