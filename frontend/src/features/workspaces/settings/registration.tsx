import { zodResolver } from "@hookform/resolvers/zod";
import { Plus, X } from "lucide-react";
import { useFieldArray, useForm } from "react-hook-form";
import * as z from "zod/mini";
import type { Tenant } from "@/api/types";
import { keySetProblem } from "@/lib/key-set";
import { addressProblem } from "@/lib/redirect-uri";
import { textWithout } from "@/lib/text-without";
import { Button } from "@/ui/button";
import { RadioCard } from "@/ui/choice";
import { CopyText } from "@/ui/copy";
import { FieldGroup } from "@/ui/field";
import { DocumentSetting, messageOf, TextSetting } from "@/ui/form";
import { Notice } from "@/ui/notice";
import { FormPart } from "./part";
import { useSave } from "./use-save";

const schema = z.object({
  registration: z.object({
    mode: z.enum(["off", "token", "software_statement", "open"]),
    software_statement_issuers: z.array(
      z
        .object({
          issuer: z.string().check(z.minLength(1, "Enter the issuer, as it stands in its statements.")),
          jwks_uri: textWithout(addressProblem),
          jwks: textWithout(keySetProblem),
        })
        .check(({ value, issues }) => {
          if ((value.jwks.trim() === "") === (value.jwks_uri === ""))
            issues.push({
              code: "custom",
              message: "Give its keys by address or by value: one of the two.",
              path: ["jwks_uri"],
              input: value,
            });
        }),
    ),
  }),
});

type Values = z.infer<typeof schema>;

const modes: [Values["registration"]["mode"], string, string][] = [
  ["off", "Off", "Only developers of this workspace make clients. The default."],
  ["token", "With a token", "Whoever holds a registration token that you gave them."],
  ["software_statement", "With a software statement", "Whoever shows a statement, signed by an issuer you believe."],
  ["open", "Open", "Anybody. Such clients are shown to people as unverified, and end after 90 days unless you keep them."],
];

const valuesOf = ({ registration }: Tenant): Values => ({
  registration: {
    mode: registration.mode,
    software_statement_issuers: registration.software_statement_issuers.map(({ issuer, jwks_uri = "", jwks }) => ({
      issuer,
      jwks_uri,
      jwks: jwks ? JSON.stringify(jwks, null, 2) : "",
    })),
  },
});

const Text = TextSetting<Values>;
const Document = DocumentSetting<Values>;

/** Who may register clients by themselves (RFC 7591). */
export function RegistrationSettings({ tenant }: { tenant: Tenant }) {
  const form = useForm<Values>({ resolver: zodResolver(schema), values: valuesOf(tenant), resetOptions: { keepDirtyValues: true } });
  const { save, busy } = useSave(tenant, form);
  const issuers = useFieldArray({ control: form.control, name: "registration.software_statement_issuers" });
  const mode = form.watch("registration.mode");
  const errors = form.formState.errors.registration?.software_statement_issuers;
  const submit = form.handleSubmit(({ registration }) =>
    save({
      registration: {
        mode: registration.mode,
        software_statement_issuers: registration.software_statement_issuers.map(({ issuer, jwks_uri, jwks }) => ({
          issuer,
          ...(jwks.trim() === "" ? { jwks_uri } : { jwks: JSON.parse(jwks) }),
        })),
      },
    }),
  );
  return (
    <FormPart
      id="registration"
      title="Dynamic registration"
      text="Lets software make itself a client (RFC 7591), as connectors and older MCP clients do."
      on={tenant.registration.mode !== "off"}
      form={form}
      busy={busy}
      onSubmit={submit}
    >
      <FieldGroup legend="Who may register" error={form.formState.errors.registration?.mode?.message}>
        <div className="grid gap-2 sm:grid-cols-2">
          {modes.map(([value, title, text]) => (
            <RadioCard key={value} value={value} title={title} {...form.register("registration.mode")}>
              {text}
            </RadioCard>
          ))}
        </div>
      </FieldGroup>
      {mode === "open" ? (
        <Notice tone="warning" title="Strangers will make clients">
          Anybody can send people here to sign in under a name of their choice. Prefer client ID metadata documents, which say who is
          responsible.
        </Notice>
      ) : null}
      {mode === "off" ? null : (
        <p className="flex flex-wrap items-center gap-x-1.5 text-muted">
          Clients register at <CopyText value={tenant.endpoints.registration} label="registration endpoint" />
        </p>
      )}
      {mode === "software_statement" || issuers.fields.length > 0 ? (
        <FieldGroup
          legend="Believed issuers of software statements"
          help="A statement says what software a client is. The default is nobody's."
          error={Array.isArray(errors) ? undefined : messageOf(errors)}
        >
          <ul className="space-y-4">
            {issuers.fields.map((field, index) => (
              <li key={field.id} className="space-y-5 rounded-md border border-border p-4">
                <div className="grid gap-5 sm:grid-cols-2">
                  <Text
                    name={`registration.software_statement_issuers.${index}.issuer`}
                    label="Issuer"
                    help="As it stands in iss of its statements."
                    mono
                    type="url"
                    placeholder="https://directory.example"
                  />
                  <Text
                    name={`registration.software_statement_issuers.${index}.jwks_uri`}
                    label="Address of its keys"
                    help="Over https."
                    optional
                    mono
                    type="url"
                    placeholder="https://directory.example/jwks.json"
                  />
                </div>
                <Document
                  name={`registration.software_statement_issuers.${index}.jwks`}
                  label="Its public keys"
                  help="The same by value, as a JSON Web Key Set."
                  placeholder={'{"keys": [{"kty": "EC", "crv": "P-256", "x": "…", "y": "…"}]}'}
                />
                <Button size="sm" look="quiet" className="-ml-2" onClick={() => issuers.remove(index)}>
                  <X aria-hidden /> Remove this issuer
                </Button>
              </li>
            ))}
          </ul>
          <Button size="sm" look="quiet" className="mt-2 -ml-2" onClick={() => issuers.append({ issuer: "", jwks_uri: "", jwks: "" })}>
            <Plus aria-hidden /> Add {issuers.fields.length > 0 ? "another" : "an issuer"}
          </Button>
        </FieldGroup>
      ) : null}
    </FormPart>
  );
}
