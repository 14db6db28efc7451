import { ArrowRight, AtSign, EyeOff, Mail, UserRound } from "lucide-react";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Mark } from "@/ui/mark";

/** What Alias is, for somebody who is not signed in. */
export function Landing() {
  return (
    <div className="mx-auto grid w-full max-w-6xl flex-1 items-center gap-x-16 gap-y-12 pt-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,30rem)] lg:pt-0">
      <title>Alias · Sign-in that keeps identities apart</title>
      <div>
        <h1
          tabIndex={-1}
          className="max-w-xl text-balance font-semibold text-3xl text-ink tracking-(--tracking-tight) sm:text-[2.75rem] sm:leading-[1.1]"
        >
          Let people sign in without knowing who they are.
        </h1>
        <p className="mt-5 max-w-lg text-lg text-muted">
          Alias is an OpenID provider that shows every service a different face of the same person. Your service gets a stable ID, a made-up
          name and a relay address, and can reach people who agreed to it. No service can tell that its people are also somebody else's.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          <Button asChild look="primary" size="lg">
            <a href="/register?return_to=/">
              Sign up <ArrowRight aria-hidden />
            </a>
          </Button>
          <Button asChild size="lg">
            <a href="/login?return_to=/">Sign in</a>
          </Button>
        </div>
        <p className="mt-5 text-muted">
          Standard OpenID Connect: works with Synapse, Auth.js, Go and anything else that speaks it.{" "}
          <a className="link" href="/docs">
            Read the API reference
          </a>
        </p>
      </div>
      <Faces />
    </div>
  );
}

/** One person, two services, two faces: the whole idea as a picture made of words. */
function Faces() {
  return (
    <figure className="mx-auto w-full max-w-md lg:max-w-none">
      <div className="relative mx-auto w-full rounded-xl border border-border bg-surface p-5 shadow-lg">
        <div className="flex items-center gap-3">
          <span className="flex size-10 items-center justify-center rounded-full bg-sunken text-muted">
            <UserRound aria-hidden className="size-5" />
          </span>
          <div className="min-w-0">
            <p className="font-semibold text-ink">Maya Okafor</p>
            <p className="wrap-anywhere text-muted">maya@example.org</p>
          </div>
          <Mark className="ml-auto size-8" />
        </div>
        <div className="my-4 flex items-center gap-3 text-subtle text-xs">
          <span className="h-px flex-1 bg-border" />
          <span className="flex items-center gap-1.5">
            <EyeOff aria-hidden className="size-3.5" /> nothing above this line is shared
          </span>
          <span className="h-px flex-1 bg-border" />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <Face service="Your forum sees" nickname="Quiet Heron" id="q7Zt…4mXc" relay="k3v9p@relay" />
          <Face service="Your shop sees" nickname="Amber Lynx" id="Hd02…u9Lw" relay="w8c1d@relay" />
        </div>
      </div>
      <figcaption className="mt-4 text-center text-muted">One account, a different face for each service.</figcaption>
    </figure>
  );
}

function Face({ service, nickname, id, relay }: { service: string; nickname: string; id: string; relay: string }) {
  return (
    <div className="rounded-lg border border-border bg-canvas p-4">
      <p className="text-muted text-xs">{service}</p>
      <div className="mt-2.5 flex items-center gap-2.5">
        <Avatar name={nickname} round className="size-8 text-sm" />
        <p className="font-semibold text-ink">{nickname}</p>
      </div>
      <p className="mt-3 flex items-center gap-2 text-muted">
        <AtSign aria-hidden className="size-3.5 shrink-0" />
        <code className="text-xs">{id}</code>
      </p>
      <p className="mt-1 flex items-center gap-2 text-muted">
        <Mail aria-hidden className="size-3.5 shrink-0" />
        <code className="text-xs">{relay}</code>
      </p>
    </div>
  );
}
