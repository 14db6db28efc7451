import { listAttemptsOptions, listClientsOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Check, Plus } from "lucide-react";
import type { ReactNode } from "react";
import type { Tenant } from "@/api/types";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyRows } from "@/ui/copy";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { EnvironmentBadge } from "./environments";

/** The start of a workspace: what is left to set up, what happened lately, and the addresses a service needs. */
export function Overview({ tenant, recent }: { tenant: Tenant; recent: ReactNode }) {
  return (
    <>
      <PageHeader
        title={tenant.name}
        badge={<EnvironmentBadge environment={tenant.environment} />}
        actions={
          <Button asChild look="primary">
            <Link to="/w/$slug/connect" params={{ slug: tenant.slug }}>
              <Plus aria-hidden /> Connect a service
            </Link>
          </Button>
        }
      />
      <div className="space-y-6">
        <Checklist slug={tenant.slug} />
        {recent}
        <Card aria-labelledby="endpoints">
          <CardHeader id="endpoints" title="Endpoints">
            Most libraries need only the issuer and find the rest through discovery.
          </CardHeader>
          <CopyRows
            rows={[
              { label: "Issuer", value: tenant.endpoints.issuer },
              { label: "Discovery", value: tenant.endpoints.discovery },
              { label: "Authorization Endpoint", value: tenant.endpoints.authorization },
              { label: "Token Endpoint", value: tenant.endpoints.token },
              { label: "JSON Web Key Set", value: tenant.endpoints.jwks },
              { label: "User Info Endpoint", value: tenant.endpoints.userinfo },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

function Checklist({ slug }: { slug: string }) {
  const clients = useQuery(listClientsOptions({ path: { tenant: slug }, query: { limit: 1 } }));
  const signIns = useQuery(listAttemptsOptions({ path: { tenant: slug }, query: { limit: 20, outcome: "ok" } }));
  if (clients.isError || signIns.isError) return null;
  if (!clients.data || !signIns.data) return <Skeleton className="h-44 w-full rounded-lg" />;
  const client = clients.data.items[0];
  const signedIn = signIns.data.items.some((attempt) => attempt.endpoint === "token");
  if (client && signedIn) return null;
  const steps: { done: boolean; title: string; text: string; action?: ReactNode }[] = [
    { done: true, title: "Create the workspace", text: "Its issuer answers and its keys are ready." },
    {
      done: client !== undefined,
      title: "Connect a service",
      text: "Register where people return to, and get credentials and a configuration to paste.",
      action: (
        <Button asChild size="sm" look="primary">
          <Link to="/w/$slug/connect" params={{ slug }}>
            Connect a service <ArrowRight aria-hidden />
          </Link>
        </Button>
      ),
    },
    {
      done: signedIn,
      title: "Sign in for the first time",
      text: "Run a test sign-in: a real one, in a pop-up, with every step and token shown.",
      ...(client
        ? {
            action: (
              <Button asChild size="sm" look="primary">
                <Link to="/w/$slug/clients/$clientId" params={{ slug, clientId: client.id }} search={{ tab: "test" }}>
                  Test sign-in <ArrowRight aria-hidden />
                </Link>
              </Button>
            ),
          }
        : {}),
    },
  ];
  const current = steps.findIndex((step) => !step.done);
  return (
    <Card aria-labelledby="setup">
      <CardHeader id="setup" title="Get to the first sign-in">
        {steps.filter((step) => step.done).length} of {steps.length} done
      </CardHeader>
      <ol className="border-border border-t p-2">
        {steps.map((step, index) => (
          <li
            key={step.title}
            className={cn("flex flex-wrap items-center gap-x-3.5 gap-y-2 rounded-md p-3", index === current && "bg-accent-soft/60")}
          >
            <span
              className={cn(
                "flex size-6 shrink-0 items-center justify-center rounded-full border font-semibold text-xs",
                step.done
                  ? "border-success-line bg-success-soft text-success-text"
                  : index === current
                    ? "border-accent bg-accent text-on-accent"
                    : "border-border-strong text-muted",
              )}
            >
              {step.done ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1 basis-56">
              <p className={cn("font-medium", step.done ? "text-muted" : "text-ink")}>{step.title}</p>
              <p className="text-muted">{step.text}</p>
            </div>
            {index === current ? step.action : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
