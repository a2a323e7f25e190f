// Whether a provider can meet a child's needs: the three answers, what is late, and what is shown of a child.
import { bookings, type as types } from "@shortbreaks/client";

import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test } from "../support.ts";
import { book, bytes, callNames, daysAhead, makeActivity, makeChild, makeSession, officer, ownActivity } from "./steps.ts";

const State = bookings.BookingState;
const SMALL = { viewport: { width: 320, height: 640 } };
const read = async (booking: string) => (await officer.bookings.getBooking({ name: `bookings/${booking}` })).booking;

/** How many wait, and how many of them are late, of all that the club was asked for. */
async function waiting(): Promise<{ all: number; late: number }> {
  const { provider } = await ownActivity();
  const { requests } = await officer.needsMatch.listRequests({ pageSize: 200 });
  const own = requests.filter((request) => request.provider === provider);
  return { all: own.length, late: own.filter(({ overdue }) => overdue).length };
}

test("requests are listed with the latest due first, and each of the three answers does what it says", async ({ browser }) => {
  const { name: activity } = await makeActivity({ title: "Careful Club", needsMatch: true });
  const session = await makeSession({ activity, day: daysAhead(80) });
  const booked: string[] = [];
  for (let child = 0; child < 4; child++) booked.push(await book(await makeChild({ staff: 1, children: 2 }, [types.Need.EPILEPSY, types.Need.WHEELCHAIR]), session));
  const [yes = "", adjusted = "", no = "", late = ""] = booked;
  sql(`UPDATE bookings SET match_due_time = NOW(6) - INTERVAL 300 DAY WHERE booking_id = ${bytes(late)}`);
  const page = await browserOf(browser, "club", SMALL);
  const { all, late: lateOnes } = await waiting();
  expect(all).toBeGreaterThanOrEqual(4);
  await expect(page.locator("[data-todo]")).toContainText(`${all} families wait for your answer.`);
  await expect(page.locator("[data-todo]")).toContainText(`${lateOnes} of these`);
  await expectGoodPage(page);
  await page.getByRole("link", { name: `${all} families wait for your answer.` }).click();
  await expect(page.locator("[data-requests] > li")).toHaveCount(all);
  await expect(page.locator("[data-requests] .govuk-tag")).toHaveCount(lateOnes);
  await expect(page.locator("[data-requests] > li").first()).toContainText("Late");
  await expect(page.locator("[data-requests] > li").first()).toContainText(`Child ${late.slice(-8).toUpperCase()}, 11 years old. One adult for 2 children.`);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);

  await page.goto(`/provider/sessions/${session}`);
  const name = (await callNames(session)).get((await read(yes))?.child ?? "") ?? "nobody";
  await expect(page.locator("[data-coming] > li", { hasText: name })).toContainText("Epilepsy");
  await expect(page.getByRole("link", { name: new RegExp(`^Answer the family ?: ${name}$`) })).toHaveAttribute("href", `/provider/requests/${yes}`);
  await page.goto(`/provider/requests/${yes}`);
  await expect(page.locator("main")).toContainText("Epilepsy");
  await expect(page.locator("main")).not.toContainText(/Kim\d|Sample-Register/);
  await expectGoodPage(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("link", { name: "Choose your answer" })).toBeVisible();
  await page.getByLabel("Yes, we can").check();
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("status")).toHaveText("Your answer was sent. The family is told.");
  await expect(page.locator("[data-requests] > li")).toHaveCount(all - 1);
  expect((await read(yes))?.state).toBe(State.CONFIRMED);
  // Once it is answered nothing of the child is shown.
  expect((await page.goto(`/provider/requests/${yes}`))?.status()).toBe(404);

  await page.goto(`/provider/requests/${adjusted}`);
  await page.getByLabel("Yes, and we will do something differently").check();
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("link", { name: "Write what you will do differently" })).toBeVisible();
  await page.getByLabel("What will you do differently?").fill("We keep a quiet room free.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  expect(await read(adjusted)).toMatchObject({ state: State.CONFIRMED, adjustments: "We keep a quiet room free." });

  await page.goto(`/provider/requests/${no}`);
  await page.getByLabel("No, we cannot").check();
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expectGoodSource(page, await (await answered).text());
  await expect(page.getByRole("link", { name: "Choose what is missing" })).toHaveAttribute("href", "#category");
  await page.getByLabel("What is missing?").selectOption("Staff who are trained for it");
  await page.getByLabel("Why can you not?").fill("Nobody on shift is trained for rescue medicine.");
  await expectFits(page);
  await page.getByRole("button", { name: "Send the answer" }).click();
  expect(await read(no)).toMatchObject({ state: State.CANNOT_MEET, cannotMeetReason: "Nobody on shift is trained for rescue medicine." });
  expect(sql(`SELECT SUM(committed) FROM allocations WHERE child_id = (SELECT child_id FROM bookings WHERE booking_id = ${bytes(no)})`)).toBe("0");

  // The family lets the place go while the page is open.
  await page.goto(`/provider/requests/${late}`);
  await officer.bookings.cancelBooking({ requestId: crypto.randomUUID(), name: `bookings/${late}` });
  await page.getByLabel("Yes, we can").check();
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("status")).toContainText("That family does not wait any more.");
  await expect(page.locator("[data-requests] > li")).toHaveCount(all - 4);
  await page.context().close();
});

