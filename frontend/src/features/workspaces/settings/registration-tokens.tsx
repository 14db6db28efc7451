import {
  createRegistrationTokenMutation,
  deleteRegistrationTokenMutation,
  listRegistrationTokensOptions,
  listRegistrationTokensQueryKey,
} from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Ticket, Trash2 } from "lucide-react";
import { useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import type { RegistrationToken, Tenant } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { ChoiceSetting, TextSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { Resource, wordsOf } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { toast } from "@/ui/toast";
import { Part } from "./part";

/** The tokens that let their bearers register clients (RFC 7591 3). */
export function RegistrationTokens({ tenant }: { tenant: Tenant }) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const query = useQuery(listRegistrationTokensOptions({ path }));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<RegistrationToken>();
  const remove = useMutation({
    ...deleteRegistrationTokenMutation(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: listRegistrationTokensQueryKey({ path }) });
      toast.success("The token no longer works.");
    },
    onError: (error) => toast.error("The token was not deleted.", wordsOf(error).detail),
    onSettled: () => setRemoving(undefined),
  });
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden /> Add a token
    </Button>
  );
  return (
    <Part
      id="registration-tokens"
      title="Registration tokens"
      text="Whoever shows one registers a client, as often as it says. They work while dynamic registration is “With a token”."
      badge={query.data?.items.length ? <Badge>{query.data.items.length}</Badge> : null}
    >
      {query.data?.items.length ? <div className="flex justify-end">{add}</div> : null}
      <div className="rounded-md border border-border">
        <Resource query={query} loading={<RowsSkeleton rows={2} />} what="The registration tokens">
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={<Ticket />} title="No registration tokens" actions={add}>
                Give one to a partner, or to a program that makes clients for you, instead of opening registration to everybody.
              </Empty>
            ) : (
              <ul className="divide-y divide-border">
                {items.map((token) => (
                  <Row key={token.id} value={token} onRemove={() => setRemoving(token)} />
                ))}
              </ul>
            )
          }
        </Resource>
      </div>
      <Dialog open={adding} onClose={() => setAdding(false)} title="Add a registration token">
        <AddToken tenant={tenant} onDone={() => setAdding(false)} />
      </Dialog>
      <Confirm
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Delete the token “${removing?.name ?? ""}”?`}
        action="Delete the token"
        busy={remove.isPending}
        onConfirm={() => {
          if (removing) remove.mutate({ path: { ...path, registration_token: removing.id } });
        }}
      >
        <p>Nobody can register with it any more. The clients that were registered with it stay.</p>
      </Confirm>
    </Part>
  );
}

function Row({ value, onRemove }: { value: RegistrationToken; onRemove: () => void }) {
  const spent = value.uses_left === 0;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere font-medium text-ink">{value.name}</span>
          <code className="text-muted text-xs">
            <span aria-hidden>••••</span>
            <span className="sr-only">ends in </span>
            {value.hint}
          </code>
          {spent ? (
            <Badge>Used up</Badge>
          ) : (
            <Badge tone="info">
              {value.uses_left} {value.uses_left === 1 ? "use" : "uses"} left
            </Badge>
          )}
        </p>
        <p className="mt-0.5 text-muted">
          Made <Ago at={value.created_at} />, ends <Ago at={value.expires_at} />
        </p>
      </div>
      <Button look="danger-outline" size="sm" aria-label={`Delete the token ${value.name}`} onClick={onRemove}>
        <Trash2 aria-hidden /> Delete
      </Button>
    </li>
  );
}

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Say what it is for."), z.maxLength(80, "Use at most 80 characters.")),
  uses: z.string().check(z.regex(/^[1-9]\d*$/, "Enter a whole number, at least 1.")),
  life: z.enum(["86400", "604800", "2592000"]),
});

type Values = z.infer<typeof schema>;

function AddToken({ tenant, onDone }: { tenant: Tenant; onDone: () => void }) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const [made, setMade] = useState<string>();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name: "", uses: "1", life: "604800" } });
  const create = useMutation(createRegistrationTokenMutation());
  const submit = form.handleSubmit(async ({ name, uses, life }) => {
    try {
      const { token } = await create.mutateAsync({ path, body: { name, uses: Number(uses), expires_in_seconds: Number(life) } });
      setMade(token);
      await queries.invalidateQueries({ queryKey: listRegistrationTokensQueryKey({ path }) });
    } catch (error) {
      showInForm(form, error, { expires_in_seconds: "life" });
    }
  });
  const root = form.formState.errors.root;
  if (made !== undefined)
    return (
      <div className="space-y-4">
        <div className="flex items-center justify-between gap-2 rounded-md border border-border bg-sunken py-1.5 pr-1.5 pl-3">
          <code className="wrap-anywhere min-w-0 text-[0.8125rem] text-ink">{made}</code>
          <CopyButton value={made} label="the registration token">
            Copy
          </CopyButton>
        </div>
        <Notice tone="warning" title="Shown once">
          Alias keeps only a fingerprint of it. Give it to whoever is to register; if it is lost, make another.
        </Notice>
        <div className="flex justify-end">
          <Button look="primary" onClick={onDone}>
            I have stored it
          </Button>
        </div>
      </div>
    );
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate className="space-y-5">
        <TextSetting<Values> name="name" label="What it is for" help="Only you see it." maxLength={80} placeholder="Partner portal" />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextSetting<Values>
            name="uses"
            label="Uses"
            help="How many clients can be registered with it. The default is 1."
            inputMode="numeric"
          />
          <ChoiceSetting<Values>
            name="life"
            label="Works for"
            help="The default is a week."
            options={[
              ["86400", "A day"],
              ["604800", "A week"],
              ["2592000", "30 days"],
            ]}
          />
        </div>
        {root ? (
          <Notice tone="danger" role="alert">
            {root.message}
          </Notice>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Make the token
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
