import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

type Wiring = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
type Props = {
  label: ReactNode;
  /** A sentence that helps before anything went wrong. */
  help?: ReactNode;
  /** What is wrong and how to put it right. It is announced when it appears. */
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: (wiring: Wiring) => ReactNode;
};

/** A label, a control, its help and its error, wired together for assistive technology. */
export function Field({ label, help, error, optional = false, className, children }: Props) {
  const id = useId();
  const describedBy = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className={cn("min-w-0", className)}>
      <label htmlFor={id} className="mb-1.5 block font-medium text-ink">
        {label}
        {optional ? <span className="ml-1.5 font-normal text-subtle">optional</span> : null}
      </label>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": error ? true : undefined })}
      <FieldError id={`${id}-error`}>{error}</FieldError>
      {help ? (
        <div id={`${id}-help`} className="mt-1.5 text-muted">
          {help}
        </div>
      ) : null}
    </div>
  );
}

/** An error below a control; nothing while there is none. */
export function FieldError({ id, children }: { id?: string; children: string | undefined }) {
  return (
    <p id={id} role="alert" className={cn("font-medium text-danger-text", children && "mt-1.5")}>
      {children}
    </p>
  );
}

/** A group of controls that answer one question. */
export function FieldGroup({
  setting,
  legend,
  help,
  error,
  children,
}: {
  /** The name of the setting it is, to be found by. */
  setting?: string | undefined;
  legend: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset data-setting={setting} className="min-w-0" aria-describedby={help ? `${id}-help` : undefined}>
      <legend className="mb-1 font-medium text-ink">{legend}</legend>
      {help ? (
        <div id={`${id}-help`} className="mb-3 max-w-prose text-muted">
          {help}
        </div>
      ) : null}
      {children}
      <FieldError>{error}</FieldError>
    </fieldset>
  );
}

const controlClasses =
  "block w-full min-w-0 rounded-md border border-border-strong bg-surface px-3 text-ink shadow-xs placeholder:text-subtle hover:border-muted aria-invalid:border-danger disabled:bg-sunken disabled:text-muted";

export function Input({ className, mono = false, ...props }: ComponentProps<"input"> & { mono?: boolean }) {
  return <input className={cn(controlClasses, "h-9", mono && "font-mono text-[0.8125rem]", className)} autoComplete="off" {...props} />;
}

export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(controlClasses, "h-9 cursor-pointer pr-8", className)} {...props} />;
}

export function Textarea({ className, mono = false, ...props }: ComponentProps<"textarea"> & { mono?: boolean }) {
  return <textarea className={cn(controlClasses, "min-h-24 py-2", mono && "font-mono text-[0.8125rem]", className)} {...props} />;
}
