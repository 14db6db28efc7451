import { useId } from "react";

const back = "M2 26V12.5a8.5 8.5 0 0 1 17 0V26a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2z";
const front = "M13 26v-9.5a8.5 8.5 0 0 1 17 0V26a2 2 0 0 1-2 2H15a2 2 0 0 1-2-2z";

/** The mark of the hosted pages: two silhouettes of one person, and what they share. */
export function Mark({ className = "size-7" }: { className?: string }) {
  const id = useId();
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <clipPath id={id}>
        <path d={back} />
      </clipPath>
      <path d={back} className="fill-mark-back" />
      <path d={front} className="fill-mark-front" />
      <path d={front} className="fill-mark-both" clipPath={`url(#${id})`} />
    </svg>
  );
}
