import { Download } from "lucide-react";
import { useState } from "react";
import type { Client, Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Notice } from "@/ui/notice";
import { envFile } from "./snippets";

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

type Props = { tenant: Tenant; client: Client; secret: string | undefined; action: string; onStored: () => void };

/** A client's credentials, the secret among them for the only time. */
export function SecretOnce({ tenant, client, secret, action, onStored }: Props) {
  const [stored, setStored] = useState(secret === undefined);
  return (
    <div className="space-y-4">
      <Value label="Client ID" value={client.client_id} />
      {secret === undefined ? (
        <Notice title="No secret to keep">
          {client.type === "public"
            ? "A public client has none: PKCE proves that whoever starts a sign-in also finishes it."
            : "This page was reloaded, and Alias keeps only a fingerprint of the secret. If you did not store it, add another under Credentials."}
        </Notice>
      ) : (
        <>
          <Value label="Client secret" value={secret} />
          <Notice tone="warning" title="Shown once">
            Alias keeps only a fingerprint of this secret. Store it where your service reads its settings; if it is lost, make another.
          </Notice>
        </>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 pt-1">
        <Button onClick={() => download(`${tenant.slug}.env`, envFile({ tenant, client, secret }))}>
          <Download aria-hidden /> Download .env
        </Button>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          {secret === undefined ? null : (
            <label className="flex cursor-pointer items-center gap-2 font-medium text-ink">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={stored}
                onChange={(event) => setStored(event.target.checked)}
              />
              I have stored it
            </label>
          )}
          <Button
            look="primary"
            disabled={!stored}
            title={stored ? undefined : "Store the secret first, then tick “I have stored it”."}
            onClick={onStored}
          >
            {action}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <p className="mb-1.5 font-medium text-ink">{label}</p>
      <div className="flex items-center justify-between gap-2 rounded-md border border-border bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="wrap-anywhere min-w-0 text-[0.8125rem] text-ink">{value}</code>
        <CopyButton value={value} label={label}>
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
