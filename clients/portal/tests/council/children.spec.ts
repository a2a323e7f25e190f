// Finding a child, its file, its money line by line, and who saw it.
import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectGoodPage, expectRightPlurals, test, world } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { readFileSync } from "node:fs";

import { connection, newChild, officer, PLAN_YEAR } from "./children-world.ts";

test.afterAll(() => connection.close());
const PHONE = { viewport: { width: 320, height: 640 } };

test("an officer finds a child by birthday and number or name, and nothing of it stands in an address or a log", async ({ browser }) => {
  const child = await newChild();
  const page = await browserOf(browser, "officer", PHONE);
  await page.getByRole("link", { name: "Children", exact: true }).click();
  await expectGoodPage(page);
  await expectFits(page);

  const wrong = await answerTo(page, "Find");
  expect(wrong.status()).toBe(422);
  for (const text of ["Enter a real date of birth", "Enter the council's number or the whole name"]) await expect(page.getByRole("alert")).toContainText(text);
  await expectGoodAnswer(page, wrong);
  await page.getByRole("link", { name: "Enter a real date of birth, like 14 5 2016" }).click();
  await expect(page.getByLabel("Day")).toBeFocused();

  const year = new Date().getFullYear() - 10;
  await page.getByLabel("Day").fill("15");
  await page.getByLabel("Month").fill("1");
  await page.getByLabel("Year").fill(String(year));
  await page.getByLabel("Or the child's whole name").fill("Nobody Example");
  const nobody = await answerTo(page, "Find");
  expect(nobody.status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Nobody fits");
  await page.getByLabel("Or the child's whole name").fill(child.displayName.toUpperCase());
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(child.displayName);
  expect(new URL(page.url()).pathname).toBe(`/council/children/${child.id}`);

  await page.goto("/council/children");
  await page.getByLabel("Day").fill("15");
  await page.getByLabel("Month").fill("1");
  await page.getByLabel("Year").fill(String(year));
  await page.getByLabel("The council's number for the child").fill(child.key);
  await page.getByRole("button", { name: "Find" }).click();
  expect(new URL(page.url()).pathname).toBe(`/council/children/${child.id}`);
  const log = readFileSync(`${world.directory}/logs/portal.log`, "utf8");
  for (const kept of [child.id, child.key, child.displayName.toUpperCase()]) expect(log).not.toContain(kept);
});

test("a child's file says what is on file, and its money line by line with who and why", async ({ browser }) => {
  const child = await newChild(40);
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${child.id}`);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await expect(page.getByText(`15 January ${new Date().getFullYear() - 10}`)).toBeVisible();
  await expect(page.locator("[data-left]")).toHaveText("40 hours left of 40 hours");
  await page.getByRole("link", { name: "Every line, with who and why" }).click();
  await expect(page.locator("[data-left]")).toContainText("40 hours left of 40 hours");
  const row = page.getByRole("row", { name: /Given by the council/ });
  await expect(row).toContainText("Officer demo");
  await expect(row).toContainText("Why: For a test of the portal.");
  await expect(row).toContainText("+40 hours");
  await expectGoodPage(page);
  await expectFits(page);
});

test("what was planned and what the child had: the parts of what is missing add up", async ({ browser }) => {
  const child = await newChild(40);
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${child.id}/delivery`);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await expect(page.getByText(`from 1 April ${PLAN_YEAR} to 31 March ${PLAN_YEAR + 1}`)).toBeVisible();
  await expect(page.locator("[data-shortfalls] caption")).toHaveText("Why 40 hours are missing");
  await expect(page.getByRole("row", { name: "Never booked 40 hours" })).toBeVisible();
  const { lines } = await officer.delivery.getDelivery({ child: child.name });
  const behind = (lines[0]?.delivered ?? 0n) + (lines[0]?.unmarked ?? 0n) < (lines[0]?.expected ?? 0n);
  await expect(page.locator("main strong")).toContainText(behind ? "Behind" : "On track");
});

test("who saw a file: everybody who looked, with why, a page at a time", async ({ browser }) => {
  const child = await newChild();
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${child.id}`);
  await page.getByRole("link", { name: "Who saw this file" }).click();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  // A look at the list is listed the next time.
  await page.reload();
  const first = page.locator("[data-accesses] tbody tr").first();
  await expect(first).toContainText("Officer demo");
  await expect(page.locator("[data-accesses] tbody tr", { hasText: "Why: somebody asked what is on file, or who saw it" }).first()).toBeVisible();
  await expect(page.locator("[data-accesses] tbody tr", { hasText: "Changed the child's details" }).first()).toContainText("Why: a booking");
  const shown = Number(/\d+/.exec(await page.locator("[data-accesses] caption").innerText())?.[0]);
  expect(shown).toBe(await page.locator("[data-accesses] tbody tr").count());

  for (let looks = 0; looks < 12; looks++) await page.request.get(portalUrl(`/council/children/${child.id}`));
  await page.reload();
  expect(await page.locator("[data-accesses] tbody tr").count()).toBe(50);
  const newest = await page.locator("[data-accesses] tbody tr").allInnerTexts();
  await page.getByRole("link", { name: "Earlier looks" }).click();
  await expectGoodPage(page);
  const { accesses } = await officer.audit.listAccesses({ child: child.name, pageSize: 200 });
  expect(accesses.length).toBeGreaterThan(newest.length);
  expect(await page.locator("[data-accesses] tbody tr").count()).toBeGreaterThan(0);
});
