import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A sheet of paper on the canvas. */
export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-lg border border-border bg-surface shadow-xs", className)} {...props} />;
}

/** A card's heading with a sentence below and actions at its end. */
export function CardHeader({ title, children, actions, id }: { title: ReactNode; children?: ReactNode; actions?: ReactNode; id?: string }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 pt-4.5 pb-4">
      <div className="min-w-0 flex-1 basis-64">
        <h2 id={id} className="font-semibold text-base text-ink">
          {title}
        </h2>
        {children ? <div className="mt-0.5 max-w-prose text-muted">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}
