import type { Tenant } from "@/api/types";
import { CopyRows } from "@/ui/copy";

/** The six addresses of a provider, under the names that other software's settings pages use. */
export function ProviderTable({ endpoints }: { endpoints: Tenant["endpoints"] }) {
  return (
    <CopyRows
      rows={[
        { label: "Issuer", value: endpoints.issuer },
        { label: "Authorization Endpoint", value: endpoints.authorization },
        { label: "Token Endpoint", value: endpoints.token },
        { label: "JSON Web Key Set", value: endpoints.jwks },
        { label: "User Info Endpoint", value: endpoints.userinfo },
        { label: "Discovery URL", value: endpoints.discovery },
      ]}
    />
  );
}
