import { deleteClientMutation, getClientQueryKey, listClientsQueryKey, updateClientMutation } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import type { Client, ClientChange, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CheckCard } from "@/ui/choice";
import { Confirm } from "@/ui/confirm";
import { Field, Input, Select } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";
import { clientFields, ScopesField, UriListField } from "./form-fields";
import { integrations } from "./integrations";
import { integrationOrder } from "./places";

const schema = z.object({
  name: clientFields.name,
  integration: z.enum(integrationOrder),
  application_type: z.enum(["web", "native"]),
  redirect_uris: clientFields.redirect_uris,
  post_logout_redirect_uris: clientFields.post_logout_redirect_uris,
  allowed_origins: clientFields.allowed_origins,
  scopes: clientFields.scopes,
  auth_method: z.enum(["client_secret", "client_secret_basic", "client_secret_post", "none"]),
  require_pkce: z.boolean(),
  id_token_signed_response_alg: z.enum(["RS256", "ES256", "EdDSA"]),
  id_token_claims: z.boolean(),
  send_iss: z.boolean(),
  separate_identities: z.boolean(),
  initiate_login_uri: z.union([z.literal(""), z.url("Enter a full address, beginning with https://")]),
  disabled: z.boolean(),
});

type Values = z.infer<typeof schema>;

const valuesOf = (client: Client): Values => ({
  name: client.name,
  integration: client.integration,
  application_type: client.application_type,
  redirect_uris: client.redirect_uris,
  post_logout_redirect_uris: client.post_logout_redirect_uris,
  allowed_origins: client.allowed_origins,
  scopes: client.scopes,
  auth_method: client.auth_method,
  require_pkce: client.require_pkce,
  id_token_signed_response_alg: client.id_token_signed_response_alg,
  id_token_claims: client.id_token_claims,
  send_iss: client.send_iss,
  separate_identities: client.separate_identities,
  initiate_login_uri: client.initiate_login_uri ?? "",
  disabled: client.disabled,
});

/** Only what changed is sent: what somebody else changed meanwhile stays as it is. */
export function changeOf(before: Client, values: Values): ClientChange {
  const old = valuesOf(before);
  // The keys are those of the form, because valuesOf made the object.
  const changed = (Object.keys(old) as (keyof Values)[]).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(old[name]));
  return Object.fromEntries(changed.map((name) => [name, values[name]]));
}

type Props = { tenant: Tenant; client: Client };

/** Every setting of a client, each with a sentence, and the client's end. */
export function ClientSettings({ tenant, client, onDeleted }: Props & { onDeleted: () => void }) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug, client: client.id };
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    values: valuesOf(client),
    resetOptions: { keepDirtyValues: true },
    mode: "onTouched",
  });
  const update = useMutation(updateClientMutation());
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      const changed = await update.mutateAsync({ path, body: changeOf(client, values) });
      form.reset(valuesOf(changed));
      queries.setQueryData(getClientQueryKey({ path }), changed);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: tenant.slug } })[0]._id }] });
      toast.success("Saved. It is in force at once.");
    } catch (error) {
      showInForm(form, error);
    }
  });
  const control = form.control;
  return (
    <div className="space-y-6">
      <form onSubmit={submit} noValidate className="space-y-6">
        <Section title="General">
          <Field label="Name" error={errors.name?.message} help="People see it when they are asked to agree." className="max-w-md">
            {(wiring) => <Input {...wiring} {...form.register("name")} maxLength={80} />}
          </Field>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label="Made for" error={errors.integration?.message} help="Which configuration Quickstart shows first.">
              {(wiring) => (
                <Select {...wiring} {...form.register("integration")}>
                  {integrationOrder.map((value) => (
                    <option key={value} value={value}>
                      {integrations[value].name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field
              label="Kind of application"
              error={errors.application_type?.message}
              help="A native app may use addresses of its own (app.example:/callback) and any port on localhost."
            >
              {(wiring) => (
                <Select {...wiring} {...form.register("application_type")}>
                  <option value="web">Web</option>
                  <option value="native">Native</option>
                </Select>
              )}
            </Field>
          </div>
          <CheckCard title="Disabled" {...form.register("disabled")}>
            Nobody can sign in through this client and its tokens stop working, until you untick this.
          </CheckCard>
        </Section>

        <Section title="Addresses">
          <UriListField
            control={control}
            name="redirect_uris"
            legend="Redirect URIs"
            help="Where people return to after signing in. A request with any other address, even by one letter, is refused."
            item="Redirect URI"
            placeholder="https://app.example.com/callback"
          />
          <UriListField
            control={control}
            name="post_logout_redirect_uris"
            legend="After sign-out"
            help="Where your service may send people after signing them out of Alias."
            item="After sign-out URI"
            placeholder="https://app.example.com/"
            optional
          />
          <UriListField
            control={control}
            name="allowed_origins"
            legend="Allowed origins"
            help="Web pages whose scripts may call the token and user info endpoints. The origins of the redirect URIs are allowed already."
            item="Origin"
            placeholder="https://app.example.com"
            optional
          />
          <Field
            label="Sign-in start"
            optional
            error={errors.initiate_login_uri?.message}
            help="A page of your service that begins a sign-in, for links from Alias to your service."
          >
            {(wiring) => (
              <Input
                {...wiring}
                {...form.register("initiate_login_uri")}
                mono
                type="url"
                placeholder="https://app.example.com/login"
                spellCheck={false}
              />
            )}
          </Field>
        </Section>

        <Section title="What the service may see">
          <ScopesField control={control} name="scopes" />
          <CheckCard title="Also put claims in the ID token" {...form.register("id_token_claims")}>
            By default the ID token holds only the alias ID, and names and addresses come from the User Info Endpoint. Tick this for
            software that reads nothing but the ID token.
          </CheckCard>
          <CheckCard title="Separate identities" {...form.register("separate_identities")}>
            This client sees its own aliases, unlike those of this workspace's other clients. People already known get a new alias here when
            you change it.
          </CheckCard>
        </Section>

        <Section title="Protocol">
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Authentication at the token endpoint"
              error={errors.auth_method?.message}
              help="How the client proves who it is. “Either” fits nearly all software."
            >
              {(wiring) => (
                <Select {...wiring} {...form.register("auth_method")}>
                  {client.type === "public" ? (
                    <option value="none">None (public client)</option>
                  ) : (
                    <>
                      <option value="client_secret">Secret, either way</option>
                      <option value="client_secret_basic">Secret in the header (basic)</option>
                      <option value="client_secret_post">Secret in the body (post)</option>
                    </>
                  )}
                </Select>
              )}
            </Field>
            <Field
              label="ID token signature"
              error={errors.id_token_signed_response_alg?.message}
              help="RS256 is understood by everything. Change it only if your software asks."
            >
              {(wiring) => (
                <Select {...wiring} {...form.register("id_token_signed_response_alg")}>
                  <option value="RS256">RS256</option>
                  <option value="ES256">ES256</option>
                  <option value="EdDSA">EdDSA</option>
                </Select>
              )}
            </Field>
          </div>
          <CheckCard title="Require PKCE" {...form.register("require_pkce")}>
            Refuses sign-ins that do not carry a PKCE challenge (S256), so that a stolen code is worth nothing. Untick it only for software
            that cannot do it.
          </CheckCard>
          <CheckCard title="Name the issuer in answers" {...form.register("send_iss")}>
            Adds iss to the address people return with (RFC 9207), so that software with several providers cannot mix them up. Untick it
            only for software that trips over it.
          </CheckCard>
        </Section>

        <div className="sticky bottom-3 z-10 flex flex-wrap items-center justify-end gap-3 rounded-lg border border-border bg-surface p-3 shadow-md">
          {errors.root ? (
            <Notice tone="danger" role="alert" className="basis-full">
              {errors.root.message}
            </Notice>
          ) : null}
          <span role="status" className="mr-auto pl-2 text-muted">
            {isDirty ? "Changes are not saved yet." : "Everything is saved."}
          </span>
          <Button disabled={!isDirty} onClick={() => form.reset(valuesOf(client), { keepDirtyValues: false })}>
            Discard
          </Button>
          <Button type="submit" look="primary" disabled={!isDirty} busy={update.isPending}>
            Save changes
          </Button>
        </div>
      </form>
      <Danger tenant={tenant} client={client} onDeleted={onDeleted} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card aria-label={title}>
      <CardHeader title={title} />
      <div className="space-y-6 border-border border-t p-5">{children}</div>
    </Card>
  );
}

function Danger({ tenant, client, onDeleted }: Props & { onDeleted: () => void }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    ...deleteClientMutation(),
    onSuccess: () => {
      setAsking(false);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: tenant.slug } })[0]._id }] });
      toast.success(`${client.name} was deleted.`);
      onDeleted();
    },
    onError: (error) => {
      setAsking(false);
      toast.error("The client was not deleted.", wordsOf(error).detail);
    },
  });
  return (
    <Card aria-labelledby="danger" className="border-danger-line">
      <CardHeader
        id="danger"
        title="Delete this client"
        actions={
          <Button look="danger-outline" onClick={() => setAsking(true)}>
            Delete client
          </Button>
        }
      >
        To pause sign-ins for a while, disable it instead.
      </CardHeader>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${client.name}?`}
        word={client.name}
        action="Delete client"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ path: { tenant: tenant.slug, client: client.id } })}
      >
        <p>This cannot be undone. At once:</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>
            sign-ins through <code className="wrap-anywhere">{client.id}</code> are refused
          </li>
          <li>
            {client.secrets.length === 1 ? "its secret" : `its ${client.secrets.length} secrets`} and every access and refresh token it
            holds stop working
          </li>
          {client.separate_identities ? (
            <li>the aliases people have at this client are gone</li>
          ) : (
            <li>people keep their aliases in this workspace; other clients go on</li>
          )}
        </ul>
      </Confirm>
    </Card>
  );
}
