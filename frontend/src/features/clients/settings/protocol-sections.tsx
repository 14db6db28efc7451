import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import type { Client, Resource, Tenant } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";
import { messageOf } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { algorithmOptions, Choice, Document, List, optionalAlgorithms, Seconds, Several, Switch, Text } from "./fields";
import { certificateNames, grantTypes, type Values } from "./values";

const grants: Record<(typeof grantTypes)[number], string> = {
  authorization_code: "People sign in in a browser and come back with a code. The default, and nearly always what you want.",
  refresh_token: "Goes on without asking people again, where offline_access was granted.",
  client_credentials: "The client acts as itself, with nobody signed in: machine to machine.",
  "urn:ietf:params:oauth:grant-type:device_code": "A device without a browser shows a code, and people sign in on their phone.",
  "urn:ietf:params:oauth:grant-type:token-exchange": "Trades a token for one that is for another of your APIs.",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "A workload of another issuer acts as this client by its own token.",
  implicit: "Tokens straight from the authorization endpoint. Old, and behind the workspace's compatibility switch.",
};

const responseTypes = ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"];

export function SignIn({ tenant, client }: { tenant: Tenant; client: Client }) {
  const compatible = tenant.compatibility.implicit_and_hybrid;
  const chosen = useWatch<Values, "response_types">({ name: "response_types" });
  const others = compatible || chosen.some((type) => type !== "code");
  const machine = ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"];
  return (
    <>
      <Several
        name="grant_types"
        label="Grant types"
        help="How the client may get tokens. The default is authorization_code, and refresh_token where offline_access is among the scopes."
        options={grantTypes.map((value) => ({
          value,
          title: <code className="wrap-anywhere">{value.split(":").at(-1)}</code>,
          text: grants[value],
          disabled: (client.type === "public" && machine.includes(value)) || (value === "implicit" && !others),
        }))}
      />
      {others ? (
        <Several
          name="response_types"
          label="Response types"
          help="What the authorization endpoint may answer with. The default is code; the others send tokens through the browser."
          options={responseTypes.map((value) => ({ value, title: <code>{value}</code>, text: responseWords(value) }))}
        />
      ) : (
        <p className="text-muted">
          The response type is <code className="text-ink">code</code>. The implicit and hybrid ones are behind{" "}
          <Link className="link" to="/w/$slug/settings" params={{ slug: tenant.slug }} hash="compatibility">
            the workspace's compatibility switch
          </Link>
          .
        </p>
      )}
      <Switch
        name="require_pkce"
        label="Require PKCE"
        help="Refuses sign-ins that do not carry a PKCE challenge (S256), so that a stolen code is worth nothing. On by default; untick it only for software that cannot do it."
      />
      <Switch
        name="send_iss"
        label="Name the issuer in answers"
        help="Adds iss to the address people return with (RFC 9207), so that software with several providers cannot mix them up. On by default; untick it only for software that trips over it."
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <Text
          name="default_max_age"
          label="Greatest age of a sign-in"
          help="People who proved who they are longer ago, in seconds, do it again. The default is any time; a request's own max_age wins."
          optional
          inputMode="numeric"
          placeholder="3600"
        />
      </div>
      <Switch
        name="require_auth_time"
        label="Always say when the person signed in"
        help="Puts auth_time in every ID token. Off by default: only those that were asked for with max_age have it."
      />
      <List
        name="default_acr_values"
        label="Preferred authentication classes"
        help="The acr values to prefer when a request names none. The default is none."
        item="Class"
        placeholder="urn:example:acr"
        text
        optional
      />
    </>
  );
}

const responseWords = (type: string) =>
  type === "code" ? "A code, which your server exchanges. The default." : `${type.split(" ").join(" and ")}, in the address.`;

export function Tokens({ resources }: { resources: readonly Resource[] }) {
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Choice
          name="id_token_signed_response_alg"
          label="ID token signature"
          help="RS256, the default, is understood by everything. Change it only if your software asks."
          options={algorithmOptions}
        />
        <Choice
          name="access_token_format"
          label="Access token format"
          help="For tokens that are for none of the workspace's resources; those decide by themselves. The default is opaque."
          options={[
            ["opaque", "Opaque"],
            ["jwt", "JWT (RFC 9068)"],
          ]}
        />
        <Seconds
          name="access_token_lifetime_seconds"
          label="Access token lifetime"
          help="60 seconds to a day; a resource may say less. The default is 1800."
        />
        <Choice
          name="default_resource"
          label="Default resource"
          help="What tokens are for when a request names no resource (RFC 8707). The default is none."
          options={[["", "None"], ...resources.map(({ identifier, name }) => [identifier, `${name} (${identifier})`] as const)]}
        />
      </div>
      <Switch
        name="rotate_refresh_tokens"
        label="Rotate refresh tokens"
        help="Each use of a refresh token replaces it, so that a stolen one is noticed. On by default; FAPI 2.0 wants it off and binds tokens instead."
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <Seconds
          name="refresh_grace_seconds"
          label="Grace period"
          help="How long a replaced refresh token still answers its successor, for an answer that got lost. The default is 30."
        />
        <Seconds
          name="refresh_idle_seconds"
          label="Refresh token rest"
          help="How long a refresh token may go unused. The default is 2592000, 30 days."
        />
        <Seconds
          name="refresh_absolute_seconds"
          label="Longest grant"
          help="How long a grant can be continued at most. The default is 31536000, a year."
        />
      </div>
    </>
  );
}

const methods = {
  client_secret: "Secret, either way",
  client_secret_basic: "Secret in the header (basic)",
  client_secret_post: "Secret in the body (post)",
  private_key_jwt: "Signed assertion (private_key_jwt)",
  tls_client_auth: "TLS certificate of an authority (tls_client_auth)",
  self_signed_tls_client_auth: "Self-signed TLS certificate (self_signed_tls_client_auth)",
} as const;

const needsKeys = (method: Values["auth_method"]) => method === "private_key_jwt" || method === "self_signed_tls_client_auth";

export function Authentication({ client }: { client: Client }) {
  const [method, signed] = useWatch<Values, ["auth_method", "require_signed_request_object"]>({
    name: ["auth_method", "require_signed_request_object"],
  });
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Choice
          name="auth_method"
          label="Method"
          help={
            client.type === "public"
              ? "A public client cannot keep a secret, so it has none: PKCE protects its sign-ins."
              : "“Secret, either way” is the default and fits nearly all software. A key or a certificate never travels."
          }
          options={client.type === "public" ? [["none", "None (public client)"]] : Object.entries(methods)}
        />
        {method === "private_key_jwt" ? (
          <Choice
            name="token_endpoint_auth_signing_alg"
            label="Assertion signature"
            help="The one algorithm its assertions may be signed with. The default is any of these."
            options={optionalAlgorithms("Any")}
          />
        ) : null}
      </div>
      {method === "tls_client_auth" ? <CertificateName /> : null}
      {needsKeys(method) || signed ? (
        <Notice title="This client needs public keys">Give them by value or by address, one of the two.</Notice>
      ) : null}
      <Text
        name="jwks_uri"
        label="Address of the public keys"
        help="Where the client publishes its key set, over https. It is read again within five minutes, so keys can be rotated. The default is none."
        optional
        mono
        type="url"
        placeholder="https://app.example.com/jwks.json"
      />
      <Document
        name="jwks"
        label="Public keys"
        help="The same by value: a JSON Web Key Set, for private_key_jwt, self-signed certificates and signed requests. Never a private key. The default is none."
        placeholder={'{"keys": [{"kty": "EC", "crv": "P-256", "x": "…", "y": "…"}]}'}
      />
    </>
  );
}

const certificateWords: Record<(typeof certificateNames)[number], { words: string; placeholder: string }> = {
  tls_client_auth_subject_dn: { words: "Its subject", placeholder: "CN=client.example.com,O=Example" },
  tls_client_auth_san_dns: { words: "A DNS name in it", placeholder: "client.example.com" },
  tls_client_auth_san_uri: { words: "A URI in it", placeholder: "spiffe://example.com/client" },
  tls_client_auth_san_ip: { words: "An IP address in it", placeholder: "192.0.2.7" },
  tls_client_auth_san_email: { words: "An email address in it", placeholder: "client@example.com" },
};

/** One name by which the certificate is known: choosing another moves what was typed. */
function CertificateName() {
  const { setValue, register, getFieldState, formState, getValues } = useFormContext<Values>();
  const values = useWatch<Values, typeof certificateNames>({ name: certificateNames });
  const [picked, setPicked] = useState<(typeof certificateNames)[number]>("tls_client_auth_subject_dn");
  const name = certificateNames[values.findIndex((value) => value !== "")] ?? picked;
  const error = certificateNames.map((each) => messageOf(getFieldState(each, formState).error)).find(Boolean);
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field label="Recognise the certificate by" help="Exactly one of its names (RFC 8705).">
        {(wiring) => (
          <Select
            {...wiring}
            value={name}
            onChange={(event) => {
              const next = certificateNames.find((each) => each === event.target.value);
              if (!next) return;
              setPicked(next);
              const typed = getValues(name);
              setValue(name, "", { shouldDirty: true });
              setValue(next, typed, { shouldDirty: true });
            }}
          >
            {certificateNames.map((each) => (
              <option key={each} value={each}>
                {certificateWords[each].words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Name in the certificate"
        help="Compared exactly, once the certificate was found to be of a trusted authority."
        error={error}
      >
        {(wiring) => (
          <Input key={name} {...wiring} {...register(name)} mono spellCheck={false} placeholder={certificateWords[name].placeholder} />
        )}
      </Field>
    </div>
  );
}

export function Binding() {
  return (
    <>
      <Switch
        name="dpop_bound_access_tokens"
        label="Bind tokens to a key (DPoP)"
        help="Every access token works only with proofs of the client's own key (RFC 9449). Off by default: only when the client chooses to."
      />
      <Switch
        name="require_dpop_nonce"
        label="Demand a fresh nonce in DPoP proofs"
        help="Proofs cannot be made in advance. Off by default."
      />
      <Switch
        name="tls_client_certificate_bound_access_tokens"
        label="Bind tokens to the TLS certificate"
        help="Every access token works only over a connection with the client's certificate (RFC 8705). Off by default."
      />
      <Switch
        name="require_pushed_authorization_requests"
        label="Demand pushed authorization requests"
        help="Requests come from the client's server (RFC 9126), so that nobody can read or change them in the browser. Off by default."
      />
      <Switch
        name="require_signed_request_object"
        label="Demand signed authorization requests"
        help="Requests are signed with the client's keys (RFC 9101), which it then needs. Off by default."
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <Choice
          name="request_object_signing_alg"
          label="Request signature"
          help="The one algorithm that signed requests may use. The default is any of these."
          options={optionalAlgorithms("Any")}
        />
      </div>
      <List
        name="request_uris"
        label="Request URIs"
        help="Addresses of signed requests that the client may name instead of sending them. The default is none."
        item="Request URI"
        placeholder="https://app.example.com/request.jwt"
        optional
      />
    </>
  );
}

export function Answers() {
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Choice
        name="userinfo_signed_response_alg"
        label="User info"
        help="What user info answers are signed with. The default is plain JSON."
        options={optionalAlgorithms("Plain JSON")}
      />
      <Choice
        name="introspection_signed_response_alg"
        label="Introspection"
        help="What introspection answers are signed with (RFC 9701). The default is plain JSON."
        options={optionalAlgorithms("Plain JSON")}
      />
      <Choice
        name="authorization_signed_response_alg"
        label="Authorization responses"
        help="What responses in JWT form (JARM) are signed with. The default is RS256, where a request asks for that form."
        options={optionalAlgorithms("Where asked: RS256")}
      />
    </div>
  );
}
