// Who may open what, and what every answer carries.
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";

import { PAGES } from "../src/table.ts";
import { browserOf, expect, expectGoodSource, type PersonId, redis, test, world } from "./support.ts";
import { keepPlace, portalUrl, sessionOf } from "./families/steps.ts";

const ROLES: Record<string, PersonId> = { carer: "jo", provider: "club", officer: "officer" };
const NOBODYS = "01900000-0000-7000-8000-000000000000";

test("every page is for its roles and for nobody else", async ({ browser, request }) => {
  test.slow();
  for (const [role, person] of Object.entries(ROLES)) {
    const page = await browserOf(browser, person);
    for (const { method, path, roles } of PAGES) {
      const url = portalUrl(path.replace(":id", NOBODYS));
      const response = method === "get" ? await page.request.get(url) : await page.request.post(url, { form: {} });
      const where = `${role}: ${method} ${path}`;
      if (!roles.includes(role as "carer") || method === "post") expect(response.status(), where).toBe(403);
      else expect(path.includes(":id") ? [403, 404] : [200], where).toContain(response.status());
    }
    await page.context().close();
  }
  for (const { method, path } of PAGES) {
    const url = portalUrl(path.replace(":id", NOBODYS));
    const options = { maxRedirects: 0 };
    const response = method === "get" ? await request.get(url, options) : await request.post(url, options);
    expect(response.status(), path).toBe(303);
    expect(response.headers()["location"], path).toMatch(/^\/sign-in\?to=/);
  }
});

test("another family's booking cannot be seen", async ({ browser }) => {
  const jo = await browserOf(browser, "jo");
  const booking = await keepPlace(jo, sessionOf("WV-AC-03", 6));
  const sam = await browserOf(browser, "sam");
  for (const path of [`/bookings/${booking}`, `/bookings/${booking}/check`, `/bookings/${booking}/cancel`]) {
    const response = await sam.goto(path);
    expect(response?.status(), path).toBe(403);
    await expect(sam.getByRole("heading", { level: 1 })).toHaveText("You cannot see this page");
    await expectGoodSource(sam, (await response?.text()) ?? "");
  }
  await jo.getByRole("button", { name: "Let the place go" }).click();
});

test("a form that another site sends does nothing", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const session = sessionOf("WV-AC-01", 5);
  const response = await page.request.post(portalUrl(`/sessions/${session}`), { form: { _csrf: "guessed" }, maxRedirects: 0 });
  expect(response.status()).toBe(403);
  await page.goto(`/sessions/${session}`);
  await expect(page.getByText("6 places left")).toBeVisible();
});

test("answers carry what protects those who read them", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const headers = (await page.request.get(portalUrl("/balance"))).headers();
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["content-security-policy"]).toContain(`form-action 'self' ${new URL(world.signIn).origin}`);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["x-powered-by"]).toBeUndefined();
  const cookies = await page.context().cookies(world.portal);
  expect(cookies.find(({ name }) => name === "portal")).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("sign-in goes on to pages of ours alone, and sign-out ends the session", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  await page.goto("/sign-in?to=//evil.example/");
  expect(new URL(page.url()).origin).toBe(world.portal);
  await page.goto("/sign-out");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You have signed out");
  await page.goto("/balance");
  expect(new URL(page.url()).origin).toBe(world.signIn);
});

test("two tabs that both went to sign in: each finds its page, also where one no longer knows of the other", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: world.portal, locale: "en-GB" });
  const [one, two] = [await context.newPage(), await context.newPage()];
  const finish = (page: Page) => page.getByRole("button", { name: "Jo Example-Ashmore" }).click();
  const cookie = async () => (await context.cookies(world.portal)).find(({ name }) => name === "portal")?.value;
  await one.goto("/balance");
  await two.goto("/children");
  await finish(one);
  await one.waitForURL(portalUrl("/balance"));
  const session = await cookie();
  await finish(two);
  await two.waitForURL(portalUrl("/children"));
  expect(await cookie()).toBe(session);

  // Both at once, as a browser opens its tabs again: the second has a session of its own, which stays.
  await context.clearCookies();
  await one.goto("/balance");
  await context.clearCookies({ name: "portal" });
  await two.goto("/children");
  await finish(one);
  await one.waitForURL(portalUrl("/home"));
  await expect(one.getByRole("heading", { level: 1 })).toHaveText("Hello Jo Example-Ashmore");
  await finish(two);
  await two.waitForURL(portalUrl("/children"));
  await context.close();
});

test("an answer of the sign-in that this browser did not ask for signs nobody in", async ({ browser, request }) => {
  const forged = portalUrl("/signed-in?code=anothers&state=anothers");
  for (const path of ["/sign-in", "/help"]) {
    await request.get(portalUrl(path), { maxRedirects: 0 });
    const answer = await request.get(forged, { maxRedirects: 0 });
    expect([answer.status(), answer.headers()["location"]]).toEqual([303, "/sign-in"]);
  }
  for (const forgery of ["/signed-in", "/signed-in?code=anothers"]) expect((await request.get(portalUrl(forgery), { maxRedirects: 0 })).headers()["location"]).toBe("/sign-in");
  expect((await request.get(portalUrl("/home"), { maxRedirects: 0 })).status()).toBe(303);
  const page = await browserOf(browser, "jo");
  const answer = await page.request.get(forged, { maxRedirects: 0 });
  expect([answer.status(), answer.headers()["location"]]).toEqual([303, "/home"]);
  await page.goto("/home");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hello Jo Example-Ashmore");
});

test("sessions and logs hold nothing of a child, and a page without a form writes none", async ({ browser, request }) => {
  const keys = () => redis("KEYS", "portal:session:*").split("\n").filter((key) => key !== "");
  const before = keys().length;
  await request.get(portalUrl("/"));
  await request.get(portalUrl("/help"));
  expect(keys().length).toBe(before);
  const page = await browserOf(browser, "jo");
  await page.goto("/children");
  const child = await page.getByRole("link", { name: "Robin Example-Ashmore" }).getAttribute("href");
  await page.goto(child ?? "");
  const id = child?.split("/")[2] ?? "";
  expect(id).toHaveLength(36);
  const sessions = keys().map((key) => redis("GET", key)).join("\n");
  const logs = readFileSync(`${world.directory}/logs/portal.log`, "utf8");
  for (const kept of [sessions, logs]) {
    expect(kept).not.toContain("Robin");
    expect(kept).not.toContain(id);
  }
  expect(sessions).toContain("Jo Example-Ashmore");
  expect(sessions.match(/csrfToken/g) ?? []).not.toHaveLength(keys().length);
});


for (const path of ["/", "/home", "/find"]) {
  test(`the page ${path} is light on a phone: 60 KiB and 6 requests at most`, async ({ browser }) => {
    const page = await browserOf(browser, "jo");
    const fresh = await browser.newContext({ baseURL: world.portal, storageState: await page.context().storageState() });
    const first = await fresh.newPage();
    const sizes: Promise<number>[] = [];
    first.on("requestfinished", (request) => sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize)));
    await first.goto(path, { waitUntil: "networkidle" });
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeLessThanOrEqual(6);
    expect(bytes).toBeLessThanOrEqual(60 * 1024);
    await fresh.close();
  });
}
