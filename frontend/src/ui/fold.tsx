import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "./card";

type Props = {
  id: string;
  title: string;
  /** What is inside, in a sentence that is read while it is folded. */
  text: ReactNode;
  /** A word about the state of what is inside. */
  badge?: ReactNode;
  open: boolean;
  onToggle: (open: boolean) => void;
  children: ReactNode;
};

/** A card whose contents are folded away until somebody wants them. What is inside stays in the page, and in its forms. */
export function Fold({ id, title, text, badge, open, onToggle, children }: Props) {
  return (
    <Card aria-labelledby={`${id}-title`}>
      <details
        id={id}
        open={open}
        onToggle={(event) => {
          if (event.currentTarget.open !== open) onToggle(event.currentTarget.open);
        }}
        className="group"
      >
        <summary className="flex cursor-pointer list-none items-start gap-3 rounded-lg px-5 py-4 -outline-offset-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="mt-0.5 size-4.5 shrink-0 text-subtle transition-transform group-open:rotate-90" />
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <h2 id={`${id}-title`} className="font-semibold text-base text-ink">
                {title}
              </h2>
              {badge}
            </span>
            <span className="mt-0.5 block max-w-prose text-muted">{text}</span>
          </span>
        </summary>
        <div className="space-y-6 border-border border-t p-5">{children}</div>
      </details>
    </Card>
  );
}
