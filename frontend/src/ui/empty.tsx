import type { ReactNode } from "react";

type Props = {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  /** This is all there is on the page. */
  page?: boolean;
};

/** Nothing here yet: what it would be, why one would want it, and the button that makes the first. */
export function Empty({ icon, title, children, actions, page = false }: Props) {
  const Heading = page ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <div
        aria-hidden
        className="mb-4 flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent-text [&_svg]:size-6"
      >
        {icon}
      </div>
      <Heading className="font-semibold text-base text-ink">{title}</Heading>
      <div className="mt-1.5 max-w-md text-balance text-muted">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
