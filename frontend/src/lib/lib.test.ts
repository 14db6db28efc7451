import { describe, expect, test } from "vitest";
import { difference } from "./difference";
import { highlight } from "./highlight";
import { keySetProblem } from "./key-set";
import { originProblem, redirectUriProblem } from "./redirect-uri";
import { oneOfIn, present, textIn } from "./search";
import { slugFrom, slugPattern } from "./slug";
import { fromNow, inWords } from "./time";

describe("slugFrom", () => {
  test.each([
    ["Heron Forum", "heron-forum"],
    ["  Café Océan!  ", "cafe-ocean"],
    ["--A__B--", "a-b"],
    ["日本", ""],
    [`${"a".repeat(39)} b`, "a".repeat(39)],
  ])("makes of %j %j", (name, slug) => expect(slugFrom(name)).toBe(slug));
});

test.each(["ab", "a--b", "-ab", "ab-", "Abc", "a b", "a".repeat(41)])("%j is not a slug", (slug) => expect(slug).not.toMatch(slugPattern));

describe("a redirect URI", () => {
  test.each([
    "https://app.example.com/callback",
    "http://localhost:3000/api/auth/callback/alias",
    "http://127.0.0.1/cb",
    "http://[::1]:9000/cb",
    "com.heron.app:/callback",
    "app.immich:///oauth-callback",
  ])("may be %s", (uri) => expect(redirectUriProblem(uri)).toBeUndefined());

  test.each([
    ["", /Enter the address/],
    ["app.example.com/cb", /full address/],
    ["https://*.example.com/cb", /Wildcards/],
    ["https://<your-homeserver>/cb", /angle brackets/],
    ["https://app.example.com/cb#x", /fragment/],
    ["https://me:secret@app.example.com/cb", /password/],
    ["http://app.example.com/cb", /https/],
    ["javascript:alert(1)", /cannot begin/],
    ["https://app.example.com\\cb", /backslashes/],
  ])("may not be %j", (uri, why) => expect(redirectUriProblem(uri)).toMatch(why));
});

test.each([
  ["", undefined],
  ['{"keys": [{"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}]}', undefined],
  ["{", /no JSON/],
  ['{"keys": []}', /list of keys/],
  ['{"keys": [{"kty": "oct", "k": "secret"}]}', /private key/],
])("the key set %j", (text, why) => {
  if (why) expect(keySetProblem(text)).toMatch(why);
  else expect(keySetProblem(text)).toBeUndefined();
});

test("an origin has no path", () => {
  expect(originProblem("https://app.example.com")).toBeUndefined();
  expect(originProblem("https://app.example.com/x")).toBe("Enter only the origin: https://app.example.com");
  expect(originProblem("nonsense")).toMatch(/Enter an origin/);
});

test.each([
  [0, "just now"],
  [-65, "1 minute ago"],
  [-3 * 86_400, "3 days ago"],
  [7200, "in 2 hours"],
])("%d seconds from now is %s", (seconds, words) => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  expect(fromNow(new Date(now + seconds * 1000).toISOString(), now)).toBe(words);
});

test.each([
  [60, "1 minute"],
  [5_400, "1 hour 30 minutes"],
  [2_592_000, "30 days"],
  [31_536_000, "1 year"],
  [86_461, "1 day 1 minute"],
])("%d seconds last %s", (seconds, words) => expect(inWords(seconds)).toBe(words));

test("highlighted code is still the same code", () => {
  const code = `a: "b # not a comment" # a comment\nexport const x = 'y'; // z\n`;
  for (const language of ["yaml", "ts", "go", "env", "json", "sh", "text"] as const) {
    expect(
      highlight(code, language)
        .map((token) => token.text)
        .join(""),
    ).toBe(code);
  }
  expect(highlight(`a: "b # c" # d`, "yaml")).toContainEqual({ kind: "comment", text: "# d" });
});

test("the difference of two addresses is the piece where they part", () => {
  expect(difference("https://a/calback", "https://a/callback")).toEqual({ before: "https://a/cal", a: "", b: "l", after: "back" });
  expect(difference("same", "same")).toEqual({ before: "same", a: "", b: "", after: "" });
  expect(difference("aa", "aaa")).toEqual({ before: "aa", a: "", b: "a", after: "" });
});

test("what makes no sense in an address is left out", () => {
  expect(textIn({ q: 42 }, "q")).toBe("42");
  expect(textIn({ q: "x".repeat(201) }, "q")).toBeUndefined();
  expect(oneOfIn({ tab: "evil" }, "tab", ["a", "b"])).toBeUndefined();
  expect(present({ a: 1, b: undefined })).toEqual({ a: 1 });
});
