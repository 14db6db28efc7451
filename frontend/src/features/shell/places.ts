import { Activity, Boxes, House, KeyRound, ServerCog, Settings, Users } from "lucide-react";

/** The pages of a workspace, in the order of the navigation; `key` is what follows "g" on the keyboard. */
export const places = [
  { to: "/w/$slug", label: "Overview", icon: House, key: "o", exact: true },
  { to: "/w/$slug/clients", label: "Clients", icon: Boxes, key: "c", exact: false },
  { to: "/w/$slug/connections", label: "Connections", icon: Users, key: "p", exact: false },
  { to: "/w/$slug/resources", label: "Resources", icon: ServerCog, key: "r", exact: false },
  { to: "/w/$slug/activity", label: "Activity", icon: Activity, key: "a", exact: false },
  { to: "/w/$slug/keys", label: "Keys", icon: KeyRound, key: "k", exact: false },
  { to: "/w/$slug/settings", label: "Settings", icon: Settings, key: "s", exact: false },
] as const;
