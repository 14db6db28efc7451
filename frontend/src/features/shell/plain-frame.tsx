import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import type { Session } from "@/api/types";
import { Button } from "@/ui/button";
import { Mark } from "@/ui/mark";
import { Skeleton } from "@/ui/skeleton";

// The menu's machinery is not for visitors, who have no account to show.
const UserMenu = lazy(async () => ({ default: (await import("./user-menu")).UserMenu }));

/** The frame of pages that belong to no workspace: the mark, the person, the page. */
export function PlainFrame({ session, children }: { session: Session | null; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="px-4 py-4 sm:px-8">
        <div className="mx-auto flex w-full max-w-6xl items-center justify-between gap-4">
          <Link
            to="/"
            search={{ all: true }}
            className="flex items-center gap-2.5 rounded-md font-semibold text-ink text-lg tracking-(--tracking-tight)"
          >
            <Mark /> Alias
          </Link>
          {session ? (
            <Suspense fallback={<Skeleton className="size-10 rounded-full" />}>
              <UserMenu session={session} compact />
            </Suspense>
          ) : (
            <nav aria-label="Account" className="flex items-center gap-2">
              <Button asChild look="quiet" className="hidden sm:inline-flex">
                <a href="/docs">API reference</a>
              </Button>
              <Button asChild>
                <a href="/login?return_to=/">Sign in</a>
              </Button>
            </nav>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col px-4 pb-16 sm:px-8">
        {children}
      </main>
    </div>
  );
}
