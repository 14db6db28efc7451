import { deleteResourceMutation, listClientsOptions, listResourcesQueryKey } from "@alias/sdk/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Resource, Tenant } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

type Props = { tenant: Tenant; value: Resource | undefined; onDone: () => void };

/** A resource's end, and who notices. */
export function DeleteResource({ tenant, value, onDone }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const clients = useQuery({ ...listClientsOptions({ path, query: { limit: 100 } }), enabled: value !== undefined });
  const remove = useMutation({
    ...deleteResourceMutation(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: listResourcesQueryKey({ path }) });
      toast.success(`${value?.name ?? "The resource"} was deleted.`);
    },
    onError: (error) => toast.error("The resource was not deleted.", wordsOf(error).detail),
    onSettled: onDone,
  });
  const users = clients.data?.items.filter((client) => client.scopes.some((scope) => value?.scopes.includes(scope))) ?? [];
  return (
    <Confirm
      open={value !== undefined}
      onClose={onDone}
      title={`Delete ${value?.name ?? ""}?`}
      word={value?.name ?? ""}
      action="Delete the resource"
      busy={remove.isPending}
      onConfirm={() => {
        if (value) remove.mutate({ path: { ...path, resource: value.id } });
      }}
    >
      <ul className="list-disc space-y-1 pl-5">
        <li className="wrap-anywhere">no client gets a token for {value?.identifier} any more</li>
        <li>
          {users.length === 0
            ? "none of the clients uses its scopes"
            : `${users.map(({ name }) => name).join(", ")} ${users.length === 1 ? "has" : "have"} scopes of it`}
        </li>
      </ul>
    </Confirm>
  );
}
