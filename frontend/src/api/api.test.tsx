import { getTenant } from "@alias/sdk";
import { act, renderHook } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { useForm } from "react-hook-form";
import { expect, test } from "vitest";
import { api, left, problem, server } from "@/test/server";
import { signInAddress } from "./client";
import { ApiProblem, fieldPath, showInForm } from "./problem";

const fetchTenant = () => getTenant({ path: { tenant: "heron-forum" }, throwOnError: true });

test("a refusal is thrown with its code, words and correlation ID", async () => {
  server.use(http.get(api("/tenants/:tenant"), () => problem(404, "not_found", { detail: "There is no such workspace." })));
  await expect(fetchTenant()).rejects.toMatchObject({
    status: 404,
    code: "not_found",
    detail: "There is no such workspace.",
    correlationId: "k3v9pq7zt4",
  });
  expect(left).toEqual([]);
});

test("a session that ended sends the person to sign in and back", async () => {
  server.use(http.get(api("/tenants/:tenant"), () => problem(401, "unauthenticated")));
  await expect(fetchTenant()).rejects.toBeInstanceOf(ApiProblem);
  expect(left).toEqual([signInAddress()]);
  expect(signInAddress({ pathname: "/w/a", search: "?x=1&y" })).toBe("/login?return_to=%2Fw%2Fa%3Fx%3D1%26y");
});

test("an answer that is no problem document, and no answer at all, are described without being repeated", async () => {
  server.use(http.get(api("/tenants/:tenant"), () => HttpResponse.text("pq: secret detail", { status: 502 })));
  const broken = await fetchTenant().catch(ApiProblem.from);
  expect(broken).toMatchObject({ status: 502 });
  expect(JSON.stringify(broken)).not.toContain("secret");
  server.use(http.get(api("/tenants/:tenant"), () => HttpResponse.error()));
  await expect(fetchTenant()).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("locations become form fields", () => {
  expect(fieldPath("body.redirect_uris[0]")).toBe("redirect_uris.0");
  expect(fieldPath("body.name")).toBe("name");
});

test("messages go to their fields, and what has no field to the root with its correlation ID", () => {
  const { result } = renderHook(() => {
    const form = useForm({ defaultValues: { name: "", redirect_uris: [""] } });
    return { form, errors: form.formState.errors };
  });
  const refusal = (fields: { location: string; message: string }[]) =>
    new ApiProblem({ status: 422, code: "invalid", title: "Refused", detail: "Not like this.", correlationId: "k3v9", fields });
  act(() => showInForm(result.current.form, refusal([{ location: "body.redirect_uris[0]", message: "Used already." }])));
  expect(result.current.form.getFieldState("redirect_uris.0").error?.message).toBe("Used already.");
  expect(result.current.errors.root).toBeUndefined();
  act(() => showInForm(result.current.form, refusal([])));
  expect(result.current.errors.root?.message).toBe("Not like this. (Correlation ID k3v9)");
});
