// A provider keeps registers late: what is over is not to come.
import { browserOf, expect, expectGoodPage, expectRightPlurals, sql, test } from "../support.ts";
import { keepPlace, sessionOf } from "./steps.ts";

test("a break that is over is with the past ones, and what is next is still to come", async ({ browser }) => {
  const page = await browserOf(browser, "jo", { viewport: { width: 390, height: 844 } });
  const booking = await keepPlace(page, sessionOf("WV-AC-01", 9));
  await page.getByRole("button", { name: "Book this place" }).click();
  const link = page.locator(`a[href="/bookings/${booking}"]`);
  await page.goto("/bookings");
  await expect(link).toHaveCount(1);
  const before = sql(`SELECT CONCAT_WS('|', start_time, end_time) FROM bookings WHERE booking_id = UNHEX(REPLACE('${booking}', '-', ''))`).split("|");
  const was = (start: string, end: string) => sql(`UPDATE bookings SET start_time = ${start}, end_time = ${end} WHERE booking_id = UNHEX(REPLACE('${booking}', '-', ''))`);
  was("NOW(6) - INTERVAL 9 DAY", "NOW(6) - INTERVAL 8 DAY");
  try {
    for (const path of ["/home", "/bookings"]) {
      await page.goto(path);
      await expect(link).toHaveCount(0);
      await expectGoodPage(page);
      await expectRightPlurals(page);
    }
    await page.getByRole("link", { name: "Past and cancelled bookings" }).click();
    const item = page.locator("[data-bookings] li", { has: link });
    await expect(item).toContainText("This break is over. The provider has not yet said whether your child came");
    await expectGoodPage(page);
    await expectRightPlurals(page);
    await link.click();
    await expect(page.locator("main strong")).toHaveText("This break is over. The provider has not yet said whether your child came");
    await expectGoodPage(page);
  } finally {
    was(`'${before[0]}'`, `'${before[1]}'`);
  }
  await page.goto(`/bookings/${booking}/cancel`);
  await page.getByLabel("Our plans changed").check();
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(page.getByText("You cancelled in time.")).toBeVisible();
});
