import { createFileRoute } from "@tanstack/react-router";
import { KeysPage } from "@/features/keys/keys-page";
import { useTenant } from "@/features/workspaces/use-tenant";

export const Route = createFileRoute("/w/$slug/keys")({ component: Keys });

function Keys() {
  return <KeysPage tenant={useTenant(Route.useParams().slug)} />;
}
