import { Check } from "lucide-react";
import { cn } from "@/lib/cn";

/** How far the wizard is. Where there is little room, only the current step is named. */
export function ConnectSteps({ names, at }: { names: readonly string[]; at: number }) {
  return (
    <div className="mb-6">
      <ol aria-label="Steps" className="flex items-center gap-2">
        {names.map((name, index) => (
          <li key={name} aria-current={index === at ? "step" : undefined} className="flex items-center gap-2">
            <span
              className={cn(
                "flex size-6 items-center justify-center rounded-full border font-semibold text-xs",
                index < at
                  ? "border-success-line bg-success-soft text-success-text"
                  : index === at
                    ? "border-accent bg-accent text-on-accent"
                    : "border-border-strong text-muted",
              )}
            >
              {index < at ? <Check aria-label="Done:" className="size-3.5" /> : index + 1}
            </span>
            <span className={cn("text-sm max-sm:sr-only", index === at ? "font-semibold text-ink" : "text-muted")}>{name}</span>
            {index < names.length - 1 ? <span aria-hidden className="h-px w-4 bg-border-strong sm:w-6" /> : null}
          </li>
        ))}
      </ol>
      <p aria-hidden className="mt-2 font-semibold text-ink sm:hidden">
        {names[at]}
      </p>
    </div>
  );
}
