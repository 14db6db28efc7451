import { type Control, Controller, type FieldValues, type Path, type PathValue } from "react-hook-form";
import * as z from "zod/mini";
import { originProblem, redirectUriProblem } from "@/lib/redirect-uri";
import { Badge } from "@/ui/badge";
import { CheckCard } from "@/ui/choice";
import { FieldGroup } from "@/ui/field";
import { scopes } from "./integrations";
import { UriList } from "./uri-list";

/** Text about which `problem` has nothing to say. */
const textWithout = (problem: (value: string) => string | undefined) =>
  z.string().check((payload) => {
    const message = problem(payload.value);
    if (message) payload.issues.push({ code: "custom", message, input: payload.value });
  });

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

type ListProps<Values extends FieldValues> = {
  control: Control<Values>;
  name: Path<Values>;
  legend: string;
  help?: string;
  item: string;
  placeholder: string;
  optional?: boolean;
};

/** A form's list of addresses. */
export function UriListField<Values extends FieldValues>({ control, name, ...rest }: ListProps<Values>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => {
        const found: unknown = fieldState.error;
        const errors = Array.isArray(found) ? found.map((entry?: { message?: string }) => entry?.message) : [];
        const values: string[] = field.value;
        return (
          <UriList
            {...rest}
            values={values}
            // The caller names a field that holds a list of strings.
            onChange={(next) => field.onChange(next as PathValue<Values, Path<Values>>)}
            onBlur={field.onBlur}
            errors={errors}
            error={errors.length === 0 ? (fieldState.error?.message ?? fieldState.error?.root?.message) : undefined}
          />
        );
      }}
    />
  );
}

/** A form's scopes, each with what it lets the service see. */
export function ScopesField<Values extends FieldValues>({ control, name }: { control: Control<Values>; name: Path<Values> }) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => {
        const chosen: string[] = field.value;
        const others = chosen.filter((scope) => !scopes.some((known) => known.value === scope));
        return (
          <FieldGroup
            legend="Scopes"
            help="What the service may ask for. People see each of them and may refuse."
            error={fieldState.error?.message}
          >
            <div className="grid gap-2 sm:grid-cols-2">
              {scopes.map((scope) => (
                <CheckCard
                  key={scope.value}
                  title={<code>{scope.title}</code>}
                  badge={scope.required ? <Badge>always</Badge> : undefined}
                  checked={scope.required === true || chosen.includes(scope.value)}
                  disabled={scope.required}
                  onBlur={field.onBlur}
                  onChange={(event) => {
                    const wanted = (value: string) =>
                      value === scope.value ? event.target.checked : value === "openid" || chosen.includes(value);
                    field.onChange([...scopes.map((known) => known.value).filter(wanted), ...others]);
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
