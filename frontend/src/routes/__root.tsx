import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, type ErrorComponentProps, Link, Outlet } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { wordsOf } from "@/ui/resource";

export const Route = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

function NotFound() {
  return (
    <main>
      <title>Not found · Alias</title>
      <Empty
        page
        icon={<Compass />}
        title="There is nothing at this address"
        actions={
          <Button asChild look="primary">
            <Link to="/">Go to your workspaces</Link>
          </Button>
        }
      >
        It may have been moved or deleted, or it belongs to a workspace you are not a member of.
      </Empty>
    </main>
  );
}

function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main>
      <title>Problem · Alias</title>
      <Failure page title="This page could not be shown" {...wordsOf(error)} onRetry={reset} />
    </main>
  );
}
