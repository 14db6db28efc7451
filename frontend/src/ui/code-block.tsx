import { cn } from "@/lib/cn";
import { highlight, type Language, type Token } from "@/lib/highlight";
import { CopyButton } from "./copy";

const colours: Record<Token["kind"], string> = {
  plain: "",
  comment: "text-subtle italic",
  string: "text-success-text",
  key: "text-info-text",
  word: "text-apricot-text",
};

/** Code to paste: its file name, its text with every value in it, and a copy button. */
export function CodeBlock({ code, language, name, className }: { code: string; language: Language; name: string; className?: string }) {
  let at = 0;
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded-md border border-border bg-sunken", className)}>
      <figcaption className="flex items-center justify-between gap-2 border-border border-b bg-surface py-1 pr-1.5 pl-3.5">
        <span className="truncate font-mono text-muted text-xs" title={name}>
          {name}
        </span>
        <CopyButton value={code} label={name}>
          Copy
        </CopyButton>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <section tabIndex={0} aria-label={name} className="max-h-128 overflow-auto">
        <pre className="w-max min-w-full p-3.5 text-[0.8125rem] text-ink leading-relaxed">
          <code>
            {highlight(code, language).map((token) => {
              const key = at;
              at += token.text.length;
              return (
                <span key={key} className={colours[token.kind]}>
                  {token.text}
                </span>
              );
            })}
          </code>
        </pre>
      </section>
    </figure>
  );
}
