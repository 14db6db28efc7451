import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const badge = cva("inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border px-2 py-0.5 font-medium text-xs", {
  variants: {
    tone: {
      neutral: "border-border bg-sunken text-muted",
      accent: "border-accent-line bg-accent-soft text-accent-text",
      apricot: "border-apricot-line bg-apricot-soft text-apricot-text",
      success: "border-success-line bg-success-soft text-success-text",
      warning: "border-warning-line bg-warning-soft text-warning-text",
      danger: "border-danger-line bg-danger-soft text-danger-text",
      info: "border-info-line bg-info-soft text-info-text",
    },
  },
  defaultVariants: { tone: "neutral" },
});

export type Tone = NonNullable<VariantProps<typeof badge>["tone"]>;

/** A short word about a thing's state. The word carries the meaning; the colour only helps. */
export function Badge({ className, tone, ...props }: ComponentProps<"span"> & { tone?: Tone }) {
  return <span className={cn(badge({ tone }), className)} {...props} />;
}
