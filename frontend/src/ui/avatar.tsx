import { cn } from "@/lib/cn";

const tints = [
  "bg-tint-1 text-tint-1-ink",
  "bg-tint-2 text-tint-2-ink",
  "bg-tint-3 text-tint-3-ink",
  "bg-tint-4 text-tint-4-ink",
  "bg-tint-5 text-tint-5-ink",
  "bg-tint-6 text-tint-6-ink",
];

/** The first letter of a name on a tint of its own; the same name always gets the same tint. */
export function Avatar({ name, round = false, className }: { name: string; round?: boolean; className?: string }) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  const letter = [...name.trim()][0]?.toUpperCase() ?? "?";
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex size-6 shrink-0 items-center justify-center font-semibold text-xs",
        round ? "rounded-full" : "rounded-sm",
        tints[sum % tints.length],
        className,
      )}
    >
      {letter}
    </span>
  );
}
