import { expect, test } from "vitest";
import { gloss, valueText } from "./claims";

test("times are shown as times beside their number", () => {
  const { text, time } = valueText("exp", 1_800_000_000);
  expect(text).toBe("1800000000");
  expect(time).toMatch(/2027/);
});

test("other numbers, lists and words are shown as they are", () => {
  expect(valueText("expires_in", 300)).toEqual({ text: "300" });
  expect(valueText("amr", ["pwd"])).toEqual({ text: '["pwd"]' });
  expect(valueText("sub", "q7Zt")).toEqual({ text: "q7Zt" });
});

test("a claim named like a property of every object has no gloss", () => {
  expect(gloss("constructor")).toBeUndefined();
  expect(gloss("sub")).toMatch(/alias ID/);
});
