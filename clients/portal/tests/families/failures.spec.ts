// Every page that says what did not work, as it stands in a browser: whole, readable, with what to do. 503 is in down.spec.ts.
import { Connection, newRequestId } from "@shortbreaks/client";
import type { Page, Response } from "@playwright/test";
import { readFileSync } from "node:fs";

import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectRightPlurals, sql, test, world } from "../support.ts";
import { sessionOf } from "./steps.ts";

const PHONE = { viewport: { width: 320, height: 640 } };
const connection = new Connection(world);
const officer = connection.as({ token: readFileSync(`${world.directory}/tokens/officer`, "utf8").trim(), purpose: "enquiry" });
test.afterAll(() => connection.close());

async function expectFailure(page: Page, answer: Response | null, status: number, heading: string): Promise<void> {
  if (!answer) throw new Error("no answer");
  expect(answer.status()).toBe(status);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await expectGoodAnswer(page, answer);
  await expectRightPlurals(page);
  await expectFits(page);
}

test("403: the page is for somebody else, or the form is not ours", async ({ browser }) => {
  const page = await browserOf(browser, "club", PHONE);
  await expectFailure(page, await page.goto("/balance"), 403, "You cannot see this page");
  const jo = await browserOf(browser, "jo", PHONE);
  await jo.goto(`/sessions/${sessionOf("WV-AC-01", 8)}`);
  await jo.locator("input[name=_csrf]").first().evaluate((input: HTMLInputElement) => (input.value = "old"));
  await expectFailure(jo, await answerTo(jo, "Keep this place"), 403, "You cannot see this page");
  await jo.getByRole("link", { name: "Go to your start page" }).click();
  await expect(jo.getByRole("heading", { level: 1 })).toHaveText("Hello Jo Example-Ashmore");
});

test("403: the family has not let this site act for it", async ({ browser }) => {
  const page = await browserOf(browser, "sam", PHONE);
  const carer = (JSON.parse(readFileSync(`${world.directory}/people.json`, "utf8")) as { id: string; sub: string }[]).find(({ id }) => id === "sam")?.sub ?? "";
  await officer.consents.withdrawConsent({ requestId: newRequestId(), carer, app: "portal" });
  try {
    for (const path of ["/home", "/find", "/balance"]) {
      await expectFailure(page, await page.goto(path), 403, "You have not yet let this site act for you");
    }
  } finally {
    await officer.consents.giveConsent({ requestId: newRequestId(), carer, app: "portal" });
  }
  expect((await page.goto("/home"))?.status()).toBe(200);
});

test("404: nothing is there", async ({ browser, page: stranger }) => {
  const page = await browserOf(browser, "jo", PHONE);
  await expectFailure(page, await page.goto("/nothing"), 404, "We cannot find that page");
  await stranger.setViewportSize(PHONE.viewport);
  await expectFailure(stranger, await stranger.goto("/nothing"), 404, "We cannot find that page");
});

test("409: something else came first", async ({ browser }) => {
  const page = await browserOf(browser, "jo", PHONE);
  await page.goto("/apply");
  await page.getByLabel("Targeted short breaks").check();
  await page.getByRole("button", { name: "Save and go on" }).click();
  const second = await page.context().newPage();
  await second.setViewportSize(PHONE.viewport);
  await second.goto(page.url());
  await page.getByRole("button", { name: "Send it to the council" }).click();
  await expectFailure(second, await answerTo(second, "Send it to the council"), 409, "That did not work");
  await page.getByLabel("Why do you want to take it back?").fill("We have what we need.");
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.locator(".govuk-body-l")).toHaveText("It is closed");
});

test("422: more was sent than a form can hold", async ({ browser }) => {
  const page = await browserOf(browser, "jo", PHONE);
  await page.goto("/apply");
  await page.getByLabel("Tell us about your child").evaluate((area: HTMLTextAreaElement) => (area.value = "too long ".repeat(40_000)));
  await expectFailure(page, await answerTo(page, "Save and go on"), 422, "Something was not filled in right");
});

test("500: a mistake of ours says so, with the number that finds it in the log", async ({ browser }) => {
  const page = await browserOf(browser, "jo", PHONE);
  await page.goto("/sign-out");
  await page.getByRole("button", { name: "Sign out" }).click();
  const asked = await page.request.get("/sign-in", { maxRedirects: 0 });
  const state = new URL(asked.headers()["location"] ?? "").searchParams.get("state");
  await expectFailure(page, await page.goto(`${world.portal}/signed-in?code=guessed&state=${state}`), 500, "Sorry, something went wrong");
  const number = (await page.locator(".sb-address").innerText()).trim();
  expect(readFileSync(`${world.directory}/logs/portal.log`, "utf8")).toContain(`"event":"failed","id":"${number}","kind":"defect"`);
});

test("409: the team decides, which is never a no", async ({ browser }) => {
  const page = await browserOf(browser, "jo", PHONE);
  const outOfAge = sql("SELECT external_id FROM activities WHERE age_min_years > 12 AND tier = 2 ORDER BY external_id LIMIT 1");
  await page.goto(`/sessions/${sessionOf(outOfAge, 1)}`);
  await expectFailure(page, await answerTo(page, "Keep this place"), 409, "The team will decide this with you");
  await expect(page.getByText("This is not a no.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What they will look at" })).toBeVisible();
  expect(await page.locator("main li").count()).toBeGreaterThan(0);
});
