import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const key = "alias-theme";
const listeners = new Set<() => void>();

function read(): Theme {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Applies a theme and remembers it in this browser. public/theme.js applies it again before the next first paint. */
export function setTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Storage may be blocked; the theme then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The chosen theme, kept current when another component changes it. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
}
