import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** The title is for assistive technology only (a palette shows its own input instead). */
  bare?: boolean;
  side?: boolean;
  className?: string;
  children: ReactNode;
};

/**
 * A modal on the browser's own dialog element: it makes the rest of the page inert, keeps the focus inside, gives it back, and
 * closes on Escape. Nothing is injected into the page, which our policy would refuse.
 */
export function Dialog(props: Props) {
  return props.open ? <Open {...props} /> : null;
}

function Open({ onClose, title, bare = false, side = false, className, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way to close is Escape, which the element handles itself.
    <dialog
      ref={ref}
      aria-labelledby={id}
      className={cn(
        "rise m-auto w-[min(32rem,calc(100vw-2rem))] max-w-none rounded-lg border border-border bg-surface text-ink shadow-xl",
        bare && "mt-[12vh] p-0",
        side && "m-0 h-dvh max-h-none w-[min(18rem,85vw)] rounded-none rounded-r-lg border-y-0 border-l-0 bg-canvas",
        className,
      )}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {bare ? (
        <>
          <h2 id={id} className="sr-only">
            {title}
          </h2>
          {children}
        </>
      ) : (
        <div className="p-5">
          <div className="mb-3 flex items-start justify-between gap-4">
            <h2 id={id} className="wrap-anywhere font-semibold text-ink text-lg">
              {title}
            </h2>
            <Button look="quiet" size="icon" aria-label="Close" className="-mt-1 -mr-1.5" onClick={onClose}>
              <X aria-hidden />
            </Button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
