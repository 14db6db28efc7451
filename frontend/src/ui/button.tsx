import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const button = cva(
  "inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors duration-(--duration-fast) disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent shadow-xs hover:bg-accent-hover active:bg-accent-active",
        secondary: "border border-border-strong/60 bg-surface text-ink shadow-xs hover:bg-hover",
        quiet: "text-muted hover:bg-hover hover:text-ink",
        danger: "bg-danger text-on-danger shadow-xs hover:bg-danger-hover",
        "danger-outline": "border border-danger-line bg-surface text-danger-text hover:bg-danger-soft",
      },
      size: { md: "h-9 px-3.5 text-sm", lg: "h-11 px-5 text-base", sm: "h-8 px-2.5 text-sm", icon: "size-8" },
    },
    defaultVariants: { look: "secondary", size: "md" },
  },
);

type Props = ComponentProps<"button"> &
  VariantProps<typeof button> & {
    /** Renders the only child (a link) with the looks of a button. */
    asChild?: boolean;
    /** The action is under way: the button keeps its place and its focus, and answers no second click. */
    busy?: boolean;
  };

/** Every button of the portal. The type is "button" unless it says otherwise, so that none submits by accident. */
export function Button({ className, look, size, asChild = false, busy = false, onClick, ...props }: Props) {
  const classes = cn(button({ look, size }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  return (
    <button
      type="button"
      className={cn(classes, busy && "animate-pulse")}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    />
  );
}
