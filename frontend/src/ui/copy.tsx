import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";
import { toast } from "./toast";

/** Copies a value with one click and says so, to eyes and to ears. */
export function CopyButton({ value, label, className, children }: { value: string; label: string; className?: string; children?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      look={children ? "secondary" : "quiet"}
      size={children ? "sm" : "icon"}
      aria-label={children ? undefined : `Copy ${label}`}
      title={children ? undefined : `Copy ${label}`}
      className={className}
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(value);
          setCopied(true);
          setTimeout(() => setCopied(false), 1600);
        } catch {
          toast.error("Your browser did not allow copying.", "Select the text and copy it by hand.");
        }
      }}
    >
      {copied ? <Check aria-hidden className="text-success-text" /> : <Copy aria-hidden />}
      {children ? (copied ? "Copied" : children) : null}
      <span role="status" className="sr-only">
        {copied ? `Copied ${label}` : ""}
      </span>
    </Button>
  );
}

/** A value in a monospace face that can be copied; long ones break, they are never cut off. */
export function CopyText({ value, label, className }: { value: string; label: string; className?: string }) {
  return (
    <span className={cn("inline-flex max-w-full items-center gap-1", className)}>
      <code className="wrap-anywhere min-w-0 text-[0.8125rem] text-ink">{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}

/** Names and values, one per row, each with its copy button. */
export function CopyRows({ rows }: { rows: { label: string; value: string; help?: string }[] }) {
  return (
    <dl className="divide-y divide-border border-border border-t">
      {rows.map((row) => (
        <div key={row.label} className="grid items-center gap-x-4 px-5 py-2 sm:grid-cols-[13rem_minmax(0,1fr)]">
          <dt className="text-muted">
            {row.label}
            {row.help ? <span className="block text-subtle text-xs">{row.help}</span> : null}
          </dt>
          <dd className="flex min-w-0 items-center justify-between gap-2">
            <code className="wrap-anywhere min-w-0 text-[0.8125rem] text-ink">{row.value}</code>
            <CopyButton value={row.value} label={row.label} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
