import { createClientMutation, getClientOptions, getClientQueryKey, listClientsQueryKey } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, Check } from "lucide-react";
import type { ReactNode } from "react";
import { FormProvider, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import { rememberSecret, useRememberedSecret } from "@/api/secret";
import type { Client, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { RadioCard } from "@/ui/choice";
import { Field, FieldGroup, Input } from "@/ui/field";
import { ListSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { PageSkeleton } from "@/ui/skeleton";
import { ConnectMcp } from "./connect-mcp";
import { ConnectSteps } from "./connect-steps";
import { clientFields, ScopesField } from "./form-fields";
import { besides, integrations, templates, typeWords } from "./integrations";
import { NewMachine } from "./new-machine";
import {
  type ConnectPlace,
  type ConnectStep,
  connectSteps,
  type Integration,
  integrationOrder,
  type Template,
  templateOrder,
} from "./places";
import { ProviderTable } from "./provider-table";
import { Snippets } from "./quickstart";
import { SecretOnce } from "./secret-once";
import { TestSignIn } from "./test-sign-in";

type Props = { tenant: Tenant; place: ConnectPlace; onPlace: (place: ConnectPlace) => void };

const steps = ["Service", "Client", "Credentials", "Configuration", "Test sign-in"];
// Nobody signs in to a machine, so there is no sign-in to test.
const machineSteps = steps.slice(0, 4);
const mcpSteps = ["Service", "Server", "Configuration"];

const isTemplate = (service: Integration | Template): service is Template => templateOrder.some((template) => template === service);

function titleOf(service: Integration | Template | undefined): string {
  if (!service || service === "other") return "Connect a service";
  return isTemplate(service) ? templates[service].title : `Connect ${integrations[service].name}`;
}

/** From nothing to a first sign-in: pick a service, make its client, store the credentials, paste the configuration, try it. */
export function Connect({ tenant, place, onPlace }: Props) {
  const { service, client, resource } = place;
  const later = service === "mcp" ? (resource ? 2 : 1) : client ? 2 + connectSteps.indexOf(place.step ?? "credentials") : 1;
  const at = service || client ? later : 0;
  return (
    <>
      <PageHeader title={titleOf(service)} titleSuffix={tenant.name}>
        {at === 0 ? "What should people be able to sign in to?" : null}
      </PageHeader>
      <ConnectSteps names={service === "mcp" ? mcpSteps : service === "machine" ? machineSteps : steps} at={at} />
      {service === "mcp" ? (
        <ConnectMcp
          tenant={tenant}
          resource={resource}
          onBack={() => onPlace({})}
          onMade={(made) => onPlace({ service, resource: made })}
        />
      ) : client ? (
        <Made tenant={tenant} clientId={client} place={place} onPlace={onPlace} />
      ) : service === "machine" ? (
        <NewMachine tenant={tenant} onBack={() => onPlace({})} onMade={(made) => onPlace({ service, client: made, step: "credentials" })} />
      ) : service ? (
        <NewClient
          key={service}
          tenant={tenant}
          integration={service}
          onBack={() => onPlace({})}
          onMade={(made) => onPlace({ ...place, client: made, step: "credentials" })}
        />
      ) : (
        <Pick onPick={(picked) => onPlace({ service: picked })} />
      )}
    </>
  );
}

function Pick({ onPick }: { onPick: (service: Integration | Template) => void }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2">
      {[...integrationOrder, ...templateOrder].map((value) => {
        const { name, text, icon: Icon } = isTemplate(value) ? templates[value] : integrations[value];
        return (
          <li key={value}>
            <button
              type="button"
              onClick={() => onPick(value)}
              className="group flex h-full w-full cursor-pointer items-start gap-4 rounded-lg border border-border bg-surface p-5 text-left shadow-xs transition-[border-color,box-shadow] hover:border-accent hover:shadow-md"
            >
              <span className="flex size-11 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-text">
                <Icon aria-hidden className="size-5.5" />
              </span>
              <span className="min-w-0 flex-1">
                <span className="flex items-center justify-between gap-2 font-semibold text-base text-ink">
                  {name}
                  <ArrowRight
                    aria-hidden
                    className="size-4 text-subtle transition-transform group-hover:translate-x-0.5 group-hover:text-accent-text"
                  />
                </span>
                <span className="mt-0.5 block text-muted">{text}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const schema = z.object({
  name: clientFields.name,
  type: clientFields.type,
  redirect_uris: clientFields.redirect_uris,
  scopes: clientFields.scopes,
});

type Values = z.infer<typeof schema>;

type NewProps = { tenant: Tenant; integration: Integration; onBack: () => void; onMade: (client: string) => void };

function NewClient({ tenant, integration, onBack, onMade }: NewProps) {
  const queries = useQueryClient();
  const { defaults, redirectHelp, name } = integrations[integration];
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: defaults, mode: "onTouched" });
  const create = useMutation(createClientMutation());
  const errors = form.formState.errors;
  const submit = form.handleSubmit(async (values) => {
    try {
      const made = await create.mutateAsync({
        path: { tenant: tenant.slug },
        body: {
          ...values,
          ...besides(integration, values.redirect_uris),
          integration,
          ...(values.type === "public" ? { auth_method: "none" as const } : {}),
        },
      });
      if (made.client_secret) rememberSecret(queries, made.client.id, made.client_secret);
      queries.setQueryData(getClientQueryKey({ path: { tenant: tenant.slug, client: made.client.id } }), made.client);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: tenant.slug } })[0]._id }] });
      onMade(made.client.id);
    } catch (error) {
      showInForm(form, error);
    }
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate>
        <Card className="space-y-7 p-5 sm:p-6">
          {errors.root ? (
            <Notice tone="danger" role="alert">
              {errors.root.message}
            </Notice>
          ) : null}
          <Field label="Name" error={errors.name?.message} help="People see it when they are asked to agree." className="max-w-md">
            {(wiring) => <Input {...wiring} {...form.register("name")} placeholder="Heron Forum" maxLength={80} />}
          </Field>
          <FieldGroup legend="Where does the service run?">
            <div className="grid gap-3 sm:grid-cols-2">
              {(["confidential", "public"] as const).map((value) => (
                <RadioCard key={value} value={value} title={typeWords[value].title} {...form.register("type")}>
                  {typeWords[value].text}
                </RadioCard>
              ))}
            </div>
          </FieldGroup>
          <ListSetting<Values>
            name="redirect_uris"
            label="Redirect URIs"
            help={`Where people return to after signing in, compared letter by letter. ${redirectHelp}`}
            item="Redirect URI"
            placeholder="https://app.example.com/callback"
          />
          <ScopesField<Values> name="scopes" />
        </Card>
        <div className="mt-5 flex flex-wrap justify-between gap-3">
          <Button look="quiet" onClick={onBack}>
            <ArrowLeft aria-hidden /> Other services
          </Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Create the client{integration === "other" ? "" : ` for ${name}`} <ArrowRight aria-hidden />
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}

function Made({ tenant, clientId, place, onPlace }: Props & { clientId: string }) {
  const query = useQuery(getClientOptions({ path: { tenant: tenant.slug, client: clientId } }));
  return (
    <Resource query={query} loading={<PageSkeleton />} what="The client">
      {(client) => <Step tenant={tenant} client={client} place={place} onPlace={onPlace} />}
    </Resource>
  );
}

function Step({ tenant, client, place, onPlace }: Props & { client: Client }) {
  const secret = useRememberedSecret(client.id);
  const integration = place.service && !isTemplate(place.service) ? place.service : client.integration;
  const machine = place.service === "machine";
  const go = (step: ConnectStep) => onPlace({ ...place, step });
  if (place.step === "configure") {
    return (
      <div className="space-y-6">
        <Card aria-labelledby="paste">
          <CardHeader id="paste" title="Paste this into your service">
            Every value is filled in.
          </CardHeader>
          <div className="border-border border-t p-5">
            <Snippets
              tenant={tenant}
              client={client}
              integration={integration}
              onIntegration={(service) => onPlace({ ...place, service })}
            />
          </div>
        </Card>
        <Card aria-labelledby="provider">
          <CardHeader id="provider" title="Or by hand">
            The same, one by one, under the names that other software's settings pages use.
          </CardHeader>
          <ProviderTable endpoints={tenant.endpoints} />
        </Card>
        <Between onBack={() => go("credentials")}>
          {machine ? (
            <Done slug={tenant.slug} />
          ) : (
            <Button look="primary" onClick={() => go("test")}>
              Test sign-in <ArrowRight aria-hidden />
            </Button>
          )}
        </Between>
      </div>
    );
  }
  if (place.step === "test") {
    return (
      <div className="space-y-6">
        <TestSignIn tenant={tenant} client={client} test={place.test} onTest={(test) => onPlace({ ...place, test })} />
        <Between onBack={() => go("configure")}>
          <Done slug={tenant.slug} />
        </Between>
      </div>
    );
  }
  return (
    <Card aria-labelledby="credentials">
      <CardHeader id="credentials" title={`${client.name} is ready`}>
        {client.type === "public" ? "It is known by its client ID." : "It proves who it is with these two."}
      </CardHeader>
      <div className="border-border border-t p-5">
        <SecretOnce
          key={secret ? "with" : "without"}
          tenant={tenant}
          client={client}
          secret={secret}
          action="Continue"
          onStored={() => go("configure")}
        />
      </div>
    </Card>
  );
}

function Done({ slug }: { slug: string }) {
  return (
    <Button asChild look="primary">
      <Link to="/w/$slug" params={{ slug }}>
        Done <Check aria-hidden />
      </Link>
    </Button>
  );
}

function Between({ onBack, children }: { onBack: () => void; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-3">
      <Button look="quiet" onClick={onBack}>
        <ArrowLeft aria-hidden /> Back
      </Button>
      {children}
    </div>
  );
}
