import { browserOf, expect, expectFits, expectGoodPage, expectRightPlurals, test } from "../support.ts";
import { hoursLeft, keepPlace, sessionOf } from "./steps.ts";

test("a parent finds, books and cancels a break", async ({ browser }) => {
  const page = await browserOf(browser, "jo", { viewport: { width: 390, height: 844 } });
  const looksGood = () => expectGoodPage(page).then(() => expectRightPlurals(page));
  await looksGood();
  const before = await hoursLeft(page);
  await looksGood();

  await page.getByRole("link", { name: "Find a break" }).click();
  await page.getByRole("link", { name: "Find what suits" }).click();
  await looksGood();
  expect(page.url()).not.toMatch(/Robin|Ashmore|children/);
  await page.goto(`/sessions/${sessionOf("WV-AC-01")}`);
  await looksGood();
  await page.getByRole("button", { name: "Keep this place" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check before you book");
  await expect(page.getByText("You have 10 minutes left.")).toBeVisible();
  await looksGood();
  await page.getByRole("button", { name: "Give me more time" }).click();
  await expect(page.getByText("You have 10 minutes left.")).toBeVisible();
  await page.getByRole("button", { name: "Book this place" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Booked");
  await looksGood();
  expect(await hoursLeft(page)).toBe(before - 3);

  await page.getByRole("link", { name: "Bookings", exact: true }).click();
  await looksGood();
  await page.getByRole("link", { name: "Saturday Explorers" }).click();
  await page.getByRole("link", { name: "Cancel this booking" }).click();
  await expect(page.getByText("If you cancel now you lose nothing. You get back: 3 hours.")).toBeVisible();
  await looksGood();
  await page.getByLabel("Our plans changed").check();
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(page.getByText("You cancelled in time. Nothing was lost")).toBeVisible();
  expect(await hoursLeft(page)).toBe(before);

  await page.getByRole("link", { name: "See every line" }).first().click();
  await expect(page.getByRole("row", { name: /Given back after you cancelled: Saturday Explorers/ }).last()).toContainText("+3 hours");
  await looksGood();
  await page.context().close();
});

test("every page fits a screen of 320 pixels, and what can be pressed is 24 pixels high", { tag: "@once" }, async ({ browser }) => {
  const page = await browserOf(browser, "jo", { viewport: { width: 320, height: 640 } });
  const booking = await keepPlace(page, sessionOf("WV-AC-01", 3));
  const paths = ["/", "/home", "/find", "/bookings", "/waiting", "/balance", "/children", "/applications", "/apply", "/calendar", "/easy-read", `/bookings/${booking}/check`];
  for (const path of paths) {
    await page.goto(path);
    await expectFits(page);
    const heights = await page.locator("a.govuk-button, button, nav a, h2 a, h3 a, h4 a, select, input:not([type=hidden])").evaluateAll((all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().height)),
    );
    expect(Math.min(...heights), path).toBeGreaterThanOrEqual(24);
  }
  await page.goto("/balance");
  await page.getByRole("link", { name: "See every line" }).first().click();
  await expectFits(page);
  await page.goto(`/bookings/${booking}/check`);
  await page.getByRole("button", { name: "Let the place go" }).click();
  await expect(page.getByText("6 places left")).toBeVisible();
  await page.context().close();
});
