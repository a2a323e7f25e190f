// Where a provider's worker begins: today, the days to come, and what waits.
import { addDays } from "../../src/days.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectRightPlurals, sql, test } from "../support.ts";
import { beganAgo, bookMany, bytes, daysAhead, makeSession, newRequestId, officer, today } from "./steps.ts";

const SMALL = { viewport: { width: 320, height: 640 } };
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "Europe/London" });
const dayText = (date: Date) => DAY.format(date).replace(",", "");

test("a session that runs now is shown with its register, places are counted, and headlines count their rows", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(60), start: 11 * 60, places: 5 });
  const booked = await bookMany(session, 2);
  // Just begun, and still today at any hour.
  beganAgo(session, 0);
  const page = await browserOf(browser, "club", SMALL);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hello Pat Example");
  const tables = page.locator("[data-sessions]");
  await expect(tables.first().locator("caption")).toHaveText(new RegExp(`^Today, ${dayText(new Date())}: \\d+ sessions?$`));
  for (const table of await tables.all()) {
    const caption = await table.locator("caption").innerText();
    expect(Number(/(\d+) session/.exec(caption)?.[1])).toBe(await table.locator("tbody tr").count());
  }
  const row = tables.first().locator("tr", { has: page.locator(`a[href="/provider/sessions/${session}/register"]`) });
  await expect(row).toContainText("On now");
  await expect(row).toContainText("2 of 5 taken");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await expect(page.locator("[data-todo]")).toContainText(/children are not marked yet|child is not marked yet/);

  await row.getByRole("link", { name: /^Register/ }).click();
  await expect(page.getByText("2 children have a place. 0 marked, 2 left.")).toBeVisible();
  await page.getByLabel("All who are left came").check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByText("2 children have a place. 2 marked, 0 left.")).toBeVisible();
  await page.getByRole("link", { name: "Back to the session" }).click();
  await expect(page.getByText("It has begun.")).toBeVisible();
  await expect(page.getByRole("heading", { name: `${booked.length} children have a place` })).toBeVisible();
  await expect(page.locator("[data-coming] > li")).toContainText([/Came/, /Came/]);
  await expectGoodPage(page);
  await page.context().close();
});

test("the week shows drafts, closed and called-off sessions and those that are over", async ({ browser }) => {
  const day = addDays(today(), 100);
  const made: Record<string, string> = {};
  for (const [index, state] of ["Draft", "Open", "Closed", "Called off"].entries()) {
    made[state] = await makeSession({ day, start: 9 * 60 + index * 180, publish: state !== "Draft" });
  }
  await officer.availability.closeSession({ requestId: newRequestId(), name: `sessions/${made["Closed"]}` });
  await officer.availability.cancelSession({ requestId: newRequestId(), name: `sessions/${made["Called off"]}`, reason: "The hall is closed." });
  const page = await browserOf(browser, "club", SMALL);
  await page.goto(`/provider/sessions?week=${day}`);
  for (const [state, session] of Object.entries(made)) {
    const row = page.locator("tr", { has: page.locator(`a[href="/provider/sessions/${session}"]`) });
    await expect(row.locator(".sb-stage")).toHaveText(state);
    await expect(row).toContainText(dayText(new Date(`${day}T12:00:00Z`)));
    await expect(row.getByRole("link", { name: /^Register/ })).toHaveCount(state === "Open" || state === "Closed" ? 1 : 0);
  }
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  sql(`UPDATE sessions SET booking_open_time = '2020-01-01', booking_close_time = '2020-01-01', start_time = start_time - INTERVAL 500 DAY, end_time = end_time - INTERVAL 500 DAY
    WHERE session_id = ${bytes(made["Open"] ?? "")}`);
  await page.goto(`/provider/sessions?week=${addDays(day, -500)}`);
  await expect(page.locator("tr", { has: page.locator(`a[href="/provider/sessions/${made["Open"]}"]`) }).locator(".sb-stage")).toHaveText("Over");
  await page.context().close();
});
