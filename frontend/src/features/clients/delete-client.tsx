import { deleteClientMutation, listClientsQueryKey } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Client, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

type Props = { tenant: Tenant; client: Client; onDeleted: () => void };

/** A client's end. */
export function DeleteClient({ tenant, client, onDeleted }: Props) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    ...deleteClientMutation(),
    onSuccess: () => {
      setAsking(false);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: tenant.slug } })[0]._id }] });
      toast.success(`${client.name} was deleted.`);
      onDeleted();
    },
    onError: (error) => {
      setAsking(false);
      toast.error("The client was not deleted.", wordsOf(error).detail);
    },
  });
  return (
    <Card aria-labelledby="danger" className="border-danger-line">
      <CardHeader
        id="danger"
        title="Delete this client"
        actions={
          <Button look="danger-outline" onClick={() => setAsking(true)}>
            Delete client
          </Button>
        }
      >
        To pause sign-ins for a while, disable it instead.
      </CardHeader>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${client.name}?`}
        word={client.name}
        action="Delete client"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ path: { tenant: tenant.slug, client: client.id } })}
      >
        <p>This cannot be undone. At once:</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>
            sign-ins through <code className="wrap-anywhere">{client.id}</code> are refused
          </li>
          <li>
            {client.secrets.length === 0
              ? null
              : client.secrets.length === 1
                ? "its secret and "
                : `its ${client.secrets.length} secrets and `}
            every access and refresh token it holds stop working
          </li>
          {client.separate_identities ? (
            <li>the aliases people have at this client are gone</li>
          ) : (
            <li>people keep their aliases in this workspace; other clients go on</li>
          )}
        </ul>
      </Confirm>
    </Card>
  );
}
