// A month's claim: what is missing, what it comes to, handed in, corrected, approved, and its lines for a spreadsheet.
import { bookings } from "@shortbreaks/client";
import type { Page } from "@playwright/test";

import { monthsBefore } from "../../src/pages/provider/claims.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectRightPlurals, sql, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { beganOn, bookMany, bytes, daysAhead, makeActivity, makeSession, newRequestId, officer, ownActivity, secondOfficer, today } from "./steps.ts";

const Outcome = bookings.AttendanceOutcome;
const SMALL = { viewport: { width: 320, height: 640 } };
// No other test has anything in it.
const month = monthsBefore(today(), 3)[2] ?? "";
const path = `/provider/claims/${month}`;

async function mark(session: string, marks: { booking: string; outcome: bookings.AttendanceOutcome; minutes?: number; etag?: string }[]): Promise<void> {
  const { results } = await officer.registers.markAttendance({
    requestId: newRequestId(), session: `sessions/${session}`,
    marks: marks.map((one) => ({ ...one, booking: `bookings/${one.booking}`, reason: "The paper register was found." })),
  });
  expect(results.map(({ errorReason }) => errorReason)).toEqual(marks.map(() => ""));
}

const claim = async () => (await officer.registers.getClaim({ provider: (await ownActivity()).provider, month })).claim;
const headline = async (page: Page, name: RegExp) => Number(/\d+/.exec(await page.getByText(name).first().innerText())?.[0]);

test("a month's claim: gaps first, then handed in, corrected, handed in again and approved", async ({ browser }) => {
  const { name: activity } = await makeActivity({ title: "=Claim Club" });
  const session = await makeSession({ activity, day: daysAhead(85) });
  const booked = await bookMany(session, 4);
  const [came = "", part = "", missing = "", left = ""] = booked;
  beganOn(session, `${month}-10`);
  await mark(session, [{ booking: came, outcome: Outcome.ATTENDED }, { booking: part, outcome: Outcome.PART_ATTENDED, minutes: 50 }, { booking: missing, outcome: Outcome.NO_SHOW }]);

  const page = await browserOf(browser, "club", SMALL);
  await page.goto("/provider/claims");
  await expectGoodPage(page);
  await expectFits(page);
  await page.locator(`a[href="${path}"]`).click();
  await expect(page.getByRole("heading", { name: "1 child is not marked" })).toBeVisible();
  await expect(page.getByText("You can hand it in when all children are marked.")).toBeVisible();
  await expect(page.locator("[data-gaps] a")).toHaveAttribute("href", `/provider/sessions/${session}/register`);
  await expect(page.locator("[data-gaps] li")).toContainText(/=Claim Club, \w+day 10 \w+ \d{4} at 5pm: 1 child$/);
  expect(await headline(page, /children are marked/)).toBe(3);
  const counts = (await page.locator("[data-totals] tbody td").allInnerTexts()).map(Number);
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(3);
  await expect(page.locator('dt:text-is("Charged to allowances") + dd')).toHaveText("4 hours 50 minutes");
  await expect(page.locator('dt:text-is("Time that children were there") + dd')).toHaveText("2 hours 50 minutes");
  await expect(page.getByText("Handed in as")).toHaveCount(0);
  await expect(page.getByText("Your registers and the council's accounts agree.")).toBeVisible();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);

  await mark(session, [{ booking: left, outcome: Outcome.ATTENDED }]);
  await page.reload();
  expect(await headline(page, /children are marked/)).toBe(4);
  await expect(page.locator("[data-lines] tbody tr")).toHaveCount(4);

  // What the accounts do not agree with is not handed in, and is named.
  const settle = (minutes: number) => sql(`UPDATE bookings SET settled_amount = settled_amount + ${minutes} WHERE booking_id = ${bytes(came)}`);
  settle(-30);
  await page.getByRole("button", { name: "Hand in the claim" }).click();
  await expect(page.getByRole("alert")).toContainText("The claim cannot be handed in yet.");
  expect((await claim())?.state).toBe(bookings.ClaimState.DRAFT);
  await expect(page.locator("[data-agrees]")).toContainText("do not agree");
  await expect(page.getByRole("link", { name: `Child ${came.slice(-8).toUpperCase()}`, exact: true })).toHaveAttribute("href", `/provider/sessions/${session}/register`);
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Hand in the claim" })).toHaveCount(0);
  await expectGoodPage(page);
  settle(30);
  await page.goto(path);
  const form = await page.locator("form input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])));
  await page.getByRole("button", { name: "Hand in the claim" }).click();
  await expect(page.getByText(/^Handed in, \w+day/)).toBeVisible();
  await page.request.post(portalUrl(path), { form });
  expect(await claim()).toMatchObject({ state: bookings.ClaimState.SUBMITTED, revision: 1, differences: 0 });
  await expectGoodPage(page);

  const { booking } = await officer.bookings.getBooking({ name: `bookings/${missing}` });
  await mark(session, [{ booking: missing, outcome: Outcome.ATTENDED, etag: booking?.etag ?? "" }]);
  await page.reload();
  await expect(page.getByText("1 line has changed since you handed it in.")).toBeVisible();
  await expect(page.getByText("Handed in as: Did not come, nobody said so")).toHaveCount(1);
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Hand it in again" }).click();
  await expect(page.getByText("1 line has changed")).toHaveCount(0);
  const again = await claim();
  expect(again).toMatchObject({ state: bookings.ClaimState.SUBMITTED, revision: 2, differences: 0 });
  await secondOfficer.registers.approveClaim({ requestId: newRequestId(), provider: again?.provider ?? "", month, etag: again?.etag ?? "" });
  await page.reload();
  await expect(page.getByText(/^The council approved it on /)).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expectGoodPage(page);
  await page.goto("/provider/claims");
  await expect(page.getByRole("row", { name: /Approved by the council/ })).toContainText("4");

  // For a spreadsheet: no formula, nobody's name, and the same lines.
  const answer = await page.request.get(portalUrl(`${path}/lines.csv`));
  expect(answer.headers()["content-type"]).toBe("text/csv; charset=utf-8");
  expect(answer.headers()["content-disposition"]).toBe(`attachment; filename=claim-${month}.csv`);
  const [head = "", ...lines] = (await answer.text()).replace(/^\uFEFF/, "").trim().split("\r\n");
  expect(head).toMatch(/^Day,Start,Session,Booking,What happened,/);
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toMatch(new RegExp(`^${month}-10,17:00,'=Claim Club,bookings/[0-9a-f-]{36},Came`));
  expect(lines.join()).not.toContain("Sample-Register");
  for (const one of booked) expect(lines.join()).toContain(one);
  await page.context().close();
});

test("a month that is not over cannot be handed in, and what is no month is not there", async ({ browser }) => {
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/claims/${today().slice(0, 7)}`);
  await expect(page.getByText("You can hand it in when the month is over.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Hand in the claim" })).toHaveCount(0);
  await expectGoodPage(page);
  for (const wrong of ["2026-13", "never", "2026-1"]) expect((await page.goto(`/provider/claims/${wrong}`))?.status(), wrong).toBe(404);
  await page.context().close();
});
