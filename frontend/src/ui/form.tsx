import { type ComponentProps, type ReactNode, useId } from "react";
import { Controller, type FieldPath, type FieldValues, type PathValue, useFormContext, useWatch } from "react-hook-form";
import { inWords } from "@/lib/time";
import { CheckCard } from "./choice";
import { Field, FieldError, FieldGroup, Input, Select, Textarea } from "./field";
import { TextList } from "./text-list";

// Controls that are wired to the form around them by the name of a setting: value, error and help in one line each.

type Named<Values extends FieldValues> = { name: FieldPath<Values>; label: string; help: ReactNode };

/** The first sentence of an error, which for lists and objects lies deeper. */
export function messageOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("message" in error && typeof error.message === "string" && error.message !== "") return error.message;
  for (const [name, inner] of Object.entries(error)) {
    const message = name === "ref" ? undefined : messageOf(inner);
    if (message) return message;
  }
  return undefined;
}

function useSetting<Values extends FieldValues>(name: FieldPath<Values>) {
  const { register, getFieldState, formState } = useFormContext<Values>();
  return { register, error: messageOf(getFieldState(name, formState).error) };
}

type TextProps<Values extends FieldValues> = Named<Values> & { optional?: boolean; mono?: boolean } & Pick<
    ComponentProps<"input">,
    "type" | "placeholder" | "maxLength" | "className" | "inputMode"
  >;

/** One line of text. */
export function TextSetting<Values extends FieldValues>({ name, label, help, optional = false, className, ...input }: TextProps<Values>) {
  const { register, error } = useSetting(name);
  return (
    <Field label={label} help={help} error={error} optional={optional} {...(className ? { className } : {})}>
      {(wiring) => <Input {...wiring} {...register(name)} spellCheck={false} {...input} />}
    </Field>
  );
}

/** Several lines of text, such as a document. */
export function DocumentSetting<Values extends FieldValues>({
  name,
  label,
  help,
  placeholder,
}: Named<Values> & Pick<ComponentProps<"textarea">, "placeholder">) {
  const { register, error } = useSetting(name);
  return (
    <Field label={label} help={help} error={error} optional>
      {(wiring) => <Textarea {...wiring} {...register(name)} mono rows={5} spellCheck={false} placeholder={placeholder} />}
    </Field>
  );
}

/** A length of time in seconds, said in words beside it. */
export function SecondsSetting<Values extends FieldValues>({ name, label, help }: Named<Values>) {
  const { register, error } = useSetting(name);
  const seconds: unknown = useWatch<Values>({ name });
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => (
        <span className="flex items-center gap-2.5">
          <Input
            {...wiring}
            {...register(name, { setValueAs: (text: unknown) => (text === "" ? Number.NaN : Number(text)) })}
            inputMode="numeric"
            className="w-32 flex-none"
          />
          <span className="text-muted">seconds{typeof seconds === "number" && seconds > 90 ? `: ${inWords(seconds)}` : ""}</span>
        </span>
      )}
    </Field>
  );
}

/** One of a few words. */
export function ChoiceSetting<Values extends FieldValues>({
  name,
  label,
  help,
  options,
  disabled,
}: Named<Values> & { options: readonly (readonly [value: string, words: string])[]; disabled?: boolean }) {
  const { register, error } = useSetting(name);
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => (
        <Select {...wiring} {...register(name)} {...(disabled ? { disabled } : {})}>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function SwitchSetting<Values extends FieldValues>({ name, label, help }: Named<Values>) {
  const { register, error } = useSetting(name);
  const id = useId();
  return (
    <div>
      <CheckCard
        title={label}
        {...register(name)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      >
        {help}
      </CheckCard>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

type Option = { value: string; title: ReactNode; text: ReactNode; disabled?: boolean; badge?: ReactNode };

/** Any number of several answers; those that are not among the options stay as they are. */
export function SeveralSetting<Values extends FieldValues>({ name, label, help, options }: Named<Values> & { options: readonly Option[] }) {
  return (
    <Controller<Values>
      name={name}
      render={({ field, fieldState }) => {
        const chosen: string[] = field.value;
        return (
          <FieldGroup setting={name} legend={label} help={help} error={messageOf(fieldState.error)}>
            <div className="grid gap-2 sm:grid-cols-2">
              {options.map((option) => (
                <CheckCard
                  key={option.value}
                  title={option.title}
                  badge={option.badge}
                  checked={chosen.includes(option.value)}
                  disabled={option.disabled}
                  onBlur={field.onBlur}
                  onChange={(event) => {
                    const others = chosen.filter((value) => value !== option.value);
                    // The caller names a field that holds a list of strings.
                    field.onChange((event.target.checked ? [...others, option.value] : others) as PathValue<Values, FieldPath<Values>>);
                  }}
                >
                  {option.text}
                </CheckCard>
              ))}
            </div>
          </FieldGroup>
        );
      }}
    />
  );
}

type ListProps<Values extends FieldValues> = Named<Values> & { item: string; placeholder: string; optional?: boolean; text?: boolean };

/** A list of addresses or other short texts. */
export function ListSetting<Values extends FieldValues>({ name, label, ...rest }: ListProps<Values>) {
  return (
    <Controller<Values>
      name={name}
      render={({ field, fieldState }) => {
        const found: unknown = fieldState.error;
        const errors = Array.isArray(found) ? found.map((entry?: { message?: string }) => entry?.message) : [];
        const values: string[] = field.value;
        return (
          <TextList
            {...rest}
            setting={name}
            legend={label}
            values={values}
            // The caller names a field that holds a list of strings.
            onChange={(next) => field.onChange(next as PathValue<Values, FieldPath<Values>>)}
            onBlur={field.onBlur}
            errors={errors}
            error={errors.length === 0 ? (fieldState.error?.message ?? fieldState.error?.root?.message) : undefined}
          />
        );
      }}
    />
  );
}
