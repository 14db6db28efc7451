export type Language = "yaml" | "ts" | "go" | "env" | "json" | "sh" | "text";
export type Token = { kind: "plain" | "comment" | "string" | "key" | "word"; text: string };

const words: Partial<Record<Language, string>> = {
  ts: "import|from|export|const|default|return|await|async|type",
  go: "package|import|func|return|if|err|nil|var|const|type|struct|defer|range|for|go",
  sh: "curl|export|go|npm|npx|openssl",
};

const grammars = new Map<Language, RegExp>();

// One alternation per language, in this order: comment, string, key, word. Good enough for snippets, and 1 kB.
function grammar(language: Language): RegExp {
  const known = grammars.get(language);
  if (known) return known;
  const comment =
    language === "ts" || language === "go" ? String.raw`(?<![:"])\/\/[^\n]*` : language === "json" ? "(?!)" : String.raw`(?<=^|\s)#[^\n]*`;
  const string = [String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`, "`[^`]*`"].join("|");
  const key =
    language === "yaml"
      ? String.raw`(?<=^[ \t]*(?:- )?)[\w-]+(?=:)`
      : language === "env"
        ? "^[A-Z_0-9]+(?==)"
        : language === "json"
          ? String.raw`"(?:\\.|[^"\\\n])*"(?=\s*:)`
          : language === "ts"
            ? String.raw`\b\w+(?=:\s)`
            : "(?!)";
  const word = words[language] ? String.raw`\b(?:${words[language]})\b` : "(?!)";
  const order =
    language === "json"
      ? `(?<key>${key})|(?<comment>${comment})|(?<string>${string})`
      : `(?<comment>${comment})|(?<string>${string})|(?<key>${key})`;
  const made = new RegExp(`${order}|(?<word>${word})`, "gm");
  grammars.set(language, made);
  return made;
}

/** Splits code into coloured pieces; joined together they are the code again. */
export function highlight(code: string, language: Language): Token[] {
  if (language === "text") return [{ kind: "plain", text: code }];
  const tokens: Token[] = [];
  let last = 0;
  for (const match of code.matchAll(grammar(language))) {
    if (match[0] === "") continue;
    if (match.index > last) tokens.push({ kind: "plain", text: code.slice(last, match.index) });
    const groups = match.groups ?? {};
    const kind = groups["comment"] ? "comment" : groups["string"] ? "string" : groups["key"] ? "key" : "word";
    tokens.push({ kind, text: match[0] });
    last = match.index + match[0].length;
  }
  if (last < code.length) tokens.push({ kind: "plain", text: code.slice(last) });
  return tokens;
}
