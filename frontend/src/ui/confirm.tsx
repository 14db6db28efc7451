import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field, Input } from "./field";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will be lost and for whom, before anything is lost. */
  children: ReactNode;
  /** When given, this must be typed before the button works. */
  word?: string;
  action: string;
  busy: boolean;
  onConfirm: () => void;
};

/** Asks before something that cannot be undone, and says what it will break. */
export function Confirm({ open, onClose, title, children, word, action, busy, onConfirm }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <Body onClose={onClose} word={word} action={action} busy={busy} onConfirm={onConfirm}>
        {children}
      </Body>
    </Dialog>
  );
}

function Body({ onClose, word, action, busy, onConfirm, children }: Omit<Props, "open" | "title" | "word"> & { word: string | undefined }) {
  const [typed, setTyped] = useState("");
  const ready = word === undefined || typed.trim() === word;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onConfirm();
      }}
    >
      <div className="space-y-3 text-muted">{children}</div>
      {word === undefined ? null : (
        <Field label={<span className="wrap-anywhere">Type “{word}” to confirm</span>} className="mt-4">
          {(wiring) => <Input {...wiring} value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} />}
        </Field>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="danger" disabled={!ready} busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
