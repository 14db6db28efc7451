type Versioned = { id: string; updated_at: string };

// The ETags of what was read in this page, by the thing and the moment of its last change.
const tags = new Map<string, string>();

const nameOf = ({ id, updated_at }: Versioned) => `${id} ${updated_at}`;

/** Keeps the version of a single resource that was answered. */
export async function rememberVersion(response: Response) {
  const tag = response.headers.get("ETag");
  if (!tag || !response.ok) return;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body !== "object" || body === null || !("id" in body) || !("updated_at" in body)) return;
  tags.set(nameOf({ id: String(body.id), updated_at: String(body.updated_at) }), tag);
}

/** Headers under which a change is refused (412) when somebody else changed the thing since it was read. */
export function unlessChanged(thing: Versioned): { "If-Match"?: string } {
  const tag = tags.get(nameOf(thing));
  return tag ? { "If-Match": tag } : {};
}
