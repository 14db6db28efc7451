import type { Resource } from "@/api/types";
import { ScopesField } from "../form-fields";
import { integrations } from "../integrations";
import { integrationOrder } from "../places";
import { Choice, List, Switch, Text } from "./fields";
import type { Values } from "./values";

/** What every client has, and what people touch most. */
export function Basics() {
  return (
    <>
      <Text name="name" label="Name" help="People see it when they are asked to agree." maxLength={80} className="max-w-md" />
      <div className="grid gap-5 sm:grid-cols-2">
        <Choice
          name="integration"
          label="Made for"
          help="Which configuration Quickstart shows first."
          options={integrationOrder.map((value) => [value, integrations[value].name] as const)}
        />
        <Choice
          name="application_type"
          label="Kind of application"
          help="A native app may use addresses of its own (app.example:/callback) and any port on localhost. The default is web."
          options={[
            ["web", "Web"],
            ["native", "Native"],
          ]}
        />
      </div>
    </>
  );
}

/** The client's off switch. */
export function Disabled() {
  return (
    <Switch
      name="disabled"
      label="Disabled"
      help="Nobody can sign in through this client and its tokens stop working, until you untick this."
    />
  );
}

/** Where people and their browsers may go. */
export function Redirects() {
  return (
    <>
      <List
        name="redirect_uris"
        label="Redirect URIs"
        help="Where people return to after signing in. A request with any other address, even by one letter, is refused."
        item="Redirect URI"
        placeholder="https://app.example.com/callback"
        optional
      />
      <List
        name="allowed_origins"
        label="Allowed origins"
        help="Web pages whose scripts may call the token and user info endpoints. The origins of the redirect URIs are allowed already."
        item="Origin"
        placeholder="https://app.example.com"
        optional
      />
      <Text
        name="initiate_login_uri"
        label="Sign-in start"
        help="A page of your service that begins a sign-in, for links from Alias to your service. The default is none."
        optional
        mono
        type="url"
        placeholder="https://app.example.com/login"
      />
    </>
  );
}

/** What the service may see of people, and do at the workspace's resources. */
export function Visible({ resources }: { resources: readonly Resource[] }) {
  return (
    <>
      <ScopesField<Values>
        name="scopes"
        others={resources.flatMap(({ scopes, name }) => scopes.map((scope) => ({ scope, resource: name })))}
      />
      <Switch
        name="id_token_claims"
        label="Also put claims in the ID token"
        help="By default the ID token holds only the alias ID, and names and addresses come from the User Info Endpoint. Tick this for software that reads nothing but the ID token."
      />
    </>
  );
}
