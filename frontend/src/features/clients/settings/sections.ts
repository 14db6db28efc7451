import type { SettingSection } from "../places";
import type { Values } from "./values";

/** The folded sections, each with the settings inside, in the order of the page. */
export const sections = [
  {
    id: "sign-in",
    title: "Sign-in",
    text: "Grant and response types, PKCE, and how recently people must have proved who they are.",
    settings: ["grant_types", "response_types", "require_pkce", "send_iss", "default_max_age", "require_auth_time", "default_acr_values"],
  },
  {
    id: "tokens",
    title: "Tokens",
    text: "What tokens look like, what they are signed with, and how long they live.",
    settings: [
      "id_token_signed_response_alg",
      "access_token_format",
      "access_token_lifetime_seconds",
      "default_resource",
      "rotate_refresh_tokens",
      "refresh_grace_seconds",
      "refresh_idle_seconds",
      "refresh_absolute_seconds",
    ],
  },
  {
    id: "authentication",
    title: "Client authentication",
    text: "How the client proves that it is itself: a secret, a key or a certificate.",
    settings: [
      "auth_method",
      "jwks",
      "jwks_uri",
      "token_endpoint_auth_signing_alg",
      "tls_client_auth_subject_dn",
      "tls_client_auth_san_dns",
      "tls_client_auth_san_uri",
      "tls_client_auth_san_ip",
      "tls_client_auth_san_email",
    ],
  },
  {
    id: "binding",
    title: "Bound tokens and signed requests",
    text: "Tokens that are useless to a thief, and requests that nobody can change on their way.",
    settings: [
      "dpop_bound_access_tokens",
      "require_dpop_nonce",
      "tls_client_certificate_bound_access_tokens",
      "require_pushed_authorization_requests",
      "require_signed_request_object",
      "request_object_signing_alg",
      "request_uris",
    ],
  },
  {
    id: "answers",
    title: "Signed answers",
    text: "User info, introspection and authorization responses as signed JWTs.",
    settings: ["userinfo_signed_response_alg", "introspection_signed_response_alg", "authorization_signed_response_alg"],
  },
  {
    id: "logout",
    title: "Logout",
    text: "How your service hears that somebody signed out, and where they go afterwards.",
    settings: [
      "backchannel_logout_uri",
      "backchannel_logout_session_required",
      "frontchannel_logout_uri",
      "frontchannel_logout_session_required",
      "post_logout_redirect_uris",
    ],
  },
  {
    id: "consent",
    title: "Consent page",
    text: "The logo, links and contacts that people see before they agree.",
    settings: ["client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts"],
  },
  {
    id: "sector",
    title: "Identity sector",
    text: "Which clients know people by the same alias.",
    settings: ["sector_identifier_uri"],
  },
  {
    id: "workloads",
    title: "Workload identity and token exchange",
    text: "Machines that act as this client without a secret, and tokens it may exchange for others.",
    settings: ["federated_credentials", "token_exchange_audiences"],
  },
  {
    id: "about",
    title: "About this client",
    text: "What software it is, where it came from, and when it was last changed.",
    settings: ["software_id", "software_version"],
  },
] as const satisfies readonly { id: SettingSection; title: string; text: string; settings: readonly (keyof Values)[] }[];

/** The section that a setting is folded into; undefined for those that are never folded. */
export function sectionOf(setting: string): SettingSection | undefined {
  const head = setting.split(".")[0];
  return sections.find(({ settings }) => settings.some((each) => each === head))?.id;
}
