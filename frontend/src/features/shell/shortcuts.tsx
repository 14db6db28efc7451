import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import { places } from "./places";

type Props = { slug: string; onPalette: () => void; onHelp: () => void };

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Listens to the keyboard: Ctrl or Cmd K for the palette, "?" for the list, "g" and a letter for a page. */
export function useShortcuts({ slug, onPalette, onHelp }: Props) {
  const navigate = useNavigate();
  const gAt = useRef(0);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onPalette();
      return;
    }
    if (
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      event.defaultPrevented ||
      isTyping(event.target) ||
      document.querySelector("dialog[open]")
    )
      return;
    if (event.key === "?") {
      event.preventDefault();
      onHelp();
      return;
    }
    if (event.key === "/") {
      const search = document.querySelector<HTMLInputElement>("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
      return;
    }
    if (event.key === "g") {
      gAt.current = event.timeStamp;
      return;
    }
    const place = places.find((each) => each.key === event.key);
    if (place && event.timeStamp - gAt.current < 1500) {
      event.preventDefault();
      void navigate({ to: place.to, params: { slug } });
    }
    gAt.current = 0;
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** The list of shortcuts. */
export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const rows: [string, string[]][] = [
    ["Go anywhere, do anything", ["Ctrl", "K"]],
    ["Search on this page", ["/"]],
    ...places.map((place): [string, string[]] => [place.label, ["g", place.key]]),
    ["This list", ["?"]],
    ["Close", ["Esc"]],
  ];
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts">
      <dl className="divide-y divide-border">
        {rows.map(([label, keys]) => (
          <div key={label} className="flex items-center justify-between gap-4 py-2">
            <dt className="text-ink">{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-muted">On a Mac, use Cmd instead of Ctrl.</p>
    </Dialog>
  );
}
