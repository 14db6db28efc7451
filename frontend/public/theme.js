// Runs before the first paint, so that a chosen theme never flashes. The same key is written by src/lib/theme.ts.
try {
  const theme = localStorage.getItem("alias-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's theme is then the right one.
}
