import { createClientSecretMutation, deleteClientSecretMutation, getClientQueryKey } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { forgetSecret, rememberSecret, useRememberedSecret } from "@/api/secret";
import type { Client, ClientSecret, Tenant } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { RadioCard } from "@/ui/choice";
import { Confirm } from "@/ui/confirm";
import { CopyRows } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { FieldGroup } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { wordsOf } from "@/ui/resource";
import { Ago } from "@/ui/time";
import { toast } from "@/ui/toast";
import { SecretOnce } from "./secret-once";

type Props = { tenant: Tenant; client: Client };

/** A client's ID and its secrets: two may live at once, so that one can be replaced without anybody noticing. */
export function Credentials({ tenant, client }: Props) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ClientSecret>();
  const fresh = useRememberedSecret(client.id);
  const queries = useQueryClient();
  const confidential = client.type === "confidential";
  const full = client.secrets.length >= 2;
  return (
    <div className="space-y-6">
      <Card aria-label="Client ID" className="overflow-hidden *:border-t-0">
        <CopyRows rows={[{ label: "Client ID", value: client.client_id, help: "Not a secret." }]} />
      </Card>
      {confidential && fresh ? (
        <Card aria-labelledby="fresh" className="border-accent-line">
          <CardHeader id="fresh" title="The new secret">
            It works already.
          </CardHeader>
          <div className="border-border border-t p-5">
            <SecretOnce tenant={tenant} client={client} secret={fresh} action="Hide it" onStored={() => forgetSecret(queries, client.id)} />
          </div>
        </Card>
      ) : null}
      <Card aria-labelledby="secrets">
        <CardHeader
          id="secrets"
          title="Secrets"
          actions={
            confidential ? (
              <Button
                disabled={full}
                title={full ? "Two secrets are live already. Delete one first." : undefined}
                onClick={() => setAdding(true)}
              >
                <Plus aria-hidden /> Add a secret
              </Button>
            ) : null
          }
        >
          {confidential
            ? full
              ? "Two secrets are live, which is the most. Move your service to the newer one, then delete the older."
              : "To replace a secret without a pause, add a second one, move your service to it, then delete the first. Both work in between."
            : null}
        </CardHeader>
        <div className="border-border border-t">
          {!confidential ? (
            <Empty icon={<KeyRound />} title="A public client has no secret">
              It runs where a secret could be read by anybody. PKCE proves instead that whoever starts a sign-in also finishes it.
            </Empty>
          ) : (
            <ul className="divide-y divide-border">
              {client.secrets.map((secret) => (
                <Row key={secret.id} secret={secret} only={client.secrets.length === 1} onRemove={() => setRemoving(secret)} />
              ))}
            </ul>
          )}
        </div>
      </Card>
      <Dialog open={adding} onClose={() => setAdding(false)} title="Add a secret">
        <AddSecret tenant={tenant} client={client} onDone={() => setAdding(false)} />
      </Dialog>
      <RemoveSecret tenant={tenant} client={client} secret={removing} onDone={() => setRemoving(undefined)} />
    </div>
  );
}

function Row({ secret, only, onRemove }: { secret: ClientSecret; only: boolean; onRemove: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2">
          <code className="text-[0.8125rem] text-ink">
            <span aria-hidden>••••••••</span>
            <span className="sr-only">ends in </span>
            {secret.hint}
          </code>
          {secret.expires_at ? (
            <Badge tone="warning">
              expires <Ago at={secret.expires_at} />
            </Badge>
          ) : null}
        </p>
        <p className="mt-0.5 text-muted">
          Created <Ago at={secret.created_at} /> ·{" "}
          {secret.last_used_at ? (
            <>
              last used <Ago at={secret.last_used_at} />
            </>
          ) : (
            "not used yet"
          )}
        </p>
      </div>
      <Button
        look="danger-outline"
        size="sm"
        disabled={only}
        title={only ? "The last secret cannot be deleted. Add another first." : undefined}
        aria-label={`Delete the secret ending in ${secret.hint}`}
        onClick={onRemove}
      >
        <Trash2 aria-hidden /> Delete
      </Button>
      {only ? (
        <p className="basis-full text-muted text-xs">The last secret cannot be deleted: add another first, or disable the client.</p>
      ) : null}
    </li>
  );
}

const overlaps = [
  { value: "", title: "Keep both", text: "The other secret works until you delete it." },
  { value: "86400", title: "The other one ends in 24 hours", text: "Time to move your service over." },
  { value: "3600", title: "The other one ends in 1 hour", text: "When the service restarts in minutes." },
];

function AddSecret({ tenant, client, onDone }: Props & { onDone: () => void }) {
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState("");
  const path = { tenant: tenant.slug, client: client.id };
  const create = useMutation({
    ...createClientSecretMutation(),
    onSuccess: async (made) => {
      rememberSecret(queries, client.id, made.client_secret);
      await queries.invalidateQueries({ queryKey: getClientQueryKey({ path }) });
      onDone();
    },
  });
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.isPending) create.mutate({ path, body: overlap ? { expire_others_in_seconds: Number(overlap) } : {} });
      }}
    >
      <FieldGroup legend="What happens to the one you have?">
        <div className="space-y-2">
          {overlaps.map((each) => (
            <RadioCard
              key={each.value}
              name="overlap"
              value={each.value}
              title={each.title}
              checked={overlap === each.value}
              onChange={() => setOverlap(each.value)}
            >
              {each.text}
            </RadioCard>
          ))}
        </div>
      </FieldGroup>
      {create.isError ? (
        <Notice tone="danger" role="alert">
          {wordsOf(create.error).detail}
        </Notice>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={create.isPending}>
          Add a secret
        </Button>
      </div>
    </form>
  );
}

function RemoveSecret({ tenant, client, secret, onDone }: Props & { secret: ClientSecret | undefined; onDone: () => void }) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug, client: client.id };
  const remove = useMutation({
    ...deleteClientSecretMutation(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: getClientQueryKey({ path }) });
      toast.success("The secret no longer works.");
    },
    onError: (error) => toast.error("The secret was not deleted.", wordsOf(error).detail),
    onSettled: onDone,
  });
  return (
    <Confirm
      open={secret !== undefined}
      onClose={onDone}
      title={`Delete the secret ending in ${secret?.hint ?? ""}?`}
      action="Delete the secret"
      busy={remove.isPending}
      onConfirm={() => {
        if (secret) remove.mutate({ path: { ...path, secret: secret.id } });
      }}
    >
      <p>
        {secret?.last_used_at ? (
          <>
            It was last used <Ago at={secret.last_used_at} />. Whatever still uses it can no longer finish a sign-in, at once.
          </>
        ) : (
          "It was never used. Nothing will notice."
        )}
      </p>
    </Confirm>
  );
}
