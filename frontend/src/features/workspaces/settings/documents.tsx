import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import type { Tenant } from "@/api/types";
import { ListSetting, SwitchSetting } from "@/ui/form";
import { FormPart } from "./part";
import { useSave } from "./use-save";

const hosts = z.array(z.string().check(z.trim(), z.minLength(1, "Enter a host such as app.example.com, or remove the line.")));

const schema = z.object({
  client_id_metadata_documents: z.object({ enabled: z.boolean(), allowed_hosts: hosts, denied_hosts: hosts }),
});

type Values = z.infer<typeof schema>;

const Hosts = ListSetting<Values>;

/** Clients that nobody registers: their client_id is the address of a document about them. */
export function DocumentSettings({ tenant }: { tenant: Tenant }) {
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    values: { client_id_metadata_documents: tenant.client_id_metadata_documents },
    resetOptions: { keepDirtyValues: true },
  });
  const { save, busy } = useSave(tenant, form);
  const list = { item: "Host", placeholder: "*.example.com", text: true, optional: true };
  return (
    <FormPart
      id="documents"
      title="Client ID metadata documents"
      text="Lets software be its own client: its client_id is the https address of a document about it, which Alias reads. MCP clients do this."
      on={tenant.client_id_metadata_documents.enabled}
      form={form}
      busy={busy}
      onSubmit={form.handleSubmit(save)}
    >
      <SwitchSetting<Values>
        name="client_id_metadata_documents.enabled"
        label="Read metadata documents"
        help="People see the host of the document before they agree. Off by default."
      />
      <div className="grid gap-6 sm:grid-cols-2">
        <Hosts
          name="client_id_metadata_documents.allowed_hosts"
          label="Only these hosts"
          help="*.example.com is every name below it. The default, none, is every host."
          {...list}
        />
        <Hosts
          name="client_id_metadata_documents.denied_hosts"
          label="Never these hosts"
          help="They win over the others. The default is none."
          {...list}
        />
      </div>
    </FormPart>
  );
}
