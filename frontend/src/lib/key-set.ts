// What RFC 7518 and RFC 8037 call the private members of a key.
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Says what is wrong with a JSON Web Key Set, or answers undefined. A private key must not even be sent. */
export function keySetProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    return 'This is no JSON. A key set looks like {"keys": [{"kty": "EC", …}]}.';
  }
  const keys: unknown = typeof set === "object" && set !== null && "keys" in set ? set.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) return 'A key set has a list of keys: {"keys": […]}.';
  if (keys.some((key: unknown) => typeof key === "object" && key !== null && privateMembers.some((member) => member in key)))
    return "A private key is among these. Paste only public keys; the private ones stay with your service.";
  return undefined;
}
