import { endSessionMutation } from "@alias/sdk/react-query";
import { useMutation } from "@tanstack/react-query";
import { ChevronsUpDown, House, LogOut, Monitor, Moon, Sun } from "lucide-react";
import type { Session } from "@/api/types";
import { cn } from "@/lib/cn";
import { setTheme, type Theme, useTheme } from "@/lib/theme";
import { Avatar } from "@/ui/avatar";
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from "@/ui/menu";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

export const themes: { value: Theme; label: string; icon: typeof Sun }[] = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "Like my system", icon: Monitor },
];

/** Ends the session and leaves for the front page, whose answer then comes from the server anew. */
export function useSignOut() {
  const end = useMutation({
    ...endSessionMutation(),
    onSuccess: () => window.location.assign("/"),
    onError: (error) => toast.error("You are still signed in.", wordsOf(error).detail),
  });
  return () => end.mutate({});
}

/** The person: their nickname, their own home, the theme, and the way out. */
export function UserMenu({ session, compact = false }: { session: Session; compact?: boolean }) {
  const theme = useTheme();
  const signOut = useSignOut();
  return (
    <Menu
      align={compact ? "end" : "start"}
      trigger={
        <button
          type="button"
          aria-label={`Account of ${session.developer.nickname}`}
          className={cn(
            "flex min-w-0 cursor-pointer items-center gap-2.5 rounded-md p-1.5 text-left text-ink hover:bg-hover",
            compact || "w-full",
          )}
        >
          <Avatar name={session.developer.nickname} round className="size-7" />
          {compact ? null : (
            <>
              <span className="min-w-0 flex-1 truncate font-medium">{session.developer.nickname}</span>
              <ChevronsUpDown aria-hidden className="size-4 text-subtle" />
            </>
          )}
        </button>
      }
    >
      <MenuLabel>Signed in as {session.developer.nickname}</MenuLabel>
      <MenuItem asChild>
        <a href="/home">
          <House aria-hidden /> Your Alias home
        </a>
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuRadio
        label="Theme"
        value={theme}
        options={themes.map(({ icon: Icon, ...rest }) => ({ ...rest, icon: <Icon aria-hidden /> }))}
        onChange={(value) => setTheme(themes.find((each) => each.value === value)?.value ?? "system")}
      />
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}
