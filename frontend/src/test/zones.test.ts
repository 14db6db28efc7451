import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

// Who may know whom. A folder that is not named here fails, so that a new one is placed by a person.
const may: Record<string, readonly string[]> = {
  app: ["routes", "features", "api", "ui", "lib"],
  routes: ["features", "api", "ui", "lib"],
  features: ["api", "ui", "lib"],
  api: ["lib"],
  ui: ["lib"],
  lib: [],
};

// What ui and lib may not know although it is a package.
const packages: Record<string, RegExp> = { ui: /^(@alias|@tanstack)\//, lib: /^(@alias|@tanstack)\// };

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.gen\.ts$|^test\//.test(file),
);

/** "features/clients" for a feature, the first folder for everything else. */
const zoneOf = (file: string) => file.split("/").slice(0, file.startsWith("features/") ? 2 : 1);

/** The modules a file names in imports, dynamic ones included. */
function importsOf(source: string): string[] {
  return [...source.matchAll(/^(?:import|export)\b[^"';]*"([^"]+)"|\bimport\("([^"]+)"\)/gm)].flatMap(
    ([, first, second]) => first ?? second ?? [],
  );
}

function complaint(file: string, target: string): string | undefined {
  const [zone = "", feature] = zoneOf(file);
  if (!target.startsWith("@/") && !target.startsWith(".")) return packages[zone]?.test(target) ? `${file} knows ${target}` : undefined;
  const path = target.startsWith("@/") ? target.slice(2) : relative(root, resolve(root, dirname(file), target));
  const [otherZone = "", otherFeature] = zoneOf(path);
  if (path === "routeTree.gen") return zone === "app" ? undefined : `${file} knows the route tree`;
  const own = otherZone === zone && otherFeature === feature;
  return own || may[zone]?.includes(otherZone) ? undefined : `${file} imports ${target}`;
}

test("every file knows only what is below it", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => !((zoneOf(file)[0] ?? "") in may) && file.includes("/"))).toEqual([]);
  const complaints = files.flatMap((file) => importsOf(readFileSync(join(root, file), "utf8")).map((target) => complaint(file, target)));
  expect(complaints.filter(Boolean)).toEqual([]);
});

test("the walker sees an import of every shape", () => {
  expect(
    importsOf(
      'import a from "a";\nimport {\n  b,\n} from "@/b";\nimport "./c.css";\nexport { d } from "../d";\nlazy(() => import("./e"));',
    ),
  ).toEqual(["a", "@/b", "./c.css", "../d", "./e"]);
  expect(complaint("ui/a.tsx", "@/api/client")).toBeDefined();
  expect(complaint("features/keys/a.tsx", "@/features/clients/b")).toBeDefined();
  expect(complaint("features/keys/a.tsx", "./b")).toBeUndefined();
});
