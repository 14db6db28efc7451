import { createResourceMutation, listResourcesQueryKey, updateResourceMutation } from "@alias/sdk/react-query";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FormProvider, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { algorithms } from "@/api/algorithms";
import { ApiProblem, showInForm } from "@/api/problem";
import type { Resource, Tenant } from "@/api/types";
import { unlessChanged } from "@/api/version";
import { Button } from "@/ui/button";
import { ChoiceSetting, ListSetting, TextSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give the resource a name."), z.maxLength(80, "Use at most 80 characters.")),
  identifier: z
    .string()
    .check(
      z.refine((text) => URL.canParse(text) && !text.includes("#"), "Enter an absolute URI without #, such as https://api.example.com/."),
    ),
  scopes: z.array(
    z
      .string()
      .check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, "A scope has 1 to 100 visible characters, without quotes and backslashes.")),
  ),
  access_token_format: z.enum(["jwt", "opaque"]),
  access_token_typ: z.enum(["at+jwt", "JWT"]),
  access_token_signed_alg: z.enum(algorithms),
  access_token_lifetime_seconds: z.string().check(z.regex(/^\d*$/, "Enter a whole number of seconds, or nothing.")),
});

type Values = z.infer<typeof schema>;

const Text = TextSetting<Values>;
const Choice = ChoiceSetting<Values>;

type Props = { tenant: Tenant; value?: Resource; onDone: () => void };

/** Makes a resource, or changes one; its identifier stays. */
export function ResourceForm({ tenant, value, onDone }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug };
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: {
      name: value?.name ?? "",
      identifier: value?.identifier ?? "",
      scopes: value?.scopes ?? [],
      access_token_format: value?.access_token_format ?? "jwt",
      access_token_typ: value?.access_token_typ ?? "at+jwt",
      access_token_signed_alg: value?.access_token_signed_alg ?? "RS256",
      access_token_lifetime_seconds: value?.access_token_lifetime_seconds ? String(value.access_token_lifetime_seconds) : "",
    },
  });
  const create = useMutation(createResourceMutation());
  const update = useMutation(updateResourceMutation());
  const jwt = form.watch("access_token_format") === "jwt";
  const root = form.formState.errors.root;
  const submit = form.handleSubmit(async ({ identifier, access_token_lifetime_seconds, ...rest }) => {
    const lifetime = access_token_lifetime_seconds === "" ? null : Number(access_token_lifetime_seconds);
    const body = { ...rest, access_token_lifetime_seconds: lifetime };
    try {
      if (value) await update.mutateAsync({ path: { ...path, resource: value.id }, body, headers: unlessChanged(value) });
      else await create.mutateAsync({ path, body: { identifier, ...body } });
      await queries.invalidateQueries({ queryKey: listResourcesQueryKey({ path }) });
      toast.success(value ? "Saved." : `${rest.name} is known now.`);
      onDone();
    } catch (error) {
      if (ApiProblem.from(error).status === 412)
        form.setError("root", {
          message: "Somebody else changed this resource meanwhile. Close this, look at it again, and repeat your change.",
        });
      else showInForm(form, error);
    }
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate className="space-y-5">
        <Text
          name="name"
          label="Name"
          help="What you call it. Other developers of the workspace see it."
          maxLength={80}
          placeholder="Notes API"
        />
        {value ? null : (
          <Text
            name="identifier"
            label="Identifier"
            help="Its address, as clients ask for it and as it stands in aud. It cannot be changed later."
            mono
            type="url"
            placeholder="https://api.example.com/"
          />
        )}
        <ListSetting<Values>
          name="scopes"
          label="Scopes"
          help="What clients may do there. Each client gets those that are also among its own. The default is none."
          item="Scope"
          placeholder="notes:read"
          text
          optional
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <Choice
            name="access_token_format"
            label="Token format"
            help="A JWT is checked with the key set, an opaque token by asking Alias. The default is JWT."
            options={[
              ["jwt", "JWT"],
              ["opaque", "Opaque"],
            ]}
          />
          <Text
            name="access_token_lifetime_seconds"
            label="Longest life, in seconds"
            help="60 to 86400. The default leaves it to the client."
            optional
            inputMode="numeric"
          />
          {jwt ? (
            <>
              <Choice
                name="access_token_signed_alg"
                label="Signature"
                help="The default is RS256."
                options={algorithms.map((alg) => [alg, alg] as const)}
              />
              <Choice
                name="access_token_typ"
                label="Type in the header"
                help="at+jwt (RFC 9068), the default; JWT for software that does not know it."
                options={[
                  ["at+jwt", "at+jwt"],
                  ["JWT", "JWT"],
                ]}
              />
            </>
          ) : null}
        </div>
        {root ? (
          <Notice tone="danger" role="alert">
            {root.message}
          </Notice>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending || update.isPending}>
            {value ? "Save" : "Add the resource"}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
