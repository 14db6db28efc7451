import { useState } from "react";
import { useRememberedSecret } from "@/api/secret";
import type { Client, Tenant } from "@/api/types";
import { cn } from "@/lib/cn";
import { Card, CardHeader } from "@/ui/card";
import { CodeBlock } from "@/ui/code-block";
import { CopyRows } from "@/ui/copy";
import { Field, Input } from "@/ui/field";
import { integrations } from "./integrations";
import { type Integration, integrationOrder } from "./places";
import { ProviderTable } from "./provider-table";
import { isMachine, machineSnippets, randomKey, snippetsFor } from "./snippets";

type Props = { tenant: Tenant; client: Client; integration: Integration; onIntegration: (integration: Integration) => void };

/** Ready-to-paste configuration. A secret typed here stays in this page. */
export function Snippets({ tenant, client, integration, onIntegration }: Props) {
  const remembered = useRememberedSecret(client.id);
  const [typed, setTyped] = useState("");
  const [random] = useState(randomKey);
  const secret = remembered ?? (typed.trim() || undefined);
  const machine = isMachine(client);
  const snippets = machine ? machineSnippets({ tenant, client, secret }) : snippetsFor(integration, { tenant, client, secret, random });
  return (
    <div className="space-y-4">
      {machine ? null : (
        <fieldset className="inline-flex max-w-full flex-wrap gap-1 rounded-md bg-sunken p-1">
          <legend className="sr-only">Configuration for</legend>
          {integrationOrder.map((value) => (
            <label
              key={value}
              className={cn(
                "cursor-pointer rounded-sm px-3 py-1 font-medium text-muted hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-xs",
                "has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2",
              )}
            >
              <input
                type="radio"
                name="integration"
                className="sr-only"
                checked={value === integration}
                onChange={() => onIntegration(value)}
              />
              {integrations[value].name}
            </label>
          ))}
        </fieldset>
      )}
      {client.type === "confidential" && remembered === undefined ? (
        <Field
          label="Client secret"
          help="Alias cannot show it again. Paste yours to fill it in below; it does not leave this page."
          className="max-w-xl"
        >
          {(wiring) => (
            <Input
              {...wiring}
              mono
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              spellCheck={false}
              placeholder={client.secrets.length > 0 ? `ends in ${client.secrets.at(-1)?.hint}` : "none yet: add one under Credentials"}
            />
          )}
        </Field>
      ) : null}
      {snippets.map((snippet) => (
        <div key={snippet.name} className="space-y-2">
          {snippet.note ? <p className="max-w-prose text-muted">{snippet.note}</p> : null}
          <CodeBlock code={snippet.code} language={snippet.language} name={snippet.name} />
        </div>
      ))}
    </div>
  );
}

/** Everything needed to connect a service to this client. */
export function Quickstart(props: Props) {
  const { tenant, client } = props;
  return (
    <div className="space-y-6">
      <Card aria-labelledby="configuration">
        <CardHeader id="configuration" title="Configuration">
          Every value of this client is filled in.
        </CardHeader>
        <div className="border-border border-t p-5">
          <Snippets {...props} />
        </div>
      </Card>
      <Card aria-labelledby="provider">
        <CardHeader id="provider" title="Provider">
          The names are the ones other software's settings use. Where it asks for an issuer or a discovery URL, the rest is found by itself.
        </CardHeader>
        <ProviderTable endpoints={tenant.endpoints} />
      </Card>
      <Card aria-labelledby="details">
        <CardHeader id="details" title="Client" />
        <CopyRows
          rows={[
            { label: "Client ID", value: client.client_id },
            {
              label: "Authentication",
              value: client.auth_method === "client_secret" ? "client_secret_basic or client_secret_post" : client.auth_method,
            },
            { label: "Scopes", value: client.scopes.join(" ") || "none" },
            { label: "Grant types", value: client.grant_types.join(" ") },
            { label: "ID token signature", value: client.id_token_signed_response_alg },
            ...client.redirect_uris.map((uri, index) => ({
              label: client.redirect_uris.length > 1 ? `Redirect URI ${index + 1}` : "Redirect URI",
              value: uri,
            })),
          ]}
        />
      </Card>
    </div>
  );
}
