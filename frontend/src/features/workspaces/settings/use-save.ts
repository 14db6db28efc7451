import { getTenantQueryKey, listTenantsQueryKey, updateTenantMutation } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { ApiProblem, showInForm } from "@/api/problem";
import type { Tenant, TenantChange } from "@/api/types";
import { unlessChanged } from "@/api/version";
import { toast } from "@/ui/toast";

/** Saves a part of a workspace's settings from a form, and shows there what is refused. */
export function useSave<Values extends FieldValues>(tenant: Tenant, form: UseFormReturn<Values>) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const update = useMutation(updateTenantMutation());
  const save = async (body: TenantChange) => {
    try {
      const changed = await update.mutateAsync({ path, body, headers: unlessChanged(tenant) });
      queries.setQueryData(getTenantQueryKey({ path }), changed);
      await queries.invalidateQueries({ queryKey: listTenantsQueryKey({ query: { limit: 100 } }) });
      toast.success("Saved.");
    } catch (error) {
      if (ApiProblem.from(error).status === 412) {
        await queries.invalidateQueries({ queryKey: getTenantQueryKey({ path }) });
        form.setError("root", {
          message: "Somebody else changed this workspace meanwhile. What they saved is loaded now; save again to add yours.",
        });
      } else showInForm(form, error);
    }
  };
  return { save, busy: update.isPending };
}
