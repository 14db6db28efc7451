import { Controller, type FieldPath, type FieldValues } from "react-hook-form";
import * as z from "zod/mini";
import { originProblem, redirectUriProblem } from "@/lib/redirect-uri";
import { textWithout } from "@/lib/text-without";
import { Badge } from "@/ui/badge";
import { CheckCard } from "@/ui/choice";
import { FieldGroup } from "@/ui/field";
import { messageOf } from "@/ui/form";
import { scopes } from "./integrations";

/** The rules of a client's fields; forms pick what they show. */
export const clientFields = {
  name: z.string().check(z.trim(), z.minLength(1, "Give the client a name."), z.maxLength(80, "Use at most 80 characters.")),
  type: z.enum(["confidential", "public"]),
  redirect_uris: z.array(textWithout(redirectUriProblem)).check(z.minLength(1, "List at least one redirect URI.")),
  post_logout_redirect_uris: z.array(textWithout(redirectUriProblem)),
  allowed_origins: z.array(textWithout(originProblem)),
  scopes: z
    .array(z.string())
    .check(
      z.refine(
        (list) => !list.includes("contact") || list.includes("offline_access"),
        "contact needs offline_access: messages are sent while the person is away.",
      ),
    ),
};

type ScopesProps<Values extends FieldValues> = {
  name: FieldPath<Values>;
  /** The scopes of the workspace's resources, each with the resource's name. */
  others?: readonly { scope: string; resource: string }[];
};

/** A form's scopes, each with what it lets the service see. */
export function ScopesField<Values extends FieldValues>({ name, others = [] }: ScopesProps<Values>) {
  return (
    <Controller<Values>
      name={name}
      render={({ field, fieldState }) => {
        const chosen: string[] = field.value;
        const known = [
          ...scopes,
          ...others.map(({ scope, resource }) => ({ value: scope, title: scope, text: `A scope of ${resource}.`, required: false })),
        ];
        const unknown = chosen.filter((scope) => !known.some(({ value }) => value === scope));
        return (
          <FieldGroup
            setting={name}
            legend="Scopes"
            help="What the service may ask for. People see each of them and may refuse."
            error={messageOf(fieldState.error)}
          >
            <div className="grid gap-2 sm:grid-cols-2">
              {known.map((scope) => (
                <CheckCard
                  key={scope.value}
                  title={<code className="wrap-anywhere">{scope.title}</code>}
                  badge={scope.required ? <Badge>always</Badge> : undefined}
                  checked={scope.required === true || chosen.includes(scope.value)}
                  disabled={scope.required}
                  onBlur={field.onBlur}
                  onChange={(event) => {
                    const wanted = (value: string) =>
                      value === scope.value ? event.target.checked : value === "openid" || chosen.includes(value);
                    field.onChange([...known.map((each) => each.value).filter(wanted), ...unknown]);
                  }}
                >
                  {scope.text}
                </CheckCard>
              ))}
            </div>
          </FieldGroup>
        );
      }}
    />
  );
}
