import { listKeysQueryKey, rotateKeysMutation } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { algorithms } from "@/api/algorithms";
import type { Key, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { RadioCard } from "@/ui/choice";
import { Dialog } from "@/ui/dialog";
import { FieldGroup } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { wordsOf } from "@/ui/resource";
import { toast } from "@/ui/toast";

const words: Record<Key["alg"], string> = {
  RS256: "RSA as everything understands it. The default of every client.",
  PS256: "RSA with a safer padding, as FAPI 2.0 allows it.",
  ES256: "Elliptic curve P-256: small and quick, as FAPI 2.0 allows it.",
  ES384: "Elliptic curve P-384, for rules that demand it.",
  EdDSA: "Ed25519: the smallest and quickest, where your software knows it.",
};

type Props = { tenant: Tenant; keys: readonly Key[]; open: boolean; onDone: () => void };

/** Makes the first keys of an algorithm, before any client needs them. */
export function MakeKeys({ tenant, keys, open, onDone }: Props) {
  return (
    <Dialog open={open} onClose={onDone} title="Add an algorithm">
      <Body tenant={tenant} keys={keys} onDone={onDone} />
    </Dialog>
  );
}

function Body({ tenant, keys, onDone }: Omit<Props, "open">) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const missing = algorithms.filter((alg) => !keys.some((key) => key.alg === alg && key.state !== "gone"));
  const [alg, setAlg] = useState(missing[0]);
  const make = useMutation({
    ...rotateKeysMutation(),
    onSuccess: (made) => {
      queries.setQueryData(listKeysQueryKey({ path }), made);
      toast.success(`${alg} has keys now.`);
      onDone();
    },
  });
  if (alg === undefined)
    return (
      <div className="space-y-5">
        <p className="text-muted">Every algorithm has keys already.</p>
        <div className="flex justify-end">
          <Button onClick={onDone}>Close</Button>
        </div>
      </div>
    );
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!make.isPending) make.mutate({ path, body: { alg } });
      }}
    >
      <p className="text-muted">
        Keys are made by themselves when a client first needs them. Make them ahead of time, so that services have fetched them before
        anything is signed.
      </p>
      <FieldGroup legend="Algorithm">
        <div className="space-y-2">
          {missing.map((each) => (
            <RadioCard key={each} name="alg" value={each} title={each} checked={each === alg} onChange={() => setAlg(each)}>
              {words[each]}
            </RadioCard>
          ))}
        </div>
      </FieldGroup>
      {make.isError ? (
        <Notice tone="danger" role="alert">
          {wordsOf(make.error).detail}
        </Notice>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={make.isPending}>
          Make keys
        </Button>
      </div>
    </form>
  );
}
