
// A service's frame asks "client_id session_state"; the answer is unchanged,
// changed, or error where nothing can be known: a question of another form, or a
// browser that keeps its cookies from frames.
(() => {
  "use strict";
  const prefix = "STATE_COOKIE=";
  const state = () => document.cookie.split("; ").find((c) => c.startsWith(prefix))?.slice(prefix.length);
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

  const judge = async (question, origin) => {
    const [, client, sum, salt] = /^(\S+) ([0-9a-f]{64})\.(\S+)$/.exec(question) ?? [];
    const now = state();
    if (!client || now === undefined || !crypto.subtle) return "error";
    const bytes = new TextEncoder().encode([client, origin, now, salt].join(" "));
    return hex(await crypto.subtle.digest("SHA-256", bytes)) === sum ? "unchanged" : "changed";
  };

  addEventListener("message", async (e) => {
    if (typeof e.data !== "string" || !e.source || e.origin === "null") return;
    e.source.postMessage(await judge(e.data, e.origin), e.origin);
  });
})();
