// The council's rules: which are in force, a new version from its file to its first day, and what it would change.
import { eligibility, newRequestId } from "@shortbreaks/client";
import { readFileSync } from "node:fs";

import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { formOf, max, newApplication, ola } from "./steps.ts";

// An officer does much one after the other, and each page is looked at with axe.
test.describe.configure({ timeout: 180_000 });

const SAMPLE = readFileSync(new URL("../../../../deploy/policies/wolverhampton-sample.yaml", import.meta.url), "utf8");
/** The sample under another title, from a day that is long to come: nobody's live policy changes. */
const fileFrom = (from: string, title = "Rules of the tests") => SAMPLE.replace("from: 2026-04-01", `from: ${from}`).replace("A sample policy for Wolverhampton", title);
const nextYear = `${new Date().getFullYear() + 1}-04-01`;
const idIn = (url: string) => new URL(url).pathname.split("/")[3] ?? "";
const State = eligibility.PolicyState;

async function proposed(content: string): Promise<string> {
  const { policy } = await ola.policies.proposePolicy({ requestId: newRequestId(), content });
  return policy?.name.split("/")[1] ?? "";
}

test("the version that is in force says since when, its offers and its rules, as families read it and as a file", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await page.getByRole("link", { name: "Rules", exact: true }).click();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  const row = page.locator("[data-policy]").filter({ hasText: "In force now" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("1 April 2026");
  await expect(page.locator("caption")).toHaveText(new RegExp(`^${await page.locator("[data-policy]").count()} version`));
  await row.getByRole("link").click();
  await expect(page.locator("[data-stands]")).toHaveText("In force now.");
  await expect(page.locator('[data-offer="targeted"]')).toContainText("60 hours a year (for some children)");
  await expect(page.locator('[data-offer="targeted"]')).toContainText("40 hours a year");
  await expect(page.locator('[data-offer="overnight"]')).toContainText("24 nights a year");
  await expect(page.locator("table").nth(1).locator("tbody tr")).toHaveCount(7);
  await expect(page.getByText("A child who needs at least 1:1 support (staff to children): 60 hours a year.")).toBeVisible();
  await page.getByText("Show the whole file").click();
  expect(await page.locator("[data-file]").textContent()).toBe(SAMPLE);
  await expect(page.getByRole("button")).toHaveCount(0);
  await expectGoodPage(page);
  await expectRightPlurals(page);
});

test("a file with mistakes is refused, each with its line, and nothing that was pasted is lost", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await page.goto("/council/policies/new");
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Hand it in" }).click();
  await expect(page.getByRole("alert")).toContainText("Put the file here.");
  const wrong = fileFrom("2041-04-01").replace("then: eligible", "then: decline").replace("tier: specialist", "tier: special");
  await page.getByLabel("The file", { exact: true }).fill(wrong);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Hand it in" }).click();
  expect((await answered).status()).toBe(422);
  await expectGoodSource(page, await (await answered).text());
  const line = wrong.split("\n").findIndex((one) => one.includes("then: decline")) + 1;
  await expect(page.locator(`[data-line="${line}"]`)).toContainText("then: decline");
  await expect(page.getByRole("alert")).toContainText(`Line ${line}:`);
  const shown = await page.locator("[data-line]").count();
  expect(shown).toBeGreaterThanOrEqual(2);
  await expect(page.getByText(`${shown} things to put right`)).toBeVisible();
  await expect(page.getByLabel("The file", { exact: true })).toHaveValue(wrong);
  await expectRightPlurals(page);
});

test("one officer hands in a version, another publishes it, and it is taken back before it begins", async ({ browser }) => {
  const content = fileFrom("2042-04-01");
  const first = await browserOf(browser, "officer");
  await first.goto("/council/policies/new");
  await first.getByLabel("The file", { exact: true }).fill(content);
  const form = await formOf(first, "/council/policies");
  await first.getByRole("button", { name: "Hand it in" }).click();
  await expect(first.getByRole("heading", { level: 1 })).toHaveText("Rules of the tests");
  const id = idIn(first.url());
  // Sent twice it is one version.
  const again = await first.request.post(portalUrl("/council/policies"), { form, maxRedirects: 0 });
  expect(again.headers()["location"]).toBe(`/council/policies/${id}`);
  await expect(first.getByText("You handed this in. Another officer must publish it.")).toBeVisible();
  await expect(first.getByRole("button", { name: "Publish it" })).toHaveCount(0);
  await expectGoodPage(first);
  const forged = await formOf(first, `/council/policies/${id}/withdraw`);
  const refused = await first.request.post(portalUrl(`/council/policies/${id}/publish`), { form: forged });
  expect(refused.status()).toBe(422);
  expect(await refused.text()).toContain("Another officer must do this.");

  const second = await browserOf(browser, "second");
  await second.goto("/council/policies");
  await second.locator(`[data-policy="${id}"] a`).click();
  await expect(second.locator("[data-stands]")).toHaveText("Handed in. Another officer must publish it.");
  await second.getByRole("button", { name: "Publish it" }).click();
  await expect(second.locator("[data-stands]")).toHaveText("Published, and begins later.");
  const published = await ola.policies.getPolicy({ name: `policies/${id}` });
  expect(published.policy).toMatchObject({ state: State.PUBLISHED, publisher: "officer:officer:second" });
  expect(published.content).toBe(content);
  await expectGoodPage(second);

  // Whoever looked before that cannot undo it unaware.
  await first.getByRole("button", { name: "Take it back" }).click();
  await expect(first.locator(".govuk-error-summary")).toContainText("Somebody changed this after you opened the page.");
  await expect(first.locator("[data-stands]")).toHaveText("Published, and begins later.");
  await first.getByRole("button", { name: "Take it back" }).click();
  await expect(first.locator("[data-stands]")).toHaveText("Taken back.");
  expect((await ola.policies.getPolicy({ name: `policies/${id}` })).policy?.state).toBe(State.WITHDRAWN);
  await expectGoodPage(first);
});

test("what a version would change is counted, and nothing is changed by asking", async ({ browser }) => {
  const { id: open } = await newApplication();
  const id = await proposed(fileFrom(nextYear, "Fewer hours").replace("{amount: 40 hours, per: year}", "{amount: 30 hours, per: year}"));
  const page = await browserOf(browser, "second");
  await page.goto(`/council/policies/${id}`);
  await page.getByRole("link", { name: "See what it would change" }).click();
  await expect(page.getByText("This only asks. Nothing is changed, and no family is told.")).toBeVisible();
  const { effects, examined } = await max.policies.replayPolicy({ name: `policies/${id}`, pageSize: 2_000 });
  const children = new Set(effects.map(({ child }) => child)).size;
  expect(children).toBeGreaterThan(5);
  await expect(page.locator("[data-headline]")).toHaveText(`It would change something for ${children} children, of ${examined} looked at.`);
  const counts = await page.locator("[data-change] td").allInnerTexts();
  expect(counts.map(Number).reduce((sum, one) => sum + one, 0)).toBe(effects.length);
  const applications = effects.filter(({ application }) => application !== "");
  await expect(page.getByRole("heading", { name: new RegExp(`^${applications.length} open applications?$`) })).toBeVisible();
  await expect(page.locator("[data-open] li")).toHaveCount(applications.length);
  await expect(page.locator("[data-open]")).toContainText(`${open.slice(-8).toUpperCase()}, Targeted short breaks. Now: meets the rules. A new one: meets the rules.`);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  expect((await ola.policies.getPolicy({ name: `policies/${id}` })).policy?.state).toBe(State.PROPOSED);

  await page.goto(`/council/policies/new?from=${id}`);
  await expect(page.getByLabel("The file", { exact: true })).toHaveValue(/title: Fewer hours/);
  const read = await ola.policies.getPolicy({ name: `policies/${id}` });
  await ola.policies.withdrawPolicy({ requestId: newRequestId(), name: `policies/${id}`, etag: read.policy?.etag ?? "" });
});

test("a file is chosen, and what the services warn of is said when it is handed in", { tag: "@once" }, async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await page.goto("/council/policies/new");
  const content = fileFrom("2044-04-01", "With a warning").replace("waived_for: [illness, hospital", "waived_for: [illness, a broken minibus, hospital");
  await page.getByLabel("Choose your file.").setInputFiles({ name: "policy.yaml", mimeType: "text/plain", buffer: Buffer.from(content) });
  await expect(page.getByLabel("The file", { exact: true })).toHaveValue(content);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Hand it in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("It was handed in");
  await expect(page.locator("[data-warnings] li")).toHaveText([/^Line \d+: .*broken minibus/]);
  await expectGoodSource(page, await (await answered).text());
  await page.getByRole("link", { name: "With a warning" }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.locator("[data-stands]")).toHaveText("Taken back.");
});

test("the pages of the rules fit a screen of 320 pixels", { tag: "@once" }, async ({ browser }) => {
  const id = await proposed(fileFrom("2045-04-01", "On a phone"));
  const page = await browserOf(browser, "second", { viewport: { width: 320, height: 640 } });
  for (const path of ["/council/policies", "/council/policies/new", `/council/policies/${id}`, `/council/policies/${id}/effects`]) {
    await page.goto(path);
    await expectFits(page);
  }
  const read = await ola.policies.getPolicy({ name: `policies/${id}` });
  await ola.policies.withdrawPolicy({ requestId: newRequestId(), name: `policies/${id}`, etag: read.policy?.etag ?? "" });
});
