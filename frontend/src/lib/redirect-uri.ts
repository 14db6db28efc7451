const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Says in words what is wrong with a redirect URI, or answers undefined. The server has the last word; this is for the
 * person typing, and refuses only what the server is certain to refuse.
 */
export function redirectUriProblem(value: string): string | undefined {
  const text = value.trim();
  if (text === "") return "Enter the address people return to after signing in.";
  if (/[<>]/.test(text)) return "Replace the part in angle brackets with your own host name.";
  if (text.includes("*")) return "Wildcards are not allowed: list every address in full.";
  if (/[\s\\]/.test(text)) return "Spaces and backslashes are not allowed.";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "Enter a full address, beginning with https://";
  }
  if (text.includes("#")) return "Remove the part after #: a redirect URI cannot have a fragment.";
  if (url.username !== "" || url.password !== "") return "Remove the user name and password from the address.";
  if (url.protocol === "http:" && !loopback.has(url.hostname)) return "Use https://. Plain http:// is only for this computer (localhost).";
  if (["javascript:", "data:", "file:", "blob:", "about:"].includes(url.protocol)) return `An address cannot begin with ${url.protocol}`;
  return undefined;
}

/** Says what is wrong with a web origin such as https://app.example.com, or answers undefined. */
export function originProblem(value: string): string | undefined {
  try {
    const url = new URL(value);
    if (url.origin === "null") return "Enter an origin such as https://app.example.com";
    return url.origin === value ? undefined : `Enter only the origin: ${url.origin}`;
  } catch {
    return "Enter an origin such as https://app.example.com";
  }
}

/** Says what is wrong with the address of a page or document, or answers undefined; none at all is fine. */
export function addressProblem(value: string): string | undefined {
  if (value === "" || URL.canParse(value)) return undefined;
  return "Enter a full address, beginning with https://";
}
