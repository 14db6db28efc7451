import { Plus, X } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { Button } from "./button";
import { FieldError, FieldGroup, Input } from "./field";

type Props = {
  /** The name of the setting it is, to be found by. */
  setting?: string;
  legend: string;
  help?: ReactNode;
  /** How one entry is called: "Redirect URI". */
  item: string;
  placeholder: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  onBlur?: () => void;
  /** The message for the entry at the same place. */
  errors: readonly (string | undefined)[];
  error?: string | undefined;
  /** The entries are not addresses. */
  text?: boolean;
  /** An empty list is fine. */
  optional?: boolean;
};

/** A list of addresses or other short texts, one per line, each with its own message. */
export function TextList({
  setting,
  legend,
  help,
  item,
  placeholder,
  values,
  onChange,
  onBlur,
  errors,
  error,
  optional = false,
  text = false,
}: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const focusAt = (index: number) => requestAnimationFrame(() => list.current?.querySelectorAll("input")[index]?.focus());
  return (
    <FieldGroup setting={setting} legend={legend} help={help} error={error}>
      <ul ref={list} className="space-y-2">
        {values.map((value, index) => {
          const message = errors[index];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no identity but their place; the inputs are controlled.
            <li key={index}>
              <div className="flex items-center gap-1.5">
                <Input
                  mono
                  type={text ? "text" : "url"}
                  inputMode={text ? "text" : "url"}
                  spellCheck={false}
                  aria-label={values.length > 1 ? `${item} ${index + 1}` : item}
                  aria-invalid={message ? true : undefined}
                  aria-describedby={message ? `${id}-${index}` : undefined}
                  placeholder={placeholder}
                  value={value}
                  onBlur={onBlur}
                  onChange={(event) => onChange(values.map((other, at) => (at === index ? event.target.value : other)))}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter" || value === "") return;
                    event.preventDefault();
                    onChange([...values.slice(0, index + 1), "", ...values.slice(index + 1)]);
                    focusAt(index + 1);
                  }}
                />
                {values.length > 1 || optional ? (
                  <Button
                    look="quiet"
                    size="icon"
                    aria-label={`Remove ${value || `${item} ${index + 1}`}`}
                    onClick={() => {
                      onChange(values.filter((_, at) => at !== index));
                      focusAt(Math.max(index - 1, 0));
                    }}
                  >
                    <X aria-hidden />
                  </Button>
                ) : null}
              </div>
              <FieldError id={`${id}-${index}`}>{message}</FieldError>
            </li>
          );
        })}
      </ul>
      <Button
        size="sm"
        look="quiet"
        className={values.length > 0 ? "mt-2 -ml-2" : "-ml-2"}
        onClick={() => {
          onChange([...values, ""]);
          focusAt(values.length);
        }}
      >
        <Plus aria-hidden /> Add {values.length > 0 ? "another" : item.toLowerCase().replace("uri", "URI")}
      </Button>
    </FieldGroup>
  );
}
