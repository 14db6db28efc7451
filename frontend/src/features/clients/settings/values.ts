import * as z from "zod/mini";
import { algorithms } from "@/api/algorithms";
import type { Client, ClientChange } from "@/api/types";
import { keySetProblem } from "@/lib/key-set";
import { addressProblem } from "@/lib/redirect-uri";
import { textWithout } from "@/lib/text-without";
import { clientFields } from "../form-fields";
import { integrationOrder } from "../places";

export const grantTypes = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "implicit",
] as const;

/** The ways to recognise a certificate, of which a client has one (RFC 8705 2.1.2). */
export const certificateNames = [
  "tls_client_auth_subject_dn",
  "tls_client_auth_san_dns",
  "tls_client_auth_san_uri",
  "tls_client_auth_san_ip",
  "tls_client_auth_san_email",
] as const;

const address = textWithout(addressProblem);
const optionalAlgorithm = z.enum(["", ...algorithms]);
const wholeNumber = "Enter a whole number of seconds.";

const seconds = (least: number, most: number, message: string) =>
  z.number(wholeNumber).check(z.int(wholeNumber), z.gte(least, message), z.lte(most, message));

export const schema = z
  .object({
    name: clientFields.name,
    integration: z.enum(integrationOrder),
    application_type: z.enum(["web", "native"]),
    disabled: z.boolean(),

    redirect_uris: clientFields.post_logout_redirect_uris,
    allowed_origins: clientFields.allowed_origins,
    initiate_login_uri: address,
    scopes: clientFields.scopes,
    id_token_claims: z.boolean(),

    grant_types: z.array(z.enum(grantTypes)).check(z.minLength(1, "Choose at least one: authorization_code is how people sign in.")),
    response_types: z.array(z.string()),
    require_pkce: z.boolean(),
    send_iss: z.boolean(),
    default_max_age: z.string().check(z.regex(/^\d*$/, wholeNumber)),
    require_auth_time: z.boolean(),
    default_acr_values: z.array(z.string().check(z.minLength(1, "Enter a class, or remove the line."))),

    access_token_format: z.enum(["opaque", "jwt"]),
    access_token_lifetime_seconds: seconds(60, 86_400, "An access token lives 60 seconds to a day."),
    default_resource: z.string(),
    id_token_signed_response_alg: z.enum(algorithms),
    rotate_refresh_tokens: z.boolean(),
    refresh_grace_seconds: seconds(0, 60, "The grace period is 0 to 60 seconds."),
    refresh_idle_seconds: seconds(3_600, 63_072_000, "A refresh token may rest for an hour to two years."),
    refresh_absolute_seconds: seconds(3_600, 157_680_000, "A grant lasts an hour to five years."),

    auth_method: z.enum([
      "client_secret",
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "tls_client_auth",
      "self_signed_tls_client_auth",
      "none",
    ]),
    jwks: textWithout(keySetProblem),
    jwks_uri: address,
    token_endpoint_auth_signing_alg: optionalAlgorithm,
    tls_client_auth_subject_dn: z.string(),
    tls_client_auth_san_dns: z.string(),
    tls_client_auth_san_uri: z.string(),
    tls_client_auth_san_ip: z.string(),
    tls_client_auth_san_email: z.string(),

    dpop_bound_access_tokens: z.boolean(),
    require_dpop_nonce: z.boolean(),
    tls_client_certificate_bound_access_tokens: z.boolean(),
    require_pushed_authorization_requests: z.boolean(),
    require_signed_request_object: z.boolean(),
    request_object_signing_alg: optionalAlgorithm,
    request_uris: z.array(address),

    userinfo_signed_response_alg: optionalAlgorithm,
    introspection_signed_response_alg: optionalAlgorithm,
    authorization_signed_response_alg: optionalAlgorithm,

    backchannel_logout_uri: address,
    backchannel_logout_session_required: z.boolean(),
    frontchannel_logout_uri: address,
    frontchannel_logout_session_required: z.boolean(),
    post_logout_redirect_uris: clientFields.post_logout_redirect_uris,

    client_uri: address,
    logo_uri: address,
    policy_uri: address,
    tos_uri: address,
    contacts: z.array(z.string().check(z.minLength(1, "Enter an email address or the https address of a page."))),

    sector_identifier_uri: address,

    token_exchange_audiences: z.array(z.string().check(z.minLength(1, "Enter a resource or a client ID."))),
    federated_credentials: z.array(
      z.object({
        issuer: z.string().check(z.minLength(1, "Enter the issuer, as it stands in its tokens.")),
        subject: z.string().check(z.minLength(1, "Enter the subject, exactly or ending in *.")),
        audience: z.string(),
        jwks_uri: address,
      }),
    ),

    software_id: z.string(),
    software_version: z.string(),
  })
  .check(({ value, issues }) => {
    const browser = value.grant_types.some((grant) => grant === "authorization_code" || grant === "implicit");
    if (browser && value.redirect_uris.length === 0)
      issues.push({ code: "custom", message: "List at least one redirect URI.", path: ["redirect_uris"], input: value.redirect_uris });
    if (value.jwks.trim() !== "" && value.jwks_uri !== "")
      issues.push({
        code: "custom",
        message: "The keys are given by value or by address, not both. Clear one of the two.",
        path: ["jwks_uri"],
        input: value.jwks_uri,
      });
  });

export type Values = z.infer<typeof schema>;

const isGrantType = (text: string): text is Values["grant_types"][number] => grantTypes.some((known) => known === text);

/** A client as the form holds it: nothing is absent, and documents are text. */
export function valuesOf(client: Client): Values {
  return {
    name: client.name,
    integration: client.integration,
    application_type: client.application_type,
    disabled: client.disabled,
    redirect_uris: client.redirect_uris,
    allowed_origins: client.allowed_origins,
    initiate_login_uri: client.initiate_login_uri ?? "",
    scopes: client.scopes,
    id_token_claims: client.id_token_claims,
    grant_types: client.grant_types.filter(isGrantType),
    response_types: client.response_types,
    require_pkce: client.require_pkce,
    send_iss: client.send_iss,
    default_max_age: client.default_max_age === undefined ? "" : String(client.default_max_age),
    require_auth_time: client.require_auth_time,
    default_acr_values: client.default_acr_values,
    access_token_format: client.access_token_format,
    access_token_lifetime_seconds: client.access_token_lifetime_seconds,
    default_resource: client.default_resource ?? "",
    id_token_signed_response_alg: client.id_token_signed_response_alg,
    rotate_refresh_tokens: client.rotate_refresh_tokens,
    refresh_grace_seconds: client.refresh_grace_seconds,
    refresh_idle_seconds: client.refresh_idle_seconds,
    refresh_absolute_seconds: client.refresh_absolute_seconds,
    auth_method: client.auth_method,
    jwks: client.jwks ? JSON.stringify(client.jwks, null, 2) : "",
    jwks_uri: client.jwks_uri ?? "",
    token_endpoint_auth_signing_alg: client.token_endpoint_auth_signing_alg ?? "",
    tls_client_auth_subject_dn: client.tls_client_auth_subject_dn ?? "",
    tls_client_auth_san_dns: client.tls_client_auth_san_dns ?? "",
    tls_client_auth_san_uri: client.tls_client_auth_san_uri ?? "",
    tls_client_auth_san_ip: client.tls_client_auth_san_ip ?? "",
    tls_client_auth_san_email: client.tls_client_auth_san_email ?? "",
    dpop_bound_access_tokens: client.dpop_bound_access_tokens,
    require_dpop_nonce: client.require_dpop_nonce,
    tls_client_certificate_bound_access_tokens: client.tls_client_certificate_bound_access_tokens,
    require_pushed_authorization_requests: client.require_pushed_authorization_requests,
    require_signed_request_object: client.require_signed_request_object,
    request_object_signing_alg: client.request_object_signing_alg ?? "",
    request_uris: client.request_uris,
    userinfo_signed_response_alg: client.userinfo_signed_response_alg ?? "",
    introspection_signed_response_alg: client.introspection_signed_response_alg ?? "",
    authorization_signed_response_alg: client.authorization_signed_response_alg ?? "",
    backchannel_logout_uri: client.backchannel_logout_uri ?? "",
    backchannel_logout_session_required: client.backchannel_logout_session_required,
    frontchannel_logout_uri: client.frontchannel_logout_uri ?? "",
    frontchannel_logout_session_required: client.frontchannel_logout_session_required,
    post_logout_redirect_uris: client.post_logout_redirect_uris,
    client_uri: client.client_uri ?? "",
    logo_uri: client.logo_uri ?? "",
    policy_uri: client.policy_uri ?? "",
    tos_uri: client.tos_uri ?? "",
    contacts: client.contacts,
    sector_identifier_uri: client.sector_identifier_uri ?? "",
    token_exchange_audiences: client.token_exchange_audiences,
    federated_credentials: client.federated_credentials.map(({ issuer, subject, audience = "", jwks_uri = "" }) => ({
      issuer,
      subject,
      audience,
      jwks_uri,
    })),
    software_id: client.software_id ?? "",
    software_version: client.software_version ?? "",
  };
}

/** What changed, in the words of the API. What somebody else changed meanwhile stays as it is. */
export function changeOf(before: Client, values: Values): ClientChange {
  const old = valuesOf(before);
  const said = {
    ...values,
    jwks: values.jwks.trim() === "" ? null : JSON.parse(values.jwks),
    default_max_age: values.default_max_age === "" ? null : Number(values.default_max_age),
    federated_credentials: values.federated_credentials.map(({ issuer, subject, audience, jwks_uri }) => ({
      issuer,
      subject,
      ...(audience ? { audience } : {}),
      ...(jwks_uri ? { jwks_uri } : {}),
    })),
  } satisfies ClientChange;
  // The keys are those of the form, because valuesOf made the object.
  const changed = (Object.keys(old) as (keyof Values)[]).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(old[name]));
  return Object.fromEntries(changed.map((name) => [name, said[name]]));
}
