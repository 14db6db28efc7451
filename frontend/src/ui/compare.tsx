import type { ReactNode } from "react";
import { difference } from "@/lib/difference";

/** What arrived beside what should have arrived, in full; where two similar texts part, the differing piece is marked. */
export function Compare({ received, expected }: { received?: string | undefined; expected?: string | undefined }) {
  if (received === undefined && expected === undefined) return null;
  const parts = received && expected ? difference(received, expected) : undefined;
  // A mark helps the eye when little differs; when most does, it is noise.
  const similar =
    parts !== undefined && parts.before.length + parts.after.length >= Math.max(parts.a.length, parts.b.length) ? parts : undefined;
  return (
    <dl className="grid gap-3 sm:grid-cols-2">
      <Side label="Received" className="border-danger-line bg-danger-soft" ink="text-danger-text">
        {similar ? <Marked {...similar} middle={similar.a} className="bg-danger-line" /> : received || "nothing"}
      </Side>
      <Side label="Expected" className="border-success-line bg-success-soft" ink="text-success-text">
        {similar ? <Marked {...similar} middle={similar.b} className="bg-success-line" /> : expected || "nothing"}
      </Side>
    </dl>
  );
}

function Marked({ before, middle, after, className }: { before: string; middle: string; after: string; className: string }) {
  return (
    <>
      {before}
      {middle ? <mark className={`rounded-xs font-semibold text-ink ${className}`}>{middle}</mark> : null}
      {after}
    </>
  );
}

function Side({ label, className, ink, children }: { label: string; className: string; ink: string; children: ReactNode }) {
  return (
    <div className={`min-w-0 rounded-md border p-3 ${className}`}>
      <dt className={`mb-1 font-semibold text-xs ${ink}`}>{label}</dt>
      <dd className="wrap-anywhere whitespace-pre-wrap font-mono text-[0.8125rem] text-ink">{children}</dd>
    </div>
  );
}
