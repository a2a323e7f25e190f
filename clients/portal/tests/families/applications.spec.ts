// From asking to having: the family in the portal, the officer by the client.
import { Connection, eligibility, newRequestId, type as types } from "@shortbreaks/client";
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";

import { browserOf, expect, expectGoodPage, expectGoodSource, expectRightPlurals, test, world } from "../support.ts";

const connection = new Connection(world);
const officer = connection.as({ token: readFileSync(`${world.directory}/tokens/officer`, "utf8").trim(), purpose: "application" });
test.afterAll(() => connection.close());

async function decide(id: string, outcome: eligibility.ApplicationOutcome): Promise<void> {
  const name = `applications/${id}`;
  const read = async () => (await officer.applications.getApplication({ name })).application?.etag ?? "";
  const grant = {
    quantity: { unit: types.AllocationUnit.MINUTES, amount: 2_400n },
    fundingStream: "short-breaks-grant",
    windowStart: { year: 2026, month: 4, day: 1 },
    windowEnd: { year: 2027, month: 3, day: 31 },
  };
  const approves = outcome === eligibility.ApplicationOutcome.APPROVE;
  await officer.applications.decideApplication({
    requestId: newRequestId(), name, etag: await read(), outcome, reason: "What the family wrote shows why.", ...(approves && { grant }),
  });
  await officer.applications.notifyApplication({ requestId: newRequestId(), name, etag: await read(), channel: "by letter" });
}

// Two papers, one taken off again; what stands then is what the officer reads.
async function tellOfPapers(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Change Papers that you have" }).click();
  await expectGoodPage(page);
  await page.getByLabel("Day", { exact: true }).fill("31");
  await page.getByLabel("Month").fill("2");
  await page.getByLabel("Year").fill("2026");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Add this paper" }).click();
  expect((await answered).status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Choose what it is");
  await expect(page.getByRole("alert")).toContainText("Enter a day that has been");
  await expectGoodSource(page, await (await answered).text());
  await page.getByLabel("What is it?").selectOption("Education, health and care plan");
  await page.getByLabel("Day", { exact: true }).fill("12");
  await page.getByLabel("Month").fill("5");
  await page.getByRole("button", { name: "Add this paper" }).click();
  await page.getByLabel("What is it?").selectOption("Letter from a GP");
  await page.getByRole("button", { name: "Add this paper" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Letter from a GP" })).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Take off the list Letter from a GP" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Letter from a GP" })).toHaveCount(0);
  await page.getByRole("link", { name: "Go back to what you asked for" }).click();
  await expect(page.getByText("Education, health and care plan, 12 May 2026")).toBeVisible();
  await expectGoodPage(page);
  const { application } = await officer.applications.getApplication({ name: `applications/${page.url().split("/").at(-1)}` });
  const worker = await browserOf(page.context().browser()!, "officer");
  await worker.goto(`/council/applications/${page.url().split("/").at(-1)}`);
  await expect(worker.locator("[data-offered]")).toHaveText("Education, health and care plan, 12 May 2026");
  await expectGoodPage(worker);
  await worker.context().close();
  expect(application?.offeredEvidence.map(({ kind, issueDate }) => [kind, issueDate?.day])).toEqual([[eligibility.EvidenceKind.EHC_PLAN, 12]]);
}

test("a family applies, sees the decision, asks for another look, and takes what it is given", async ({ browser }) => {
  const page = await browserOf(browser, "sam");
  await page.getByRole("link", { name: "Apply" }).click();
  await expect(page.getByText("There are 0 applications.")).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("link", { name: "Start an application" }).click();
  await expectGoodPage(page);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save and go on" }).click();
  expect((await answered).status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Choose what you want");
  await expectGoodSource(page, await (await answered).text());

  await page.getByLabel("Targeted short breaks").check();
  await page.getByLabel("Tell us about your child").fill("Saturdays are hard for us.");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(page.getByText("Not sent yet").first()).toBeVisible();
  await expect(page.getByText("Saturdays are hard for us.")).toBeVisible();
  await expectGoodPage(page);
  const address = page.url();
  await tellOfPapers(page);
  await page.getByRole("button", { name: "Send it to the council" }).click();
  await expect(page.locator(".govuk-body-l")).toHaveText("It looks likely. A person decides next");
  await expectGoodPage(page);
  await expectRightPlurals(page);

  const id = address.split("/").at(-1) ?? "";
  await decide(id, eligibility.ApplicationOutcome.DECLINE);
  await page.reload();
  await expect(page.getByText("Your application was not agreed this time.")).toBeVisible();
  await expect(page.getByText("What the family wrote shows why.")).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Ask us to look again" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in a few words");
  await page.getByLabel("Why should we look again?").fill("You did not see the letter.");
  await page.getByRole("button", { name: "Ask us to look again" }).click();
  await expect(page.locator(".govuk-body-l")).toHaveText("You asked us to look again");
});

test("what is asked for twice is one application, which can be taken back", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const apply = async () => {
    await page.goto("/apply");
    await page.getByLabel("Targeted short breaks").check();
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.waitForURL(/applications\/.{36}$/);
    return page.url();
  };
  const first = await apply();
  expect(await apply()).toBe(first);
  await page.getByRole("button", { name: "Send it to the council" }).click();
  await page.getByLabel("Why do you want to take it back?").fill("We have what we need.");
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.locator(".govuk-body-l")).toHaveText("It is closed");
});

test("what the council grants is taken by the family, and is there to spend", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  await page.goto("/apply");
  await page.getByLabel("Targeted short breaks").check();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByRole("button", { name: "Send it to the council" }).click();
  await decide(page.url().split("/").at(-1) ?? "", eligibility.ApplicationOutcome.APPROVE);
  await page.reload();
  await expect(page.getByText("You get 40 hours, to use from 1 April 2026 to 31 March 2027.")).toBeVisible();
  await expect(page.getByText(/^Take it by \d+ \w+ 20\d\d\. After that day it is no longer kept for you\.$/)).toBeVisible();
  await expectGoodPage(page);
  await page.goto("/home");
  await expect(page.getByText(/^We agreed 40 hours for .+\. Take it by \d+ \w+ 20\d\d\.$/)).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("link", { name: "See what was agreed, and take it" }).click();
  await page.getByRole("button", { name: "Take what was offered" }).click();
  await expect(page.getByRole("button", { name: "Take what was offered" })).toBeHidden();
  const { application } = await officer.applications.getApplication({ name: `applications/${page.url().split("/").at(-1)}` });
  const { allocation } = await officer.eligibility.getAllocation({ name: application?.allocation ?? "" });
  expect(allocation?.state).toBe(eligibility.AllocationState.ACTIVE);
  await page.goto("/balance");
  await expect(page.getByText("40 hours left of 40 hours").first()).toBeVisible();
});
