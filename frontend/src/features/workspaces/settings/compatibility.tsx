import { useForm } from "react-hook-form";
import type { Tenant } from "@/api/types";
import { SwitchSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { FormPart } from "./part";
import { useSave } from "./use-save";

type Values = { compatibility: { implicit_and_hybrid: boolean } };

/** Switches for what newer standards have taken away. */
export function CompatibilitySettings({ tenant }: { tenant: Tenant }) {
  const form = useForm<Values>({ values: { compatibility: tenant.compatibility } });
  const { save, busy } = useSave(tenant, form);
  return (
    <FormPart
      id="compatibility"
      title="Compatibility"
      text="What newer standards have taken away, for software that cannot do without."
      on={tenant.compatibility.implicit_and_hybrid}
      form={form}
      busy={busy}
      onSubmit={form.handleSubmit(save)}
    >
      <SwitchSetting<Values>
        name="compatibility.implicit_and_hybrid"
        label="Allow the implicit and hybrid flows"
        help="Clients may then have response types other than code. Off by default."
      />
      {form.watch("compatibility.implicit_and_hybrid") ? (
        <Notice tone="warning" title="These flows are not safe any more">
          They send tokens through the browser, where scripts, extensions and histories can read them. OAuth 2.1 removed them. Each client
          must still be allowed them by itself.
        </Notice>
      ) : null}
    </FormPart>
  );
}
