import { Plus, X } from "lucide-react";
import { useFieldArray, useFormContext } from "react-hook-form";
import type { Client } from "@/api/types";
import { Button } from "@/ui/button";
import { CopyText } from "@/ui/copy";
import { FieldGroup } from "@/ui/field";
import { Ago } from "@/ui/time";
import { List, Switch, Text } from "./fields";
import type { Values } from "./values";

export function Logout() {
  return (
    <>
      <Text
        name="backchannel_logout_uri"
        label="Back-channel logout"
        help="Where your server is told that a person signed out. It works in every browser, and is tried again until it arrives. The default is none."
        optional
        mono
        type="url"
        placeholder="https://app.example.com/backchannel-logout"
      />
      <Switch
        name="backchannel_logout_session_required"
        label="Back-channel logout needs the session"
        help="Your server must learn which session ended (sid). Off by default; it is told anyway."
      />
      <Text
        name="frontchannel_logout_uri"
        label="Front-channel logout"
        help="A page of yours that the browser loads when a person signs out, with the host of one of the redirect URIs. Many browsers block its cookies; prefer the back channel. The default is none."
        optional
        mono
        type="url"
        placeholder="https://app.example.com/frontchannel-logout"
      />
      <Switch
        name="frontchannel_logout_session_required"
        label="Front-channel logout needs the session"
        help="That page must get iss and sid. Off by default; it gets them anyway."
      />
      <List
        name="post_logout_redirect_uris"
        label="After sign-out"
        help="Where your service may send people after signing them out of Alias. The default is nowhere."
        item="After sign-out URI"
        placeholder="https://app.example.com/"
        optional
      />
    </>
  );
}

export function Consent() {
  const page = { optional: true, mono: true, type: "url" } as const;
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Text
          name="client_uri"
          label="Home page"
          help="Your service's own page. The default is none."
          placeholder="https://app.example.com/"
          {...page}
        />
        <Text
          name="logo_uri"
          label="Logo"
          help="Alias fetches it, so that people's browsers do not. The default is none."
          placeholder="https://app.example.com/logo.png"
          {...page}
        />
        <Text
          name="policy_uri"
          label="Privacy policy"
          help="Linked before people agree. The default is none."
          placeholder="https://app.example.com/privacy"
          {...page}
        />
        <Text
          name="tos_uri"
          label="Terms"
          help="Linked before people agree. The default is none."
          placeholder="https://app.example.com/terms"
          {...page}
        />
      </div>
      <List
        name="contacts"
        label="Contacts"
        help="How to reach who is responsible: email addresses, or https addresses of pages. The default is none."
        item="Contact"
        placeholder="help@example.com"
        text
        optional
      />
    </>
  );
}

export function Sector({ client }: { client: Client }) {
  return (
    <>
      <p className="max-w-prose text-muted">
        {client.separate_identities
          ? "This client was made with separate identities: people have other aliases here than at the workspace's other clients. That cannot be changed."
          : "This client shares its aliases with the workspace's other clients. Separate identities can only be chosen when a client is made."}
      </p>
      <Text
        name="sector_identifier_uri"
        label="Sector identifier"
        help="An https document that lists the redirect URIs of several clients, which then know people by the same aliases. Changing it changes every alias. The default is none."
        optional
        mono
        type="url"
        placeholder="https://example.com/sector.json"
      />
    </>
  );
}

export function Workloads() {
  const { control } = useFormContext<Values>();
  const { fields, append, remove } = useFieldArray({ control, name: "federated_credentials" });
  return (
    <>
      <FieldGroup
        legend="Workloads"
        help="Tokens of other issuers, such as a cluster or a build service, by which a machine acts as this client without a secret (the jwt-bearer grant). The default is none."
      >
        <ul className="space-y-4">
          {fields.map((field, index) => (
            <li key={field.id} className="space-y-5 rounded-md border border-border p-4">
              <div className="grid gap-5 sm:grid-cols-2">
                <Text
                  name={`federated_credentials.${index}.issuer`}
                  label="Issuer"
                  help="As it stands in iss of its tokens."
                  mono
                  placeholder="https://token.actions.example.com"
                />
                <Text
                  name={`federated_credentials.${index}.subject`}
                  label="Subject"
                  help="The sub that is let in; a * at the end stands for anything."
                  mono
                  placeholder="repo:heron/site:ref:refs/heads/main"
                />
                <Text
                  name={`federated_credentials.${index}.audience`}
                  label="Audience"
                  help="The aud that is demanded. The default is this issuer or its token endpoint."
                  optional
                  mono
                />
                <Text
                  name={`federated_credentials.${index}.jwks_uri`}
                  label="Address of its keys"
                  help="The default is what its own discovery document says."
                  optional
                  mono
                  type="url"
                />
              </div>
              <Button size="sm" look="quiet" className="-ml-2" onClick={() => remove(index)}>
                <X aria-hidden /> Remove this workload
              </Button>
            </li>
          ))}
        </ul>
        <Button
          size="sm"
          look="quiet"
          className={fields.length > 0 ? "mt-2 -ml-2" : "-ml-2"}
          onClick={() => append({ issuer: "", subject: "", audience: "", jwks_uri: "" })}
        >
          <Plus aria-hidden /> Add {fields.length > 0 ? "another" : "a workload"}
        </Button>
      </FieldGroup>
      <List
        name="token_exchange_audiences"
        label="Token exchange"
        help="The resources and client IDs that this client may exchange tokens for (RFC 8693). The default is none, which refuses every exchange."
        item="Audience"
        placeholder="https://api.example.com/"
        text
        optional
      />
    </>
  );
}

const origins = {
  developer: "A developer made it.",
  registered: "It registered itself (RFC 7591).",
  document: "It is described by its client ID metadata document.",
};

export function About({ client }: { client: Client }) {
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Text
          name="software_id"
          label="Software"
          help="A name for the software that this client is an installation of. The default is none."
          optional
          mono
          maxLength={200}
        />
        <Text
          name="software_version"
          label="Version"
          help="The version of that software. The default is none."
          optional
          mono
          maxLength={200}
        />
      </div>
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <dt className="text-muted">Client ID</dt>
        <dd className="min-w-0">
          <CopyText value={client.client_id} label="client_id" className="-my-1.5" />
        </dd>
        <dt className="text-muted">Origin</dt>
        <dd className="text-ink">{origins[client.origin]}</dd>
        <dt className="text-muted">Created</dt>
        <dd className="text-ink">
          <Ago at={client.created_at} />
        </dd>
        <dt className="text-muted">Last changed</dt>
        <dd className="text-ink">
          <Ago at={client.updated_at} />
        </dd>
      </dl>
    </>
  );
}
