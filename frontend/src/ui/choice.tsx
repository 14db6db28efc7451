import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

type Props = Omit<ComponentProps<"input">, "type" | "children" | "title"> & {
  title: ReactNode;
  children?: ReactNode;
  badge?: ReactNode;
  icon?: ReactNode;
};

function Choice({ type, title, children, badge, icon, className, ...input }: Props & { type: "radio" | "checkbox" }) {
  return (
    <label
      className={cn(
        "flex cursor-pointer items-start gap-3 rounded-md border border-border bg-surface p-3.5 transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft/50 has-disabled:cursor-not-allowed has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2",
        className,
      )}
    >
      <input type={type} className="mt-0.5 size-4 shrink-0 cursor-[inherit] accent-accent outline-none" {...input} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-ink">
          {icon}
          {title}
          {badge}
        </span>
        {children ? <span className="mt-0.5 block text-muted">{children}</span> : null}
      </span>
    </label>
  );
}

/** One of several answers, with the words that explain it inside the same target. */
export function RadioCard(props: Props) {
  return <Choice type="radio" {...props} />;
}

/** Yes or no, with the words that explain it inside the same target. */
export function CheckCard(props: Props) {
  return <Choice type="checkbox" {...props} />;
}
