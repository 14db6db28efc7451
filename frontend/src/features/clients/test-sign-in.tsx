import { getTestSignInOptions, listAttemptsOptions, startTestSignInMutation } from "@alias/sdk/react-query";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Circle, ExternalLink, LoaderCircle, Play, RotateCw, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Client, TestSignIn as Result, Tenant } from "@/api/types";
import { cn } from "@/lib/cn";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Compare } from "@/ui/compare";
import { CopyButton, CopyText } from "@/ui/copy";
import { Notice } from "@/ui/notice";
import { Resource, wordsOf } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { gloss, valueText } from "./claims";

type Props = { tenant: Tenant; client: Client; test: string | undefined; onTest: (test: string) => void };

/** A real sign-in through this client, in a pop-up, with Alias playing the service: every step and token is shown. */
export function TestSignIn({ tenant, client, test, onTest }: Props) {
  const [blocked, setBlocked] = useState<string>();
  const path = { tenant: tenant.slug, client: client.id };
  const start = useMutation(startTestSignInMutation());
  const run = async () => {
    // The window must open while the click is being handled, or the browser takes it for an advertisement.
    const popup = window.open("", "alias-test-sign-in", "popup,width=480,height=760");
    setBlocked(undefined);
    try {
      const begun = await start.mutateAsync({ path });
      onTest(begun.id);
      if (popup && !popup.closed) popup.location.replace(begun.authorization_url);
      else setBlocked(begun.authorization_url);
    } catch {
      // The mutation keeps the error, and the page shows it.
      popup?.close();
    }
  };
  return (
    <div className="space-y-6">
      <Card aria-labelledby="test-sign-in">
        <CardHeader
          id="test-sign-in"
          title="Test sign-in"
          actions={
            <Button look="primary" busy={start.isPending} disabled={client.disabled} onClick={() => void run()}>
              {test ? <RotateCw aria-hidden /> : <Play aria-hidden />} {test ? "Run it again" : "Start a test sign-in"}
            </Button>
          }
        >
          Runs a real sign-in through {client.name} in a pop-up, with Alias in the place of your service. Sign in with your own account;
          every step and token is then shown here. The tokens end with the test.
        </CardHeader>
        {start.isError || blocked ? (
          <div className="space-y-3 px-5 pb-5">
            {start.isError ? (
              <Notice tone="danger" role="alert" title="The test could not start">
                {wordsOf(start.error).detail}
              </Notice>
            ) : null}
            {blocked ? (
              <Notice
                tone="warning"
                role="alert"
                title="Your browser blocked the pop-up"
                actions={
                  <Button asChild size="sm" look="primary">
                    <a href={blocked} target="_blank" rel="noreferrer" onClick={() => setBlocked(undefined)}>
                      Sign in in a new tab <ExternalLink aria-hidden />
                    </a>
                  </Button>
                }
              >
                The sign-in is ready all the same.
              </Notice>
            ) : null}
          </div>
        ) : null}
        {test ? <Progress tenant={tenant} client={client} test={test} /> : null}
      </Card>
      {test ? <Tokens tenant={tenant} client={client} test={test} /> : null}
    </div>
  );
}

type RunProps = { tenant: Tenant; client: Client; test: string };

/** Asks once a second until the test has an end. */
function useTest({ tenant, client, test }: RunProps) {
  return useQuery({
    ...getTestSignInOptions({ path: { tenant: tenant.slug, client: client.id, id: test } }),
    refetchInterval: ({ state }) => (state.data && state.data.status !== "pending" ? false : state.status === "error" ? 5_000 : 1_000),
    refetchIntervalInBackground: true,
    staleTime: 0,
  });
}

function Progress(props: RunProps) {
  const query = useTest(props);
  return (
    <div className="border-border border-t">
      <Resource query={query} loading={<RowsSkeleton rows={3} />} what="The test">
        {(result) => (
          <>
            <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 pt-4">
              {result.status === "pending" ? (
                <>
                  <Badge tone="info">Waiting for you</Badge>
                  <span className="text-muted">Finish signing in in the other window.</span>
                </>
              ) : result.status === "succeeded" ? (
                <>
                  <Badge tone="success">It works</Badge>
                  <span className="text-muted">Your service will get what is shown below.</span>
                </>
              ) : (
                <>
                  <Badge tone="danger">It failed</Badge>
                  <span className="text-muted">The first red step says why.</span>
                </>
              )}
              <Ago at={result.created_at} className="ml-auto text-subtle text-xs" />
            </div>
            <ol className="p-5">
              {result.steps.map((step, index) => (
                <Step
                  key={step.name}
                  step={step}
                  last={index === result.steps.length - 1}
                  running={result.status === "pending" && result.steps.findIndex((each) => each.status === "pending") === index}
                />
              ))}
            </ol>
            {result.status === "failed" ? <Failed {...props} result={result} /> : null}
          </>
        )}
      </Resource>
    </div>
  );
}

function Step({ step, last, running }: { step: Result["steps"][number]; last: boolean; running: boolean }) {
  return (
    <li className="relative flex gap-3.5 pb-4 last:pb-0">
      {last ? null : <span aria-hidden className="absolute top-7 bottom-1 left-3 w-px -translate-x-1/2 bg-border" />}
      <span
        className={cn(
          "flex size-6 shrink-0 items-center justify-center rounded-full border [&_svg]:size-3.5",
          step.status === "ok" && "border-success-line bg-success-soft text-success-text",
          step.status === "failed" && "border-danger-line bg-danger-soft text-danger-text",
          step.status === "pending" && "border-border bg-surface text-subtle",
        )}
      >
        {step.status === "ok" ? (
          <Check aria-label="Done:" />
        ) : step.status === "failed" ? (
          <X aria-label="Failed:" />
        ) : running ? (
          <LoaderCircle aria-label="Under way:" className="animate-spin" />
        ) : (
          <Circle aria-label="Not yet:" className="size-2!" />
        )}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <p className={cn("wrap-anywhere font-medium", step.status === "pending" && !running ? "text-muted" : "text-ink")}>{step.name}</p>
        {step.detail ? (
          <p className={cn("wrap-anywhere", step.status === "failed" ? "text-danger-text" : "text-muted")}>{step.detail}</p>
        ) : null}
      </div>
    </li>
  );
}

function Failed({ tenant, client, result }: RunProps & { result: Result }) {
  const attempts = useQuery(listAttemptsOptions({ path: { tenant: tenant.slug }, query: { client: client.id, limit: 10 } }));
  const refused = attempts.data?.items.find(
    (attempt) => attempt.outcome !== "ok" && Date.parse(attempt.at) >= Date.parse(result.created_at) - 1_000,
  );
  return (
    <div className="space-y-3 px-5 pb-5">
      {result.error ? (
        <Notice tone="danger" title={<code>{result.error.code}</code>}>
          {result.error.description}
        </Notice>
      ) : null}
      {refused ? (
        <>
          <p className="text-ink">{refused.summary}</p>
          <Compare received={refused.received} expected={refused.expected} />
          <p className="flex flex-wrap items-center gap-x-2 text-muted">
            Correlation ID <CopyText value={refused.correlation_id} label="correlation ID" />
          </p>
        </>
      ) : null}
      <p className="text-muted">
        <Link
          className="link"
          to="/w/$slug/clients/$clientId"
          params={{ slug: tenant.slug, clientId: client.id }}
          search={{ tab: "activity" }}
        >
          See every attempt of this client
        </Link>
      </p>
    </div>
  );
}

function Tokens(props: RunProps) {
  const { data } = useTest(props);
  if (!data) return null;
  return (
    <>
      {data.id_token ? (
        <Card aria-labelledby="id-token">
          <CardHeader id="id-token" title="ID token">
            Its signature was checked against the workspace's published keys.
          </CardHeader>
          <Claims title="Header" values={data.id_token.header} />
          <Claims title="Claims" values={data.id_token.claims} />
        </Card>
      ) : null}
      {data.userinfo ? (
        <Card aria-labelledby="user-info">
          <CardHeader id="user-info" title="User info">
            What the User Info Endpoint answers for the access token.
          </CardHeader>
          <Claims values={data.userinfo} />
        </Card>
      ) : null}
      {data.token_response ? (
        <Card aria-labelledby="token-response">
          <CardHeader id="token-response" title="Token response">
            What the token endpoint answered. The tokens are shortened, and no longer work.
          </CardHeader>
          <Claims values={data.token_response} />
        </Card>
      ) : null}
    </>
  );
}

function Claims({ title, values }: { title?: string; values: Record<string, unknown> }): ReactNode {
  return (
    <>
      {title ? <h3 className="border-border border-t bg-canvas px-5 py-1.5 font-semibold text-muted text-xs">{title}</h3> : null}
      <dl className="divide-y divide-border border-border border-t">
        {Object.entries(values).map(([name, value]) => {
          const { text, time } = valueText(name, value);
          return (
            <div key={name} className="grid gap-x-4 gap-y-0.5 px-5 py-2.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
              <dt>
                <code className="wrap-anywhere font-medium text-[0.8125rem] text-info-text">{name}</code>
              </dt>
              <dd className="flex min-w-0 items-start justify-between gap-2">
                <span className="min-w-0">
                  <code className="wrap-anywhere block text-[0.8125rem] text-ink">
                    {text}
                    {time ? <span className="ml-2 font-sans text-muted">{time}</span> : null}
                  </code>
                  {gloss(name) ? <span className="block text-muted">{gloss(name)}</span> : null}
                </span>
                <CopyButton value={text} label={name} className="-my-1" />
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
