import { createClientMutation, getClientQueryKey, listClientsQueryKey, listResourcesOptions } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { FormProvider, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import { rememberSecret } from "@/api/secret";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ChoiceSetting, SeveralSetting, TextSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { clientFields } from "./form-fields";

const schema = z.object({ name: clientFields.name, default_resource: z.string(), scopes: z.array(z.string()) });

type Values = z.infer<typeof schema>;

type Props = { tenant: Tenant; onBack: () => void; onMade: (client: string) => void };

/** Makes a client that acts as itself (RFC 6749 4.4): which API it calls, and what it may do there. */
export function NewMachine({ tenant, onBack, onMade }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const resources = useQuery(listResourcesOptions({ path })).data?.items;
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name: "", default_resource: "", scopes: [] } });
  const create = useMutation(createClientMutation());
  const resource = resources?.find(({ identifier }) => identifier === form.watch("default_resource"));
  const submit = form.handleSubmit(async ({ name, default_resource, scopes }) => {
    try {
      const made = await create.mutateAsync({
        path,
        body: {
          name,
          type: "confidential",
          grant_types: ["client_credentials"],
          // Those of a resource that was chosen before are not of this one.
          scopes: scopes.filter((scope) => resource?.scopes.includes(scope)),
          ...(default_resource ? { default_resource } : {}),
        },
      });
      if (made.client_secret) rememberSecret(queries, made.client.id, made.client_secret);
      queries.setQueryData(getClientQueryKey({ path: { ...path, client: made.client.id } }), made.client);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path })[0]._id }] });
      onMade(made.client.id);
    } catch (error) {
      showInForm(form, error);
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
          <TextSetting<Values>
            name="name"
            label="Name"
            help="What the program is called in the activity and the list of clients."
            maxLength={80}
            placeholder="Nightly report"
            className="max-w-md"
          />
          {resources?.length === 0 ? (
            <Notice
              title="This workspace has no resource yet"
              actions={
                <Button asChild size="sm">
                  <Link to="/w/$slug/resources" params={{ slug: tenant.slug }} search={{ add: true }}>
                    Add a resource
                  </Link>
                </Button>
              }
            >
              A resource is the API that the program calls: its tokens then say that they are for it, and nothing else takes them. You can
              also add it later.
            </Notice>
          ) : (
            <div className="max-w-md">
              <ChoiceSetting<Values>
                name="default_resource"
                label="Which API it calls"
                help="Its tokens are for this resource, and work nowhere else."
                options={[["", "None yet"], ...(resources ?? []).map(({ identifier, name }) => [identifier, name] as const)]}
              />
            </div>
          )}
          {resource && resource.scopes.length > 0 ? (
            <SeveralSetting<Values>
              name="scopes"
              label="What it may do there"
              help="The scopes its tokens may have."
              options={resource.scopes.map((scope) => ({
                value: scope,
                title: <code>{scope}</code>,
                text: `A scope of ${resource.name}.`,
              }))}
            />
          ) : null}
        </Card>
        <div className="mt-5 flex flex-wrap justify-between gap-3">
          <Button look="quiet" onClick={onBack}>
            <ArrowLeft aria-hidden /> Other services
          </Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Create the client <ArrowRight aria-hidden />
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
