import { expect, test } from "vitest";
import { makeResource, makeTenant } from "@/test/factories";
import { mcpSnippets, resourceMetadataUrl } from "./mcp-snippets";

test.each([
  ["https://tools.example/", "https://tools.example/.well-known/oauth-protected-resource"],
  ["https://tools.example/mcp", "https://tools.example/.well-known/oauth-protected-resource/mcp"],
  ["https://tools.example:8443/a/b?x=1", "https://tools.example:8443/.well-known/oauth-protected-resource/a/b?x=1"],
])("RFC 9728 3.1: the metadata of %s is at %s", (identifier, url) => expect(resourceMetadataUrl(identifier)).toBe(url));

test("an MCP server gets its metadata, its refusal and its check, with every value in them", () => {
  const tenant = makeTenant();
  const resource = makeResource({ identifier: "https://tools.example/mcp", name: "Tools", scopes: ["tools:read"] });
  const [metadata, refusal, check] = mcpSnippets(tenant, resource).map(({ code }) => code);
  expect(JSON.parse(metadata ?? "")).toEqual({
    resource: "https://tools.example/mcp",
    resource_name: "Tools",
    authorization_servers: [tenant.issuer],
    scopes_supported: ["tools:read", "offline_access"],
    bearer_methods_supported: ["header"],
  });
  expect(refusal).toBe(
    'WWW-Authenticate: Bearer resource_metadata="https://tools.example/.well-known/oauth-protected-resource/mcp", scope="tools:read"\n',
  );
  for (const value of [tenant.endpoints.jwks, tenant.issuer, resource.identifier, "at+jwt"]) expect(check).toContain(JSON.stringify(value));
});
