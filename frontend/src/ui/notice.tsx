import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const looks = {
  info: { box: "border-info-line bg-info-soft", icon: Info, ink: "text-info-text" },
  success: { box: "border-success-line bg-success-soft", icon: CircleCheck, ink: "text-success-text" },
  warning: { box: "border-warning-line bg-warning-soft", icon: TriangleAlert, ink: "text-warning-text" },
  danger: { box: "border-danger-line bg-danger-soft", icon: CircleAlert, ink: "text-danger-text" },
};

type Props = {
  tone?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
  role?: "alert" | "status";
};

/** A sentence that must not be missed, inside the page. */
export function Notice({ tone = "info", title, children, actions, className, role }: Props) {
  const { box, icon: Icon, ink } = looks[tone];
  return (
    <div role={role} className={cn("flex items-start gap-3 rounded-md border p-3.5", box, className)}>
      <Icon aria-hidden className={cn("mt-px size-5 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        {title ? <p className={cn("font-semibold", ink)}>{title}</p> : null}
        {children ? <div className="wrap-anywhere text-ink">{children}</div> : null}
        {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
