// How long somebody stays signed in: as long as there is something to do, and what comes too late is not lost.
import type { Page } from "@playwright/test";

import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, redis, test, world } from "./support.ts";
import { newApplication, State, stored } from "./council/steps.ts";

interface Kept {
  accessToken: string;
  refreshToken: string;
  until: number;
}

async function keyOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies(world.portal);
  const value = decodeURIComponent(cookies.find(({ name }) => name === "portal")?.value ?? "");
  return `portal:session:${value.slice("s:".length, value.lastIndexOf("."))}`;
}

const read = async (page: Page): Promise<Kept> => JSON.parse(redis("GET", await keyOf(page))) as Kept;

/** As if so many milliseconds of the token's time were left. */
async function tokenEndsIn(page: Page, left: number, refreshToken?: string): Promise<void> {
  const kept = await read(page);
  redis("SET", await keyOf(page), JSON.stringify({ ...kept, until: Date.now() + left, ...(refreshToken !== undefined && { refreshToken }) }), "KEEPTTL");
}

test("whoever goes on with the work is not sent to sign in, also where a browser asks for many pages at once", { tag: "@once" }, async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  const before = await read(page);
  await tokenEndsIn(page, 60_000);
  const answers = await Promise.all(["/home", "/council/applications", "/council/panels", "/still-here"].map((path) => page.request.get(path, { maxRedirects: 0 })));
  expect(answers.map((answer) => answer.status())).toEqual([200, 200, 200, 204]);
  const after = await read(page);
  expect(after.accessToken).not.toBe(before.accessToken);
  expect(after.refreshToken).not.toBe(before.refreshToken);
  expect(after.until).toBeGreaterThan(Date.now() + 3_000_000);
  // The services take the new one, and so does the sign-in the one after it.
  await tokenEndsIn(page, -1);
  await page.goto("/council/applications");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Applications");
  // Each request begins the hour anew.
  redis("EXPIRE", await keyOf(page), "100");
  await page.goto("/home");
  expect(Number(redis("TTL", await keyOf(page)))).toBeGreaterThan(3_500);
});

test("what was written and sent too late is shown, nothing is done, and another site cannot have its own words shown", { tag: "@once" }, async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer");
  const path = `/council/applications/${id}/ask`;
  await page.goto(path);
  await page.getByLabel("What do you need?").fill("The award letter\nA letter from school");
  await page.getByLabel("Why do you need it?").fill("It shows how much help is needed.");
  await tokenEndsIn(page, -1, "");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Ask the family" }).click();
  const answer = await answered;
  expect(answer.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You were signed out");
  await expect(page.locator("[data-written]")).toHaveText(["The award letter\nA letter from school", "It shows how much help is needed."]);
  await expectGoodAnswer(page, answer);
  const other = await page.request.post(path, { form: { reason: "Call this number" }, headers: { "Sec-Fetch-Site": "cross-site" }, maxRedirects: 0 });
  expect(other.status()).toBe(303);
  expect(other.headers()["location"]).toBe("/sign-in?to=%2Fhome");
});

test("whoever signs in again in one tab still has what was written in the others", async ({ browser }) => {
  const { id } = await newApplication();
  const page = await browserOf(browser, "officer", { viewport: { width: 320, height: 640 } });
  const path = `/council/applications/${id}/ask`;
  await page.goto(path);
  const second = await page.context().newPage();
  await page.getByLabel("What do you need?").fill("The award letter\nA letter from school");
  await page.getByLabel("Why do you need it?").fill("It shows <b>how much</b> help is needed.");
  await tokenEndsIn(page, -1, "");
  // The sign-in knows her still.
  await second.goto("/sign-in?to=/council/applications");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Applications");
  const answer = await answerTo(page, "Ask the family");
  expect(answer.status()).toBe(403);
  expect(answer.headers()["cache-control"]).toBe("no-store");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What you sent was not saved");
  await expect(page.locator("[data-written]")).toHaveText(["The award letter\nA letter from school", "It shows <b>how much</b> help is needed."]);
  await expect(page.getByRole("link", { name: "Open the page again" })).toHaveAttribute("href", path);
  await expectGoodAnswer(page, answer);
  await expectFits(page);
  expect((await stored(id)).state).not.toBe(State.EVIDENCE_REQUESTED);
  for (const from of ["cross-site", "same-site", "none"]) {
    const other = await page.request.post(path, { form: { reason: "Call this number" }, headers: { "Sec-Fetch-Site": from }, maxRedirects: 0 });
    expect(other.status()).toBe(403);
    expect(await other.text()).not.toContain("Call this number");
  }
});

test("a sign-in that gives no new token ends the session no earlier than its time", { tag: "@once" }, async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  await tokenEndsIn(page, 60_000, "not-one-of-theirs");
  await page.goto("/balance");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await tokenEndsIn(page, -1);
  const answer = await page.request.get("/balance", { maxRedirects: 0 });
  expect(answer.headers()["location"]).toBe("/sign-in?to=%2Fbalance");
});

test("whoever writes is asked after, and whoever only looks is not", { tag: "@once" }, async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.clock.install();
  await page.goto("/find");
  await page.clock.runFor(301_000);
  expect(asked).not.toContain("/still-here");
  await page.getByLabel("How old is your child?").fill("9");
  const answered = page.waitForResponse((response) => response.url().endsWith("/still-here"));
  await page.clock.runFor(301_000);
  expect((await answered).status()).toBe(204);
});
