import {
  createResourceMutation,
  getTenantQueryKey,
  listResourcesOptions,
  listResourcesQueryKey,
  updateTenantMutation,
} from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, Check } from "lucide-react";
import { FormProvider, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { ApiProblem, showInForm } from "@/api/problem";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CodeBlock } from "@/ui/code-block";
import { ListSetting, SwitchSetting, TextSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { Resource } from "@/ui/resource";
import { PageSkeleton } from "@/ui/skeleton";
import { mcpSnippets } from "./mcp-snippets";

const webAddress = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text) && !text.includes("#");

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give the server a name."), z.maxLength(80, "Use at most 80 characters.")),
  identifier: z.string().check(z.refine(webAddress, "Enter the server's full address, such as https://tools.example.com/mcp.")),
  scopes: z.array(z.string().check(z.minLength(1, "Enter a scope, or remove the line."))),
  documents: z.boolean(),
  open: z.boolean(),
});

type Values = z.infer<typeof schema>;

type Props = { tenant: Tenant; resource: string | undefined; onBack: () => void; onMade: (resource: string) => void };

/** Connects a server of the Model Context Protocol: a resource for it, a way in for its clients, and what to paste into it. */
export function ConnectMcp({ tenant, resource, onBack, onMade }: Props) {
  return resource ? (
    <Paste tenant={tenant} resource={resource} onBack={onBack} />
  ) : (
    <NewServer tenant={tenant} onBack={onBack} onMade={onMade} />
  );
}

function NewServer({ tenant, onBack, onMade }: Omit<Props, "resource">) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: {
      name: "My MCP server",
      identifier: "",
      scopes: ["tools:read"],
      documents: true,
      open: tenant.registration.mode === "open",
    },
  });
  const create = useMutation(createResourceMutation());
  const update = useMutation(updateTenantMutation());
  const submit = form.handleSubmit(async ({ name, identifier, scopes, documents, open }) => {
    const change = {
      ...(documents && !tenant.client_id_metadata_documents.enabled ? { client_id_metadata_documents: { enabled: true } } : {}),
      ...(open && tenant.registration.mode !== "open" ? { registration: { mode: "open" as const } } : {}),
    };
    try {
      // The ways in first: a repetition changes nothing, whereas a resource can be made only once.
      if (Object.keys(change).length > 0)
        queries.setQueryData(getTenantQueryKey({ path }), await update.mutateAsync({ path, body: change }));
      const made = await create.mutateAsync({ path, body: { name, identifier, scopes, access_token_format: "jwt" } });
      await queries.invalidateQueries({ queryKey: listResourcesQueryKey({ path }) });
      onMade(made.id);
    } catch (error) {
      if (ApiProblem.from(error).status === 409)
        form.setError("identifier", { message: "This workspace knows a resource of this address already: see Resources." });
      else showInForm(form, error);
    }
  });
  const root = form.formState.errors.root;
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate>
        <Card className="space-y-7 p-5 sm:p-6">
          {root ? (
            <Notice tone="danger" role="alert">
              {root.message}
            </Notice>
          ) : null}
          <div className="grid gap-5 sm:grid-cols-2">
            <TextSetting<Values> name="name" label="Name" help="What you call the server." maxLength={80} />
            <TextSetting<Values>
              name="identifier"
              label="Address of the server"
              help="As people enter it in their MCP client. Tokens name it as their audience."
              mono
              type="url"
              placeholder="https://tools.example.com/mcp"
            />
          </div>
          <ListSetting<Values>
            name="scopes"
            label="Scopes"
            help="What clients may do there, in your words."
            item="Scope"
            placeholder="tools:read"
            text
            optional
          />
          <div className="space-y-2">
            <SwitchSetting<Values>
              name="documents"
              label="Let clients bring a metadata document"
              help="How current MCP clients introduce themselves: nobody has to register them, and people see whose they are."
            />
            <SwitchSetting<Values>
              name="open"
              label="Let older clients register themselves"
              help="Clients that cannot do that yet make themselves known here. They are shown to people as unverified, and end after 90 days unless you keep them."
            />
          </div>
        </Card>
        <div className="mt-5 flex flex-wrap justify-between gap-3">
          <Button look="quiet" onClick={onBack}>
            <ArrowLeft aria-hidden /> Other services
          </Button>
          <Button type="submit" look="primary" busy={create.isPending || update.isPending}>
            Connect the server <ArrowRight aria-hidden />
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}

function Paste({ tenant, resource, onBack }: { tenant: Tenant; resource: string; onBack: () => void }) {
  const query = useQuery(listResourcesOptions({ path: { tenant: tenant.slug } }));
  return (
    <Resource query={query} loading={<PageSkeleton />} what="The server">
      {({ items }) => {
        const server = items.find(({ id }) => id === resource);
        if (!server)
          return (
            <Notice title="This server is not known any more" actions={<Button onClick={onBack}>Begin again</Button>}>
              Its resource was deleted.
            </Notice>
          );
        return (
          <div className="space-y-6">
            <Card aria-labelledby="paste">
              <CardHeader id="paste" title={`Put this into ${server.name}`}>
                Every value is filled in. Clients find the rest by themselves, and people sign in when a client first asks for a tool.
              </CardHeader>
              <div className="space-y-5 border-border border-t p-5">
                {mcpSnippets(tenant, server).map((snippet) => (
                  <div key={snippet.name} className="space-y-2">
                    {snippet.note ? <p className="wrap-anywhere max-w-prose text-muted">{snippet.note}</p> : null}
                    <CodeBlock code={snippet.code} language={snippet.language} name={snippet.name} />
                  </div>
                ))}
              </div>
            </Card>
            <div className="flex justify-end">
              <Button asChild look="primary">
                <Link to="/w/$slug/resources" params={{ slug: tenant.slug }}>
                  Done <Check aria-hidden />
                </Link>
              </Button>
            </div>
          </div>
        );
      }}
    </Resource>
  );
}
