import { deleteTenantMutation, listClientsOptions, listTenantsQueryKey } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { CopyRows } from "@/ui/copy";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";
import { CompatibilitySettings } from "./settings/compatibility";
import { DocumentSettings } from "./settings/documents";
import { RegistrationSettings } from "./settings/registration";
import { RegistrationTokens } from "./settings/registration-tokens";
import { useSave } from "./settings/use-save";

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give the workspace a name."), z.maxLength(80, "Use at most 80 characters.")),
});

/** A workspace's own settings, and its end. */
export function WorkspaceSettings({ tenant, onDeleted }: { tenant: Tenant; onDeleted: () => void }) {
  return (
    <>
      <PageHeader title="Settings" titleSuffix={tenant.name} />
      <div className="space-y-6">
        <Name tenant={tenant} />
        <Card aria-labelledby="facts">
          <CardHeader id="facts" title="What cannot change">
            The address and the environment are part of every alias people have here. For another one, make another workspace.
          </CardHeader>
          <CopyRows
            rows={[
              { label: "Workspace ID", value: tenant.id },
              { label: "Address", value: tenant.slug },
              { label: "Issuer", value: tenant.issuer },
              { label: "Environment", value: tenant.environment },
              { label: "Your role", value: tenant.role },
            ]}
          />
        </Card>
        <RegistrationSettings tenant={tenant} />
        <RegistrationTokens tenant={tenant} />
        <DocumentSettings tenant={tenant} />
        <CompatibilitySettings tenant={tenant} />
        <Danger tenant={tenant} onDeleted={onDeleted} />
      </div>
    </>
  );
}

function Name({ tenant }: { tenant: Tenant }) {
  const form = useForm({ resolver: zodResolver(schema), values: { name: tenant.name } });
  const { save, busy } = useSave(tenant, form);
  const errors = form.formState.errors;
  return (
    <Card aria-labelledby="name">
      <CardHeader id="name" title="Name">
        People see it on the sign-in and consent pages.
      </CardHeader>
      <form onSubmit={form.handleSubmit(save)} noValidate className="flex flex-wrap items-end gap-3 border-border border-t p-5">
        <Field label="Workspace name" error={errors.name?.message} className="max-w-md flex-1 basis-56">
          {(wiring) => <Input {...wiring} {...form.register("name")} maxLength={80} />}
        </Field>
        <Button type="submit" look="primary" busy={busy} disabled={!form.formState.isDirty}>
          Save
        </Button>
        {errors.root ? (
          <Notice tone="danger" role="alert" className="basis-full">
            {errors.root.message}
          </Notice>
        ) : null}
      </form>
    </Card>
  );
}

function Danger({ tenant, onDeleted }: { tenant: Tenant; onDeleted: () => void }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const clients = useQuery({ ...listClientsOptions({ path: { tenant: tenant.slug }, query: { limit: 100 } }), enabled: asking });
  const remove = useMutation({
    ...deleteTenantMutation(),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: listTenantsQueryKey({ query: { limit: 100 } }) });
      toast.success(`${tenant.name} was deleted.`);
      onDeleted();
    },
    onError: (error) => {
      setAsking(false);
      toast.error("The workspace was not deleted.", wordsOf(error).detail);
    },
  });
  const owner = tenant.role === "owner";
  const count = clients.data ? (clients.data.next_cursor ? "more than 100" : String(clients.data.items.length)) : "all its";
  return (
    <Card aria-labelledby="danger" className="border-danger-line">
      <CardHeader
        id="danger"
        title="Delete this workspace"
        actions={
          <Button look="danger-outline" disabled={!owner} onClick={() => setAsking(true)}>
            Delete workspace
          </Button>
        }
      >
        {owner
          ? "Signing in stops at once, everywhere. The address is never given to anybody else."
          : `Only an owner can delete a workspace; your role is ${tenant.role}.`}
      </CardHeader>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${tenant.name}?`}
        word={tenant.name}
        action="Delete workspace"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ path: { tenant: tenant.slug } })}
      >
        <p>This cannot be undone. It ends:</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>
            {count} client{count === "1" ? "" : "s"}, with their secrets; every service stops signing people in
          </li>
          <li className="wrap-anywhere">the issuer {tenant.issuer} and its keys</li>
          <li>every alias: people who come back later to a new workspace are strangers there</li>
        </ul>
      </Confirm>
    </Card>
  );
}
