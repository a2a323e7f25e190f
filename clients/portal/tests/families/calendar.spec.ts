// A private address for the family's own calendar: shown once, read by anybody who has it, with nothing of the child.
import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectGoodPage, expectRightPlurals, test } from "../support.ts";
import { keepPlace, sessionOf } from "./steps.ts";

test("a family makes a calendar, reads it, and ends it", async ({ browser, request }) => {
  const page = await browserOf(browser, "jo", { viewport: { width: 320, height: 640 } });
  const booking = await keepPlace(page, sessionOf("WV-AC-01", 7));
  await page.getByRole("button", { name: "Book this place" }).click();
  await page.goto("/bookings");
  await page.getByRole("link", { name: "Put your bookings in your own calendar" }).click();
  await expectGoodPage(page);
  await expectFits(page);
  await expect(page.locator("[data-calendars]")).toHaveCount(0);

  const wrong = await answerTo(page, "Make the address");
  expect(wrong.status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Enter a name, for example My phone");
  await expectGoodAnswer(page, wrong);
  await page.getByLabel("What do you want to call it?").fill("Our kitchen");
  const made = await answerTo(page, "Make the address");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your private calendar address");
  await expectGoodAnswer(page, made);
  await expectFits(page);
  const address = await page.getByLabel("Private address").inputValue();
  expect(address).toMatch(/\/calendars\/[\w-]{22,}\.ics$/);
  expect(await page.getByRole("link", { name: "Add it on this phone or computer" }).getAttribute("href")).toBe(address.replace(/^https?:/, "webcal:"));

  const read = await request.get(address);
  expect(read.status()).toBe(200);
  const calendar = await read.text();
  expect(calendar).toContain("STATUS:CONFIRMED");
  expect(calendar).toContain("SUMMARY:Short break");
  expect(calendar).not.toMatch(/Robin|Ashmore|Saturday Explorers|Example Saturday Clubs|Our kitchen/);

  await page.getByRole("link", { name: "All your calendars" }).click();
  await expect(page.getByRole("heading", { name: "You have 1 calendar." })).toBeVisible();
  await expect(page.getByText("Shows only that there is a short break.")).toBeVisible();
  expect(await page.content()).not.toContain(address.split("/").at(-1));
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await page.getByRole("button", { name: /End this calendar.*Our kitchen/ }).click();
  await expect(page.locator("[data-calendars]")).toHaveCount(0);
  expect((await request.get(address)).status()).toBe(404);

  await page.goto(`/bookings/${booking}/cancel`);
  await page.getByLabel("Our plans changed").check();
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(page.getByText("You cancelled in time.")).toBeVisible();
});

test("another family's calendar cannot be ended", async ({ browser }) => {
  const jo = await browserOf(browser, "jo");
  await jo.goto("/calendar");
  await jo.getByLabel("What do you want to call it?").fill("Mine");
  await jo.getByLabel("Show what each break is").check();
  await jo.getByRole("button", { name: "Make the address" }).click();
  await jo.goto("/calendar");
  const action = await jo.locator("[data-calendars] form").getAttribute("action");
  const sam = await browserOf(browser, "sam");
  await sam.goto("/calendar");
  await sam.locator("form[action='/calendar']").evaluate((form: HTMLFormElement, to) => (form.action = to), action ?? "");
  expect((await answerTo(sam, "Make the address")).status()).toBe(403);
  await jo.reload();
  await expect(jo.getByText("Shows what each break is.")).toBeVisible();
  await jo.getByRole("button", { name: /End this calendar.*Mine/ }).click();
});
