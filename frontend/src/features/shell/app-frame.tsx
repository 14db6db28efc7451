import { Link } from "@tanstack/react-router";
import { BookOpen, Mail, Menu as MenuIcon, Search } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { Session, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import { Mark } from "@/ui/mark";
import { Skeleton } from "@/ui/skeleton";
import { places } from "./places";
import { ShortcutsDialog, useShortcuts } from "./shortcuts";
import { UserMenu } from "./user-menu";
import { WorkspaceSwitcher } from "./workspace-switcher";

const CommandPalette = lazy(() => import("./command-palette"));

const navRow =
  "flex h-9 items-center gap-2.5 rounded-md px-2.5 font-medium text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-text [&_svg]:size-4 [&_svg]:shrink-0";

type Parts = { session: Session; tenant: Tenant };

function Navigation({ session, tenant, onPalette, onNavigate }: Parts & { onPalette: () => void; onNavigate?: () => void }) {
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <WorkspaceSwitcher tenant={tenant} />
      <button
        type="button"
        onClick={onPalette}
        className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md border border-border bg-surface px-2.5 text-muted shadow-xs hover:border-border-strong hover:text-ink"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search</span>
        <span aria-hidden className="flex gap-1">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <nav aria-label="Workspace">
        <ul className="space-y-0.5">
          {places.map((place) => (
            <li key={place.to}>
              <Link
                to={place.to}
                params={{ slug: tenant.slug }}
                activeOptions={{ exact: place.exact, includeSearch: false }}
                activeProps={{ "aria-current": "page" }}
                className={navRow}
                {...(onNavigate ? { onClick: onNavigate } : {})}
              >
                <place.icon aria-hidden />
                {place.label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="mt-auto space-y-0.5">
        {session.dev_mail_url ? (
          <a href="/dev/mail" target="_blank" rel="noreferrer" className={navRow}>
            <Mail aria-hidden /> Development mailbox
          </a>
        ) : null}
        <a href="/docs" className={navRow}>
          <BookOpen aria-hidden /> API reference
        </a>
        <div className="border-border border-t pt-2">
          <UserMenu session={session} />
        </div>
      </div>
    </div>
  );
}

/** The frame around every page of a workspace: navigation, palette, shortcuts. */
export function AppFrame({ session, tenant, children }: Parts & { children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "help" | "navigation">();
  const close = () => setOpen(undefined);
  const palette = () => setOpen("palette");
  useShortcuts({ slug: tenant.slug, onPalette: palette, onHelp: () => setOpen("help") });
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-border border-r lg:block">
        <Navigation session={session} tenant={tenant} onPalette={palette} />
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-border border-b bg-canvas px-3 lg:hidden">
        <Button look="quiet" size="icon" aria-label="Open the navigation" onClick={() => setOpen("navigation")}>
          <MenuIcon aria-hidden />
        </Button>
        <Link
          to="/w/$slug"
          params={{ slug: tenant.slug }}
          className="flex min-w-0 items-center gap-2 rounded-md p-1.5 font-semibold text-ink"
        >
          <Mark className="size-6 shrink-0" />
          <span className="truncate">{tenant.name}</span>
        </Link>
        <span className="flex-1" />
        <Button look="quiet" size="icon" aria-label="Search" onClick={palette}>
          <Search aria-hidden />
        </Button>
        <UserMenu session={session} compact />
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-6 pb-20 sm:px-8 lg:px-10 lg:pt-9">
        <div className="mx-auto max-w-5xl">{children}</div>
      </main>
      <Dialog side open={open === "navigation"} onClose={close} bare title="Navigation">
        <Navigation session={session} tenant={tenant} onPalette={palette} onNavigate={close} />
      </Dialog>
      <Dialog bare open={open === "palette"} onClose={close} title="Command palette" className="w-[min(38rem,calc(100vw-2rem))]">
        <Suspense fallback={<Skeleton className="m-4 h-12" />}>
          <CommandPalette slug={tenant.slug} session={session} onClose={close} onHelp={() => setOpen("help")} />
        </Suspense>
      </Dialog>
      <ShortcutsDialog open={open === "help"} onClose={close} />
    </div>
  );
}
