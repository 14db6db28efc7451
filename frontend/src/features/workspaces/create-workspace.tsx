import { checkSlugOptions, createTenantMutation, listTenantsQueryKey } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowRight, CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { showInForm } from "@/api/problem";
import type { Tenant } from "@/api/types";
import { slugFrom, slugPattern } from "@/lib/slug";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { RadioCard } from "@/ui/choice";
import { Field, FieldGroup, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { environmentWords } from "./environments";

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give the workspace a name."), z.maxLength(80, "Use at most 80 characters.")),
  slug: z.string().check(z.regex(slugPattern, "Use 3 to 40 small letters, digits and single dashes.")),
  environment: z.enum(["development", "production"]),
});

const reasons = {
  taken: "Somebody already has this one. Try another.",
  reserved: "This one is kept for Alias itself. Try another.",
  invalid: "Use 3 to 40 small letters, digits and single dashes.",
};

type Props = { baseUrl: string; first: boolean; onCreated: (tenant: Tenant) => void };

/** The form that makes a workspace: a name, an address, an environment. */
export function CreateWorkspace({ baseUrl, first, onCreated }: Props) {
  const queries = useQueryClient();
  const [ownSlug, setOwnSlug] = useState(false);
  const form = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { name: "", slug: "", environment: "development" },
  });
  const create = useMutation(createTenantMutation());
  const slug = form.watch("slug");
  const settled = useDebounced(slug);
  const wellFormed = slugPattern.test(settled);
  const check = useQuery({ ...checkSlugOptions({ path: { slug: settled } }), enabled: wellFormed, staleTime: 5_000 });
  const current = slug === settled && wellFormed ? check.data : undefined;
  const refused = current && !current.available ? reasons[current.reason ?? "taken"] : undefined;
  const errors = form.formState.errors;

  const submit = form.handleSubmit(async (values) => {
    if (refused) {
      form.setFocus("slug");
      return;
    }
    try {
      const tenant = await create.mutateAsync({ body: values });
      await queries.invalidateQueries({ queryKey: listTenantsQueryKey() });
      onCreated(tenant);
    } catch (error) {
      showInForm(form, error);
    }
  });

  return (
    <div className="mx-auto w-full max-w-2xl pt-6">
      <PageHeader title={first ? "Create your first workspace" : "New workspace"}>
        A workspace is one service in one environment. It gets an OpenID issuer, keys and clients of its own.
      </PageHeader>
      <form onSubmit={submit} noValidate>
        <Card className="space-y-6 p-5 sm:p-6">
          {errors.root ? (
            <Notice tone="danger" role="alert">
              {errors.root.message}
            </Notice>
          ) : null}
          <Field label="Name" error={errors.name?.message} help="What people see when they sign in: “Continue to …”.">
            {(wiring) => (
              <Input
                {...wiring}
                {...form.register("name", {
                  onChange: (event: { target: { value: string } }) => {
                    if (!ownSlug) form.setValue("slug", slugFrom(event.target.value), { shouldValidate: form.formState.isSubmitted });
                  },
                })}
                placeholder="Heron Forum"
                maxLength={80}
              />
            )}
          </Field>
          <Field
            label="Address"
            error={errors.slug?.message ?? refused}
            help="Part of your issuer, so it cannot be changed once a client uses it."
          >
            {(wiring) => (
              <>
                <Input
                  {...wiring}
                  {...form.register("slug", { onChange: () => setOwnSlug(true) })}
                  aria-invalid={wiring["aria-invalid"] ?? (refused ? true : undefined)}
                  mono
                  placeholder="heron-forum"
                  spellCheck={false}
                  autoCapitalize="none"
                  maxLength={40}
                />
                <div className="mt-2 flex items-center justify-between gap-3 rounded-md bg-sunken px-3 py-2">
                  <code className="wrap-anywhere min-w-0 text-[0.8125rem] text-muted">
                    {baseUrl}/t/<strong className="font-semibold text-ink">{slug || "…"}</strong>
                  </code>
                  <Availability slug={slug} checking={slug !== settled || check.isFetching} available={current?.available} />
                </div>
              </>
            )}
          </Field>
          <FieldGroup
            legend="Environment"
            help="It cannot be changed later. Make a second workspace when you go live: people get separate aliases there."
          >
            <div className="grid gap-3 sm:grid-cols-2">
              {(["development", "production"] as const).map((value) => (
                <RadioCard key={value} value={value} title={environmentWords[value].title} {...form.register("environment")}>
                  {environmentWords[value].text}
                </RadioCard>
              ))}
            </div>
          </FieldGroup>
        </Card>
        <div className="mt-5 flex justify-end">
          <Button type="submit" look="primary" busy={create.isPending}>
            Create workspace <ArrowRight aria-hidden />
          </Button>
        </div>
      </form>
    </div>
  );
}

function Availability({ slug, checking, available }: { slug: string; checking: boolean; available: boolean | undefined }) {
  const shown = slugPattern.test(slug);
  return (
    <span role="status" className="flex shrink-0 items-center gap-1.5 text-xs">
      {!shown ? null : checking ? (
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin text-subtle" />
          <span className="sr-only">Checking</span>
        </>
      ) : available === true ? (
        <>
          <CircleCheck aria-hidden className="size-4 text-success-text" />
          <span className="font-medium text-success-text">Free</span>
        </>
      ) : available === false ? (
        <>
          <CircleX aria-hidden className="size-4 text-danger-text" />
          <span className="font-medium text-danger-text">Not free</span>
        </>
      ) : null}
    </span>
  );
}
