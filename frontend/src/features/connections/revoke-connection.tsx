import { listConnectionsQueryKey, revokeConnectionMutation } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Connection, Tenant } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

type Props = { tenant: Tenant; value: Connection | undefined; onDone: () => void };

/** Ends a connection: says what the person loses, and what stays. */
export function RevokeConnection({ tenant, value, onDone }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const revoke = useMutation({
    ...revokeConnectionMutation(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [{ _id: listConnectionsQueryKey({ path })[0]._id }] });
      toast.success("The connection has ended.");
    },
    onError: (error) => toast.error("The connection was not revoked.", wordsOf(error).detail),
    onSettled: onDone,
  });
  const count = value?.clients.length ?? 0;
  return (
    <Confirm
      open={value !== undefined}
      onClose={onDone}
      title={`Revoke the connection of ${value?.nickname ?? ""}?`}
      word={value?.nickname ?? ""}
      action="Revoke the connection"
      busy={revoke.isPending}
      onConfirm={() => {
        if (value) revoke.mutate({ path: { ...path, connection: value.id } });
      }}
    >
      <ul className="list-disc space-y-1 pl-5">
        <li>
          {count === 1 ? "the client they granted something to loses it" : `all ${count} clients they granted something to lose it`}, and
          every access and refresh token for this person stops working
        </li>
        <li>clients with a logout address are told, so that they end their sessions</li>
        <li>the person may come back: they are asked to agree again, and get the same alias</li>
      </ul>
    </Confirm>
  );
}
