import { expect, test } from "../../fixtures";

test("a developer sees nothing of another one's workspace", async ({ page, newPerson, newTenant, tenant, service, signIn }) => {
  const other = await newPerson("Bo");
  await newTenant(other, "Bo’s own");
  await signIn(page, other);

  await test.step("its pages are not there", async () => {
    for (const path of ["", "/clients", `/clients/${service.clientId}`, "/activity", "/keys", "/settings", "/connect"]) {
      await page.goto(`/w/${tenant.slug}${path}`);
      await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
      await expect(page.getByText(service.name, { exact: true })).toHaveCount(0);
    }
  });

  await test.step("its API answers as if it were not there", async () => {
    const api = page.request;
    for (const at of [tenant.slug, tenant.id]) {
      const base = `/api/v1/tenants/${at}`;
      const answers = [
        await api.get(base),
        await api.patch(base, { data: { name: "Mine now" } }),
        await api.delete(base),
        await api.get(`${base}/clients`),
        await api.get(`${base}/clients/${service.clientId}`),
        await api.post(`${base}/clients/${service.clientId}/secrets`, { data: {} }),
        await api.delete(`${base}/clients/${service.clientId}`),
        await api.get(`${base}/keys`),
        await api.post(`${base}/keys/rotate`, { data: {} }),
        await api.get(`${base}/attempts`),
      ];
      expect(answers.map((answer) => answer.status())).toEqual(answers.map(() => 404));
      const nowhere = await api.get("/api/v1/tenants/ten_01890000-0000-7000-8000-000000000000");
      expect(await answers[0]?.json()).toEqual({ ...(await nowhere.json()), instance: expect.any(String) });
    }
  });

  await test.step("nor may its client be reached through one's own workspace", async () => {
    const { items } = await (await page.request.get("/api/v1/tenants")).json();
    expect(items).toHaveLength(1);
    const answer = await page.request.get(`/api/v1/tenants/${items[0].slug}/clients/${service.clientId}`);
    expect(answer.status()).toBe(404);
  });
});

test("a client is known only at its own issuer", async ({ page, developer, newTenant, service }) => {
  const elsewhere = await newTenant(developer, "Elsewhere");
  const url = new URL(await service.signInUrl());
  await page.goto(`${elsewhere.issuer}/oauth2/authorize${url.search}`);
  await expect(page.getByRole("heading", { name: "We do not know this service" })).toBeVisible();
  await expect(page.getByText(service.name)).toHaveCount(0);
});

test("a code is worth nothing at another tenant's token endpoint", async ({ page, person, developer, newTenant, service, signIn }) => {
  const elsewhere = await newTenant(developer, "Elsewhere");
  await signIn(page, person);
  await page.goto(await service.signInUrl());
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  const back = await service.returned(page);
  const answer = await page.request.post(`${elsewhere.issuer}/oauth2/token`, {
    form: {
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: service.redirectUri,
      client_id: service.clientId,
      client_secret: service.clientSecret ?? "",
    },
  });
  expect(answer.status()).toBe(401);
  expect((await answer.json()).error).toBe("invalid_client");
});
