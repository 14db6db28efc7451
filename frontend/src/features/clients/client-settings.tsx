import {
  getClientQueryKey,
  listClientProfilesQueryKey,
  listClientsQueryKey,
  listResourcesOptions,
  updateClientMutation,
} from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type FieldErrors, FormProvider, useForm } from "react-hook-form";
import { ApiProblem, showInForm } from "@/api/problem";
import type { Client, Tenant } from "@/api/types";
import { unlessChanged } from "@/api/version";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Fold } from "@/ui/fold";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";
import { DeleteClient } from "./delete-client";
import type { SettingSection } from "./places";
import { Basics, Disabled, Redirects, Visible } from "./settings/open-sections";
import { ProfileCard } from "./settings/profile-card";
import { Answers, Authentication, Binding, SignIn, Tokens } from "./settings/protocol-sections";
import { sectionOf, sections } from "./settings/sections";
import { About, Consent, Logout, Sector, Workloads } from "./settings/service-sections";
import { changeOf, schema, type Values, valuesOf } from "./settings/values";

type Props = {
  tenant: Tenant;
  client: Client;
  /** The section that is unfolded to begin with. */
  section: SettingSection | undefined;
  onSection: (section: SettingSection | undefined) => void;
  onDeleted: () => void;
};

/** Every setting of a client, each with a sentence, the rules it may be held to, and its end. */
export default function ClientSettings({ tenant, client, section, onSection, onDeleted }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug, client: client.id };
  const resources = useQuery(listResourcesOptions({ path: { tenant: tenant.slug } })).data?.items ?? [];
  const update = useMutation(updateClientMutation());
  const [open, setOpen] = useState<ReadonlySet<SettingSection>>(new Set(section ? [section] : []));
  // What the changes are made to: it stays the same while they are made, so that somebody else's are noticed when they are saved.
  const [base, setBase] = useState(client);
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    values: valuesOf(base),
    resetOptions: { keepDirtyValues: true },
    mode: "onTouched",
    // A field may be folded away; reveal() unfolds it first.
    shouldFocusError: false,
  });
  const { errors, isDirty, dirtyFields } = form.formState;
  if (base !== client && !isDirty) setBase(client);

  const toggle = (id: SettingSection, wanted: boolean) => {
    setOpen((old) => new Set(wanted ? [...old, id] : [...old].filter((each) => each !== id)));
    onSection(wanted ? id : undefined);
  };
  const reveal = (names: readonly string[]) => {
    const folded = names.flatMap((name) => sectionOf(name) ?? []);
    setOpen((old) => new Set([...old, ...folded]));
    if (folded[0]) onSection(folded[0]);
    const [first] = names;
    if (first) requestAnimationFrame(() => requestAnimationFrame(() => bringIntoView(first)));
  };
  const refused = (found: FieldErrors<Values>) => reveal(Object.keys(schema.shape).filter((name) => name in found));
  const submit = form.handleSubmit(async (values) => {
    try {
      const changed = await update.mutateAsync({ path, body: changeOf(base, values), headers: unlessChanged(base) });
      form.reset(valuesOf(changed), { keepDirtyValues: false });
      setBase(changed);
      queries.setQueryData(getClientQueryKey({ path }), changed);
      void queries.invalidateQueries({ queryKey: listClientProfilesQueryKey({ path }) });
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: tenant.slug } })[0]._id }] });
      toast.success("Saved. It is in force at once.");
    } catch (error) {
      // The notice about somebody else's change is below.
      if (ApiProblem.from(error).status !== 412) reveal(showInForm(form, error, { jwks: "jwks" }));
    }
  }, refused);
  const rebase = async () => {
    await queries.refetchQueries({ queryKey: getClientQueryKey({ path }) });
    const newest = queries.getQueryData<Client>(getClientQueryKey({ path }));
    if (newest) setBase(newest);
    update.reset();
  };

  const document = client.origin === "document";
  const contents: Record<SettingSection, ReactNode> = {
    "sign-in": <SignIn tenant={tenant} client={client} />,
    tokens: <Tokens resources={resources} />,
    authentication: <Authentication client={client} />,
    binding: <Binding />,
    answers: <Answers />,
    logout: <Logout />,
    consent: <Consent />,
    sector: <Sector client={client} />,
    workloads: <Workloads />,
    about: <About client={client} />,
  };
  return (
    <div className="space-y-6">
      {document ? (
        <Notice title="These settings are those of its metadata document">
          <a className="link wrap-anywhere" href={client.client_id} target="_blank" rel="noreferrer">
            {client.client_id}
          </a>{" "}
          says what they are. Here the client can only be switched off and on.
        </Notice>
      ) : (
        <ProfileCard tenant={tenant} client={client} busy={isDirty} onShow={(setting) => reveal([setting])} />
      )}
      <FormProvider {...form}>
        <form onSubmit={submit} noValidate className="space-y-6">
          <Section title="Basics">
            <fieldset disabled={document} className="min-w-0 space-y-6">
              <Basics />
            </fieldset>
            <Disabled />
          </Section>
          <fieldset disabled={document} className="min-w-0 space-y-6">
            <Section title="Redirects">
              <Redirects />
            </Section>
            <Section title="What the service may see">
              <Visible resources={resources} />
            </Section>
            {sections.map(({ id, title, text, settings }) => (
              <Fold
                key={id}
                id={id}
                title={title}
                text={text}
                open={open.has(id)}
                onToggle={(wanted) => toggle(id, wanted)}
                badge={
                  settings.some((name) => name in errors) ? (
                    <Badge tone="danger">Needs a look</Badge>
                  ) : settings.some((name) => name in dirtyFields) ? (
                    <Badge tone="warning">Changed</Badge>
                  ) : null
                }
              >
                {contents[id]}
              </Fold>
            ))}
          </fieldset>
          <div className="sticky bottom-3 z-10 flex flex-wrap items-center justify-end gap-3 rounded-lg border border-border bg-surface p-3 shadow-md">
            {update.isError && ApiProblem.from(update.error).status === 412 ? (
              <Notice
                tone="warning"
                role="alert"
                title="Somebody else changed this client meanwhile"
                className="basis-full"
                actions={
                  <Button size="sm" onClick={() => void rebase()}>
                    Load the newest, keep my changes
                  </Button>
                }
              >
                Nothing was saved. Load the newest settings: what you changed stays as you have it, the rest becomes what they saved.
              </Notice>
            ) : errors.root ? (
              <Notice tone="danger" role="alert" className="basis-full">
                {errors.root.message}
              </Notice>
            ) : null}
            <span role="status" className="mr-auto pl-2 text-muted">
              {isDirty ? "Changes are not saved yet." : "Everything is saved."}
            </span>
            <Button
              disabled={!isDirty}
              onClick={() => {
                update.reset();
                form.reset(valuesOf(base), { keepDirtyValues: false });
              }}
            >
              Discard
            </Button>
            <Button type="submit" look="primary" disabled={!isDirty} busy={update.isPending}>
              Save changes
            </Button>
          </div>
        </form>
      </FormProvider>
      <DeleteClient tenant={tenant} client={client} onDeleted={onDeleted} />
    </div>
  );
}

/** Shows the control of a setting and puts the focus there; groups have theirs on their first control. */
function bringIntoView(setting: string) {
  const head = setting.split(".")[0] ?? setting;
  const control = document.querySelector<HTMLElement>(
    `[name="${CSS.escape(setting)}"], [name^="${CSS.escape(head)}"], [data-setting="${CSS.escape(head)}"] :is(input, button)`,
  );
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card aria-label={title}>
      <CardHeader title={title} />
      <div className="space-y-6 border-border border-t p-5">{children}</div>
    </Card>
  );
}
