import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./button";

type Item = { id: number; tone: "success" | "danger"; text: string; detail?: string | undefined };

// Own few lines instead of a package: sonner puts a <style> element into the page, which our policy (style-src 'self') refuses.
let items: readonly Item[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Item[]) {
  items = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => change(items.filter((item) => item.id !== id));

function show(item: Omit<Item, "id">, milliseconds: number) {
  const id = ++last;
  change([...items.slice(-2), { ...item, id }]);
  setTimeout(() => dismiss(id), milliseconds);
}

/** Says that something worked or did not. Forms show their errors beside the field instead, never both. */
export const toast = {
  success: (text: string) => show({ tone: "success", text }, 5_000),
  error: (text: string, detail?: string) => show({ tone: "danger", text, detail }, 15_000),
};

/** Where toasts appear; once, at the root. They are read out, and never take the focus. */
export function Toaster() {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => items,
  );
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-0 bottom-0 z-50 flex w-full max-w-sm flex-col gap-2 p-4"
    >
      {current.map((item) => (
        <div
          key={item.id}
          className="rise pointer-events-auto flex items-start gap-3 rounded-lg border border-border bg-surface p-3.5 shadow-lg"
        >
          {item.tone === "success" ? (
            <CircleCheck aria-hidden className="mt-px size-5 shrink-0 text-success-text" />
          ) : (
            <CircleAlert aria-hidden className="mt-px size-5 shrink-0 text-danger-text" />
          )}
          <div className="min-w-0 flex-1">
            <p className="font-medium text-ink">{item.text}</p>
            {item.detail ? <p className="wrap-anywhere mt-0.5 text-muted">{item.detail}</p> : null}
          </div>
          <Button look="quiet" size="icon" aria-label="Dismiss" className="-m-1.5" onClick={() => dismiss(item.id)}>
            <X aria-hidden />
          </Button>
        </div>
      ))}
    </section>
  );
}
