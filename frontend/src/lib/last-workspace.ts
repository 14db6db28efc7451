const key = "alias-workspace";

/** Remembers the workspace to open next time. Only its slug, which is public anyway. */
export function rememberWorkspace(slug: string) {
  try {
    localStorage.setItem(key, slug);
  } catch {
    // Storage may be blocked; the list of workspaces is then the start.
  }
}

/** The slug of the workspace used last in this browser. */
export function lastWorkspace(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
