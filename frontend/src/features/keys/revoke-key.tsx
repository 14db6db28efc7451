import { listClientsOptions, listKeysQueryKey, revokeKeyMutation } from "@alias/sdk/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Key, Tenant } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

type Props = { tenant: Tenant; value: Key | undefined; onDone: () => void };

const effects: Record<Key["state"], string> = {
  active: "the next key takes over at once, and a new next one is made",
  next: "another next key is made; nothing was signed with this one yet",
  retired: "the active key goes on as before",
  gone: "",
};

/** For a key that is not safe any more: says what it breaks, and asks for the key's first letters. */
export function RevokeKey({ tenant, value, onDone }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const clients = useQuery({ ...listClientsOptions({ path, query: { limit: 100 } }), enabled: value !== undefined });
  const revoke = useMutation({
    ...revokeKeyMutation(),
    onSuccess: (keys) => {
      queries.setQueryData(listKeysQueryKey({ path }), keys);
      toast.success("The key is destroyed.");
    },
    onError: (error) => toast.error("The key was not revoked.", wordsOf(error).detail),
    onSettled: onDone,
  });
  const users = clients.data?.items.filter((client) => client.id_token_signed_response_alg === value?.alg).length;
  const count = `${clients.data?.next_cursor ? "at least " : ""}${users ?? "some"} client${users === 1 ? "" : "s"}`;
  const used = users === 0 ? `no client has ID tokens with ${value?.alg} now` : `${count} with ${value?.alg} ID tokens will notice`;
  return (
    <Confirm
      open={value !== undefined}
      onClose={onDone}
      title={`Revoke the ${value?.alg ?? ""} key?`}
      word={value?.kid.slice(0, 6) ?? ""}
      action="Revoke the key"
      busy={revoke.isPending}
      onConfirm={() => {
        if (value) revoke.mutate({ path: { ...path, kid: value.kid } });
      }}
    >
      <p>
        For an emergency: somebody else may have the private half of <code className="wrap-anywhere text-ink">{value?.kid}</code>. To
        replace a key that is safe, rotate instead. This cannot be undone.
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>the key is destroyed and leaves the key set at once; services may have it cached for up to 5 minutes</li>
        {value ? <li>{effects[value.state]}</li> : null}
        {value?.state === "next" ? null : <li>every token it signed is dead, so people may have to sign in again; {used}</li>}
      </ul>
    </Confirm>
  );
}
