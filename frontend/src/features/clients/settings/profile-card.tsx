import { getClientQueryKey, listClientProfilesOptions, listClientProfilesQueryKey, updateClientMutation } from "@alias/sdk/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, Wand } from "lucide-react";
import { useState } from "react";
import type { Client, ClientProfile, Tenant } from "@/api/types";
import { unlessChanged } from "@/api/version";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { RadioCard } from "@/ui/choice";
import { FieldGroup } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Resource, wordsOf } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";

const words: Record<ClientProfile["profile"], { title: string; text: string }> = {
  default: { title: "Default", text: "OpenID Connect as nearly all software speaks it. Every setting is free." },
  oauth21: { title: "OAuth 2.1", text: "Only the code flow, always with PKCE, the issuer in every answer, https everywhere." },
  fapi2: {
    title: "FAPI 2.0",
    text: "For money and health: keys or certificates instead of secrets, pushed requests, tokens bound to a key.",
  },
  "fapi2-message-signing": {
    title: "FAPI 2.0 with message signing",
    text: "The same, and authorization requests and responses are signed, so that they can be proved later.",
  },
};

type Props = {
  tenant: Tenant;
  client: Client;
  /** There are changes below that are not saved yet. */
  busy: boolean;
  onShow: (setting: string) => void;
};

/** One switch for a whole rule set: what it demands, what stands in its way, and what it changes by itself. */
export function ProfileCard({ tenant, client, busy, onShow }: Props) {
  const queries = useQueryClient();
  const path = { tenant: tenant.slug, client: client.id };
  const query = useQuery(listClientProfilesOptions({ path }));
  const [picked, setPicked] = useState<ClientProfile["profile"]>();
  const apply = useMutation({
    ...updateClientMutation(),
    onSuccess: (changed) => {
      setPicked(undefined);
      queries.setQueryData(getClientQueryKey({ path }), changed);
      void queries.invalidateQueries({ queryKey: listClientProfilesQueryKey({ path }) });
      toast.success(`${client.name} now keeps the rules of ${words[changed.profile].title}.`);
    },
  });
  const chosen = picked ?? client.profile;
  return (
    <Card aria-labelledby="profile">
      <CardHeader id="profile" title="Profile">
        A whole rule set that the client is held to. Settings that contradict it are refused.
      </CardHeader>
      <div className="space-y-4 border-border border-t p-5">
        <FieldGroup legend={<span className="sr-only">Profile</span>}>
          <div className="grid gap-2 sm:grid-cols-2">
            {(Object.keys(words) as ClientProfile["profile"][]).map((value) => (
              <RadioCard
                key={value}
                name="profile"
                value={value}
                title={words[value].title}
                badge={value === client.profile ? <Badge tone="accent">in force</Badge> : undefined}
                checked={value === chosen}
                onChange={() => {
                  apply.reset();
                  setPicked(value);
                }}
              >
                {words[value].text}
              </RadioCard>
            ))}
          </div>
        </FieldGroup>
        {chosen === client.profile ? null : (
          <Resource query={query} loading={<RowsSkeleton rows={2} />} what="What the profile needs">
            {({ items }) => {
              const objections = items.find(({ profile }) => profile === chosen)?.objections ?? [];
              const first = objections.filter(({ automatic }) => !automatic);
              return (
                <div className="space-y-4" role="status">
                  <Objections
                    title="To settle first"
                    text="These are for you to decide; the profile can be switched on afterwards."
                    list={first}
                    onShow={onShow}
                  />
                  <Objections
                    title="Changed with it"
                    text="These settings change by themselves when the profile is applied."
                    list={objections.filter(({ automatic }) => automatic)}
                  />
                  {objections.length === 0 ? <p className="text-muted">Nothing else has to change.</p> : null}
                  {apply.isError ? (
                    <Notice tone="danger" role="alert" title="The profile was not applied">
                      {wordsOf(apply.error).detail}
                    </Notice>
                  ) : null}
                  <div className="flex flex-wrap items-center justify-end gap-2">
                    {busy ? <span className="mr-auto text-muted">Save or discard the changes below first.</span> : null}
                    <Button onClick={() => setPicked(undefined)}>Cancel</Button>
                    <Button
                      look="primary"
                      busy={apply.isPending}
                      disabled={busy || first.length > 0}
                      onClick={() => apply.mutate({ path, body: { profile: chosen, apply_profile: true }, headers: unlessChanged(client) })}
                    >
                      Apply {words[chosen].title}
                    </Button>
                  </div>
                </div>
              );
            }}
          </Resource>
        )}
      </div>
    </Card>
  );
}

type ObjectionsProps = { title: string; text: string; list: ClientProfile["objections"]; onShow?: (setting: string) => void };

function Objections({ title, text, list, onShow }: ObjectionsProps) {
  if (list.length === 0) return null;
  return (
    <div>
      <h3 className="flex items-center gap-2 font-semibold text-ink">
        {onShow ? (
          <CircleAlert aria-hidden className="size-4 text-warning-text" />
        ) : (
          <Wand aria-hidden className="size-4 text-accent-text" />
        )}
        {title}
      </h3>
      <p className="mt-0.5 text-muted">{text}</p>
      <ul className="mt-2 divide-y divide-border rounded-md border border-border">
        {list.map(({ setting, have, need, sentence }) => (
          <li key={setting} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0 flex-1 basis-64">
              <p className="wrap-anywhere">
                <code className="font-semibold text-ink">{setting}</code>
                <span className="text-muted">
                  {" "}
                  is {have || "empty"}, needs {need}
                </span>
              </p>
              <p className="text-muted">{sentence}</p>
            </div>
            {onShow && setting !== "type" ? (
              <Button size="sm" onClick={() => onShow(setting)} aria-label={`Show ${setting}`}>
                Show it
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
