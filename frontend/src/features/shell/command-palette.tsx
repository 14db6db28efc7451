import { listClientsOptions, listTenantsOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { BookOpen, Boxes, CornerDownLeft, Keyboard, LogOut, Mail, Plus } from "lucide-react";
import type { ReactNode } from "react";
import type { Session } from "@/api/types";
import { setTheme } from "@/lib/theme";
import { Avatar } from "@/ui/avatar";
import { Kbd } from "@/ui/kbd";
import { places } from "./places";
import { themes, useSignOut } from "./user-menu";

type Props = { slug: string; session: Session; onClose: () => void; onHelp: () => void };

const tabs = [
  { tab: "quickstart", label: "Quickstart" },
  { tab: "settings", label: "Settings" },
  { tab: "credentials", label: "Credentials" },
  { tab: "test", label: "Test sign-in" },
  { tab: "activity", label: "Activity" },
] as const;

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-3 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-subtle **:[[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  icon,
  children,
  value,
  onSelect,
  hint,
}: {
  icon: ReactNode;
  children: ReactNode;
  value: string;
  onSelect: () => void;
  hint?: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint}
    </Command.Item>
  );
}

/** Every page and every action of the portal, by typing a few letters of its name. */
export default function CommandPalette({ slug, session, onClose, onHelp }: Props) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const tenants = useQuery(listTenantsOptions({ query: { limit: 100 } }));
  const clients = useQuery(listClientsOptions({ path: { tenant: slug }, query: { limit: 100 } }));
  const go = (action: () => unknown) => () => {
    onClose();
    action();
  };
  return (
    <Command label="Command palette" loop className="flex max-h-[min(28rem,70vh)] flex-col">
      <div className="flex items-center gap-2 border-border border-b px-4">
        <Command.Input
          autoFocus
          placeholder="Where to, or what to do?"
          className="h-12 min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-subtle"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
        <Command.Empty className="px-4 py-10 text-center text-muted">
          {/* A list box must hold an option, also when none fits (ARIA 1.2, required owned elements). */}
          <span role="option" aria-disabled="true" aria-selected="false" tabIndex={-1}>
            Nothing has that name.
          </span>
        </Command.Empty>
        <Group heading="Go to">
          {places.map((place) => (
            <Item
              key={place.to}
              value={`go ${place.label}`}
              icon={<place.icon aria-hidden />}
              onSelect={go(() => navigate({ to: place.to, params: { slug } }))}
              hint={
                <span aria-hidden className="flex gap-1">
                  <Kbd>g</Kbd>
                  <Kbd>{place.key}</Kbd>
                </span>
              }
            >
              {place.label}
            </Item>
          ))}
          <Item value="go api documentation reference" icon={<BookOpen aria-hidden />} onSelect={go(() => window.location.assign("/docs"))}>
            API reference
          </Item>
          {session.dev_mail_url ? (
            <Item
              value="go development mailbox mail"
              icon={<Mail aria-hidden />}
              onSelect={go(() => window.open("/dev/mail", "_blank", "noopener"))}
            >
              Development mailbox
            </Item>
          ) : null}
          <Item value="go alias home inbox" icon={<CornerDownLeft aria-hidden />} onSelect={go(() => window.location.assign("/home"))}>
            Your Alias home
          </Item>
        </Group>
        <Group heading="Do">
          <Item
            value="do connect service new client create"
            icon={<Plus aria-hidden />}
            onSelect={go(() => navigate({ to: "/w/$slug/connect", params: { slug } }))}
          >
            Connect a service
          </Item>
          <Item value="do new workspace create" icon={<Plus aria-hidden />} onSelect={go(() => navigate({ to: "/new" }))}>
            New workspace
          </Item>
          {themes.map(({ value, label, icon: Icon }) => (
            <Item key={value} value={`do theme ${label}`} icon={<Icon aria-hidden />} onSelect={go(() => setTheme(value))}>
              Theme: {label}
            </Item>
          ))}
          <Item value="do keyboard shortcuts help" icon={<Keyboard aria-hidden />} onSelect={go(onHelp)} hint={<Kbd>?</Kbd>}>
            Keyboard shortcuts
          </Item>
          <Item value="do sign out" icon={<LogOut aria-hidden />} onSelect={go(signOut)}>
            Sign out
          </Item>
        </Group>
        {clients.data && clients.data.items.length > 0 ? (
          <Group heading="Clients">
            {clients.data.items.flatMap((client) =>
              tabs.map(({ tab, label }) => (
                <Item
                  key={`${client.id} ${tab}`}
                  value={`client ${client.name} ${label} ${client.id}`}
                  icon={<Boxes aria-hidden />}
                  onSelect={go(() =>
                    navigate({ to: "/w/$slug/clients/$clientId", params: { slug, clientId: client.id }, search: { tab } }),
                  )}
                >
                  {client.name} <span className="text-subtle">· {label}</span>
                </Item>
              )),
            )}
          </Group>
        ) : null}
        <Group heading="Workspaces">
          {tenants.data?.items.map((tenant) => (
            <Item
              key={tenant.id}
              value={`workspace ${tenant.name} ${tenant.slug}`}
              icon={<Avatar name={tenant.name} className="size-5" />}
              onSelect={go(() => navigate({ to: "/w/$slug", params: { slug: tenant.slug } }))}
            >
              {tenant.name}
            </Item>
          ))}
        </Group>
      </Command.List>
    </Command>
  );
}
