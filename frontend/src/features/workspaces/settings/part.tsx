import { useRouterState } from "@tanstack/react-router";
import { type BaseSyntheticEvent, type ReactNode, useState } from "react";
import { type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Fold } from "@/ui/fold";
import { Notice } from "@/ui/notice";

type PartProps = { id: string; title: string; text: ReactNode; badge: ReactNode; children: ReactNode };

/** One group of a workspace's settings, unfolded for who came for it: its ID is in the address. */
export function Part({ id, ...rest }: PartProps) {
  const wanted = useRouterState({ select: ({ location }) => location.hash === id });
  const [open, setOpen] = useState(wanted);
  return <Fold id={id} open={open} onToggle={setOpen} {...rest} />;
}

type Props<Values extends FieldValues> = Omit<PartProps, "badge"> & {
  on: boolean;
  form: UseFormReturn<Values>;
  busy: boolean;
  onSubmit: (event?: BaseSyntheticEvent) => void;
};

/** A group that is a form, saved by itself. */
export function FormPart<Values extends FieldValues>({ on, form, busy, onSubmit, children, ...part }: Props<Values>) {
  const { isDirty, errors } = form.formState;
  return (
    <Part {...part} badge={on ? <Badge tone="success">On</Badge> : <Badge>Off</Badge>}>
      <FormProvider {...form}>
        <form onSubmit={onSubmit} noValidate className="space-y-6">
          {children}
          {errors.root ? (
            <Notice tone="danger" role="alert">
              {errors.root.message}
            </Notice>
          ) : null}
          <div className="flex justify-end gap-2">
            {isDirty ? <Button onClick={() => form.reset()}>Discard</Button> : null}
            <Button type="submit" look="primary" busy={busy} disabled={!isDirty} aria-label={`Save ${part.title.toLowerCase()}`}>
              Save
            </Button>
          </div>
        </form>
      </FormProvider>
    </Part>
  );
}
