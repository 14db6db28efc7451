import { createClientMutation, getClientOptions, getClientQueryKey, listClientsQueryKey } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, Check } from "lucide-react";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import { rememberSecret, useRememberedSecret } from "@/api/secret";
import type { Client, Tenant } from "@/api/types";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { RadioCard } from "@/ui/choice";
import { Field, FieldGroup, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { PageSkeleton } from "@/ui/skeleton";
import { clientFields, ScopesField, UriListField } from "./form-fields";
import { integrations, typeWords } from "./integrations";
import { type ConnectPlace, type ConnectStep, connectSteps, type Integration, integrationOrder } from "./places";
import { ProviderTable } from "./provider-table";
import { Snippets } from "./quickstart";
import { SecretOnce } from "./secret-once";
import { TestSignIn } from "./test-sign-in";

type Props = { tenant: Tenant; place: ConnectPlace; onPlace: (place: ConnectPlace) => void };

const stepNames = ["Service", "Client", "Credentials", "Configuration", "Test sign-in"];

/** From nothing to a first sign-in: pick a service, make its client, store the credentials, paste the configuration, try it. */
export function Connect({ tenant, place, onPlace }: Props) {
  const at = place.client ? 2 + connectSteps.indexOf(place.step ?? "credentials") : place.service ? 1 : 0;
  return (
    <>
      <PageHeader
        title={
          at === 0
            ? "Connect a service"
            : `Connect ${place.service ? integrations[place.service].name.replace("Something else", "a service") : "a service"}`
        }
        titleSuffix={tenant.name}
      >
        {at === 0 ? "What should people be able to sign in to?" : null}
      </PageHeader>
      <Progress at={at} />
      {place.client ? (
        <Made tenant={tenant} clientId={place.client} place={place} onPlace={onPlace} />
      ) : place.service ? (
        <NewClient
          key={place.service}
          tenant={tenant}
          integration={place.service}
          onBack={() => onPlace({})}
          onMade={(client) => onPlace({ ...place, client, step: "credentials" })}
        />
      ) : (
        <Pick onPick={(service) => onPlace({ service })} />
      )}
    </>
  );
}

function Progress({ at }: { at: number }) {
  return (
    <ol aria-label="Steps" className="mb-6 flex flex-wrap items-center gap-x-2 gap-y-2">
      {stepNames.map((name, index) => (
        <li key={name} aria-current={index === at ? "step" : undefined} className="flex items-center gap-2">
          <span
            className={cn(
              "flex size-6 items-center justify-center rounded-full border font-semibold text-xs",
              index < at
                ? "border-success-line bg-success-soft text-success-text"
                : index === at
                  ? "border-accent bg-accent text-on-accent"
                  : "border-border-strong text-muted",
            )}
          >
            {index < at ? <Check aria-label="Done:" className="size-3.5" /> : index + 1}
          </span>
          <span className={cn("text-sm", index === at ? "font-semibold text-ink" : "text-muted", index !== at && "max-sm:sr-only")}>
            {name}
          </span>
          {index < stepNames.length - 1 ? <span aria-hidden className="h-px w-4 bg-border-strong sm:w-6" /> : null}
        </li>
      ))}
    </ol>
  );
}

function Pick({ onPick }: { onPick: (integration: Integration) => void }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2">
      {integrationOrder.map((value) => {
        const { name, text, icon: Icon } = integrations[value];
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

type NewProps = { tenant: Tenant; integration: Integration; onBack: () => void; onMade: (client: string) => void };

function NewClient({ tenant, integration, onBack, onMade }: NewProps) {
  const queries = useQueryClient();
  const { defaults, redirectHelp, name } = integrations[integration];
  const form = useForm<z.infer<typeof schema>>({ resolver: zodResolver(schema), defaultValues: defaults, mode: "onTouched" });
  const create = useMutation(createClientMutation());
  const errors = form.formState.errors;
  const submit = form.handleSubmit(async (values) => {
    try {
      const made = await create.mutateAsync({
        path: { tenant: tenant.slug },
        body: { ...values, integration, ...(values.type === "public" ? { auth_method: "none" as const } : {}) },
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
        <UriListField
          control={form.control}
          name="redirect_uris"
          legend="Redirect URIs"
          help={`Where people return to after signing in, compared letter by letter. ${redirectHelp}`}
          item="Redirect URI"
          placeholder="https://app.example.com/callback"
        />
        <ScopesField control={form.control} name="scopes" />
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
  const integration = place.service ?? client.integration;
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
          <Button look="primary" onClick={() => go("test")}>
            Test sign-in <ArrowRight aria-hidden />
          </Button>
        </Between>
      </div>
    );
  }
  if (place.step === "test") {
    return (
      <div className="space-y-6">
        <TestSignIn tenant={tenant} client={client} test={place.test} onTest={(test) => onPlace({ ...place, test })} />
        <Between onBack={() => go("configure")}>
          <Button asChild look="primary">
            <Link to="/w/$slug" params={{ slug: tenant.slug }}>
              Done <Check aria-hidden />
            </Link>
          </Button>
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
