import { listKeysOptions, listKeysQueryKey, rotateKeysMutation } from "@alias/sdk/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { Key, Tenant } from "@/api/types";
import { cn } from "@/lib/cn";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { CopyText } from "@/ui/copy";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { Resource, wordsOf } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { toast } from "@/ui/toast";
import { MakeKeys } from "./make-keys";
import { RevokeKey } from "./revoke-key";

const states: Record<Key["state"], { word: string; tone: Tone; text: string }> = {
  next: { word: "Next", tone: "info", text: "Published already, so that every service knows it before it signs anything." },
  active: { word: "Active", tone: "success", text: "Signs new tokens." },
  retired: { word: "Retired", tone: "neutral", text: "Signs nothing more; still published, so that the tokens it signed can be checked." },
  gone: { word: "Gone", tone: "neutral", text: "No longer published. The private half is destroyed." },
};

const order: readonly Key["state"][] = ["next", "active", "retired", "gone"];

/** The keys that sign this workspace's tokens, each with where it is in its life. */
export function KeysPage({ tenant }: { tenant: Tenant }) {
  const [asking, setAsking] = useState<"rotate" | "make">();
  const [revoking, setRevoking] = useState<Key>();
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const query = useQuery(listKeysOptions({ path }));
  const rotate = useMutation({
    ...rotateKeysMutation(),
    onSuccess: (keys) => {
      queries.setQueryData(listKeysQueryKey({ path }), keys);
      toast.success("The keys were rotated.");
    },
    onError: (error) => toast.error("The keys were not rotated.", wordsOf(error).detail),
    onSettled: () => setAsking(undefined),
  });
  const keys = [...(query.data?.items ?? [])].sort(
    (a, b) => a.alg.localeCompare(b.alg) || order.indexOf(a.state) - order.indexOf(b.state) || b.created_at.localeCompare(a.created_at),
  );
  return (
    <>
      <PageHeader
        title="Keys"
        titleSuffix={tenant.name}
        actions={
          <>
            <Button onClick={() => setAsking("make")}>
              <Plus aria-hidden /> Add an algorithm
            </Button>
            <Button
              onClick={() => setAsking("rotate")}
              disabled={keys.length === 0}
              title={keys.length === 0 ? "There is no key to rotate yet." : undefined}
            >
              <RefreshCw aria-hidden /> Rotate now
            </Button>
          </>
        }
      >
        Tokens are signed with these keys, and services check them against the{" "}
        <a className="link" href={tenant.endpoints.jwks}>
          JSON Web Key Set
        </a>
        . They rotate by themselves; each is published before it is used and stays published after.
      </PageHeader>
      <Card aria-label="Keys">
        <Resource query={query} loading={<RowsSkeleton rows={3} />} what="The keys">
          {() =>
            keys.length === 0 ? (
              <Empty icon={<KeyRound />} title="No keys yet">
                They are made when the first token is signed, or when a service first asks for the key set.
              </Empty>
            ) : (
              <ul className="divide-y divide-border">
                {keys.map((key) => (
                  <KeyRow key={key.kid} value={key} onRevoke={() => setRevoking(key)} />
                ))}
              </ul>
            )
          }
        </Resource>
      </Card>
      <Confirm
        open={asking === "rotate"}
        onClose={() => setAsking(undefined)}
        title="Rotate the keys now?"
        action="Rotate now"
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate({ path, body: {} })}
      >
        <p>The next key of each algorithm begins to sign, and the active one retires.</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>Tokens signed already stay valid: the retired keys stay published until the last of them has expired.</li>
          <li>Nobody is signed out, and no client needs a change.</li>
          <li>
            A service that keeps the key set without ever fetching it again will refuse new sign-ins until it is restarted. Most fetch it
            when they meet an unknown key.
          </li>
        </ul>
      </Confirm>
      <MakeKeys tenant={tenant} keys={keys} open={asking === "make"} onDone={() => setAsking(undefined)} />
      <RevokeKey tenant={tenant} value={revoking} onDone={() => setRevoking(undefined)} />
    </>
  );
}

function KeyRow({ value, onRevoke }: { value: Key; onRevoke: () => void }) {
  const revoked = value.gone_reason === "revoked";
  const { word, tone, text } = revoked
    ? { word: "Revoked", tone: "danger" as const, text: "Destroyed by one of you, with every token it had signed. No longer published." }
    : states[value.state];
  const at = order.indexOf(value.state);
  const times = [value.created_at, value.activated_at, value.retired_at, value.gone_at];
  const names = ["Published", "Active", "Retired", revoked ? "Revoked" : "Gone"];
  return (
    <li className="px-5 py-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-semibold text-ink">{value.alg}</span>
        <CopyText value={value.kid} label="key ID" />
        {value.state === "gone" ? null : (
          <Button look="danger-outline" size="sm" className="ml-auto" aria-label={`Revoke the key ${value.kid}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </div>
      <p className="mt-1 text-muted">{text}</p>
      <ol aria-label="Life of this key" className="mt-4 grid sm:grid-cols-4">
        {names.map((name, index) => {
          const time = times[index];
          const reached = index <= at;
          return (
            // Below each other where four would be too narrow.
            <li
              key={name}
              aria-current={index === at ? "step" : undefined}
              className="relative flex gap-3 pb-3 last:pb-0 sm:block sm:pr-2 sm:pb-0"
            >
              <span
                aria-hidden
                className={cn(
                  "absolute top-1 bottom-0 left-[0.3125rem] w-0.5 sm:top-[0.3125rem] sm:right-0 sm:bottom-auto sm:left-0 sm:h-0.5 sm:w-auto",
                  index < at ? "bg-accent" : "bg-border",
                  index === names.length - 1 && "hidden",
                )}
              />
              <span
                aria-hidden
                className={cn(
                  "relative mt-1 block size-3 shrink-0 rounded-full border-2 bg-surface sm:mt-0",
                  reached ? "border-accent" : "border-border-strong/50",
                  index < at && "bg-accent",
                  index === at && "bg-accent ring-4 ring-accent-soft",
                )}
              />
              <span
                className={cn("w-20 shrink-0 text-xs sm:mt-1.5 sm:block sm:w-auto", index === at ? "font-semibold text-ink" : "text-muted")}
              >
                {name}
              </span>
              <span className="block text-muted text-xs">{time ? <Ago at={time} /> : reached ? "" : "not yet"}</span>
            </li>
          );
        })}
      </ol>
    </li>
  );
}
