import { Badge } from "@/ui/badge";

/** Which of the two environments a workspace is. */
export function EnvironmentBadge({ environment }: { environment: "development" | "production" }) {
  return environment === "development" ? <Badge tone="apricot">Development</Badge> : <Badge tone="accent">Production</Badge>;
}

export const environmentWords = {
  development: {
    title: "Development",
    text: "For building and trying out. Addresses on your own computer (http://localhost) may receive people, and the sign-in pages say that this is a development workspace.",
  },
  production: {
    title: "Production",
    text: "For real people. Every address must use https, and nothing on the sign-in pages speaks of development.",
  },
} as const;
