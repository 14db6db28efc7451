import { CloudAlert, RotateCw } from "lucide-react";
import { Button } from "./button";
import { CopyText } from "./copy";

type Props = { title: string; detail: string; correlationId?: string | undefined; onRetry?: (() => void) | undefined; page?: boolean };

/** Something could not be shown: what happened, the ID that finds it in the logs, and a way to try again. */
export function Failure({ title, detail, correlationId, onRetry, page = false }: Props) {
  const Heading = page ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-12 text-center">
      <CloudAlert aria-hidden className="mb-3 size-8 text-danger-text" />
      <Heading className="font-semibold text-base text-ink">{title}</Heading>
      <p className="wrap-anywhere mt-1 max-w-md text-muted">{detail}</p>
      {correlationId ? (
        <p className="mt-3 flex flex-wrap items-center justify-center gap-x-2 text-muted">
          Correlation ID <CopyText value={correlationId} label="correlation ID" />
        </p>
      ) : null}
      {onRetry ? (
        <Button className="mt-4" onClick={onRetry}>
          <RotateCw aria-hidden /> Try again
        </Button>
      ) : null}
    </div>
  );
}
