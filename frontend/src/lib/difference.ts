/** Two texts cut in three: what they begin with together, where they differ, and what they end with together. */
export function difference(a: string, b: string): { before: string; a: string; b: string; after: string } {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return {
    before: a.slice(0, start),
    a: a.slice(start, a.length - end),
    b: b.slice(start, b.length - end),
    after: end === 0 ? "" : a.slice(-end),
  };
}
