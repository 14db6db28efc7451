import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import type { Attempt } from "@/api/types";
import { cn } from "@/lib/cn";
import { inFull } from "@/lib/time";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Compare } from "@/ui/compare";
import { CopyText } from "@/ui/copy";
import { Ago } from "@/ui/time";

const outcomes: Record<Attempt["outcome"], { tone: Tone; word: string }> = {
  ok: { tone: "success", word: "OK" },
  refused: { tone: "warning", word: "Refused" },
  failed: { tone: "danger", word: "Failed" },
};

/** What to do about a refusal, for those reasons that a setting can cure. */
function cure(reason: string): string | undefined {
  if (reason.includes("redirect_uri")) return "Edit the redirect URIs";
  if (reason.includes("scope")) return "Edit the scopes";
  if (reason.includes("pkce") || reason.includes("auth_method")) return "Edit the protocol settings";
  return undefined;
}

type Props = {
  slug: string;
  attempts: readonly Attempt[];
  open: string | undefined;
  onOpen: (attempt: string | undefined) => void;
  showClient: boolean;
};

/** Attempts, newest first; one of them may be open. */
export function AttemptRows({ slug, attempts, open, onOpen, showClient }: Props) {
  return (
    <ul className="divide-y divide-border">
      {attempts.map((attempt) => (
        <Row key={attempt.id} slug={slug} attempt={attempt} open={attempt.id === open} onOpen={onOpen} showClient={showClient} />
      ))}
    </ul>
  );
}

function Row({ slug, attempt, open, onOpen, showClient }: Omit<Props, "attempts" | "open"> & { attempt: Attempt; open: boolean }) {
  const { tone, word } = outcomes[attempt.outcome];
  const cureText = attempt.client_id ? cure(attempt.reason) : undefined;
  return (
    <li className="[contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onOpen(open ? undefined : attempt.id)}
        className="grid w-full cursor-pointer grid-cols-[5.5rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-5 py-3 text-left -outline-offset-2 hover:bg-hover sm:grid-cols-[5.5rem_7rem_minmax(0,1fr)_auto]"
      >
        <Badge tone={tone} className="justify-self-start">
          {word}
        </Badge>
        <code className="truncate text-muted text-xs max-sm:hidden">{attempt.endpoint}</code>
        <span className="min-w-0 max-sm:order-last max-sm:col-span-full">
          <span className={cn("wrap-anywhere block text-ink", !open && "line-clamp-2")}>{attempt.summary}</span>
          {showClient && attempt.client_name ? <span className="block truncate text-muted text-xs">{attempt.client_name}</span> : null}
        </span>
        <span className="flex items-center gap-2 text-muted text-xs max-sm:col-span-2 max-sm:justify-self-end">
          <Ago at={attempt.at} />
          <ChevronDown aria-hidden className={cn("size-4 text-subtle transition-transform", open && "rotate-180")} />
        </span>
      </button>
      {open ? (
        <div className="space-y-4 bg-canvas px-5 py-4">
          <Compare received={attempt.received} expected={attempt.expected} />
          <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
            <Fact label="Reason">
              <code className="wrap-anywhere text-[0.8125rem] text-ink">{attempt.reason}</code>
            </Fact>
            <Fact label="Endpoint">
              <code className="text-[0.8125rem] text-ink">{attempt.endpoint}</code>
            </Fact>
            <Fact label="Time">{inFull(attempt.at)}</Fact>
            {attempt.client_id ? (
              <Fact label="Client">
                <Link
                  className="link wrap-anywhere"
                  to="/w/$slug/clients/$clientId"
                  params={{ slug, clientId: attempt.client_id }}
                  search={{ tab: "activity" }}
                >
                  {attempt.client_name ?? attempt.client_id}
                </Link>
              </Fact>
            ) : null}
            <Fact label="Correlation ID">
              <CopyText value={attempt.correlation_id} label="correlation ID" className="-my-1.5" />
            </Fact>
          </dl>
          <div className="flex flex-wrap items-center gap-3">
            {cureText && attempt.client_id ? (
              <Button asChild size="sm">
                <Link to="/w/$slug/clients/$clientId" params={{ slug, clientId: attempt.client_id }} search={{ tab: "settings" }}>
                  {cureText}
                </Link>
              </Button>
            ) : null}
            {attempt.outcome === "ok" ? null : (
              <a className="link" href={attempt.docs_url} target="_blank" rel="noreferrer">
                What this means
              </a>
            )}
          </div>
        </div>
      ) : null}
    </li>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted max-sm:-mb-1.5">{label}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </>
  );
}
