import { client } from "@alias/sdk/client";
import { ApiProblem } from "./problem";
import { rememberVersion } from "./version";

/** Where a signed-out person goes, to come back to the same address afterwards. */
export function signInAddress(location: { pathname: string; search: string } = window.location): string {
  return `/login?return_to=${encodeURIComponent(location.pathname + location.search)}`;
}

/**
 * Configures the one SDK client of the portal: same origin, the session in a cookie that script cannot read, every failure an
 * ApiProblem. A session that ended while working sends the person to sign in and brings them back.
 */
export function configureClient(leave: (address: string) => void = (address) => window.location.assign(address)) {
  client.setConfig({ baseUrl: `${window.location.origin}/api/v1`, credentials: "same-origin" });
  client.interceptors.request.use((request) => {
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  });
  client.interceptors.response.use(async (response) => {
    await rememberVersion(response);
    return response;
  });
  client.interceptors.error.use((error, response) => {
    // "Am I signed in?" may be answered with no; everything else that is refused for want of a session is a session that ended.
    if (response?.status === 401 && !new URL(response.url || "/", window.location.origin).pathname.endsWith("/session"))
      leave(signInAddress());
    return ApiProblem.from(error, response);
  });
}
