import { useSyncExternalStore } from "react";
import { fromNow, inFull } from "@/lib/time";

// One clock for every relative time on the page, moving once in ten seconds and only while something shows it.
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 10_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** "3 minutes ago", with the exact time on hover and for machines. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  const seen = Math.max(current, 0);
  return (
    <time dateTime={at} title={inFull(at)} className={className}>
      {fromNow(at, Date.parse(at) > seen && Date.parse(at) - seen < 10_000 ? Date.parse(at) : seen)}
    </time>
  );
}
