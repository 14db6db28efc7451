import type { ReactNode } from "react";

type Props = { title: string; titleSuffix?: string; children?: ReactNode; actions?: ReactNode; badge?: ReactNode; above?: ReactNode };

/** The head of every page: its one h1, the document's title, a sentence, and the primary action. */
export function PageHeader({ title, titleSuffix, children, actions, badge, above }: Props) {
  return (
    <header className="mb-6">
      <title>{[title, titleSuffix, "Alias"].filter(Boolean).join(" · ")}</title>
      {above}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 tabIndex={-1} className="wrap-anywhere font-semibold text-ink text-xl tracking-(--tracking-tight)">
              {title}
            </h1>
            {badge}
          </div>
          {children ? <div className="mt-1 max-w-prose text-muted">{children}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
