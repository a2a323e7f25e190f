// What is to be looked at: packages, bookings, absences, wrong records, claims. Each list counts what it shows, and each is seen to once.
import { bookings, eligibility, newRequestId } from "@shortbreaks/client";
import type { Page } from "@playwright/test";

import { monthsBefore } from "../../src/pages/council/claims.ts";
import { addDays } from "../../src/days.ts";
import { dayOf } from "../../src/pages/council/days.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { book, bytes, childWithHours, newClub, newSession, today, wasOn } from "./breaks.ts";
import { formOf, max, ola } from "./steps.ts";

// An officer does much one after the other, and each page is looked at with axe.
test.describe.configure({ timeout: 180_000 });

const idOf = (name: string) => name.slice(name.indexOf("/") + 1);

/** The headline's number is how many lines the table has. */
async function expectCounted(page: Page): Promise<void> {
  const headline = await page.locator("caption").first().innerText();
  expect(Number(/(\d+) (?!\d)\w/.exec(headline.replace(/^\w+ \d{4}: /, ""))?.[1])).toBe(await page.locator("table tbody tr").count());
}

async function looksGood(page: Page): Promise<void> {
  await expectGoodPage(page);
  await expectRightPlurals(page);
}

async function absent(child: string, club: Awaited<ReturnType<typeof newClub>>, times: number): Promise<string[]> {
  const missed = [];
  for (let time = 0; time < times; time++) {
    const session = await newSession(club, 20 + time);
    const booking = await book(child, session);
    wasOn(session, addDays(today(), -20 - time));
    const marks = [{ booking, outcome: bookings.AttendanceOutcome.NO_SHOW, reason: "The register of that day." }];
    const { results } = await ola.registers.markAttendance({ requestId: newRequestId(), session, marks });
    expect(results[0]?.errorReason).toBe("");
    missed.push(booking);
  }
  return missed;
}

test("a package that is due is looked at again, and the next day is set", async ({ browser }) => {
  const { allocation, name } = await childWithHours();
  sql(`UPDATE allocations SET review_date = '${addDays(today(), -9)}' WHERE allocation_id = ${bytes(allocation)}`);
  const page = await browserOf(browser, "officer");
  await page.getByRole("link", { name: "Packages to look at again" }).click();
  await looksGood(page);
  await expectCounted(page);
  const row = page.locator(`[data-review="${idOf(allocation)}"]`);
  await expect(row).toContainText("9 days ago");
  await expect(row).toContainText("60 hours left of 60 hours");
  expect(await page.content()).not.toContain(name);
  await row.getByRole("link").click();
  await expect(page.getByText(name)).toBeVisible();
  await looksGood(page);
  await page.getByLabel("When is it looked at next?").fill("2001-01-01");
  await page.getByRole("button", { name: "Record it" }).click();
  for (const wrong of ["Write why, in a few words", "Enter a day after today"]) await expect(page.locator(".govuk-error-summary")).toContainText(wrong);
  const next = addDays(today(), 90);
  await page.getByLabel("What did it come to?").fill("The family is well served.");
  await page.getByLabel("When is it looked at next?").fill(next);
  const form = await formOf(page, `/council/reviews/${idOf(allocation)}`);
  await page.getByRole("button", { name: "Record it" }).click();
  await expect(page.locator("[data-due]")).toContainText("in 90 days");
  await expect(page.getByText("by you: The family is well served.")).toBeVisible();
  const again = await page.request.post(portalUrl(`/council/reviews/${idOf(allocation)}`), { form, maxRedirects: 0 });
  expect(again.status()).toBe(303);
  const { allocation: stored } = await ola.eligibility.getAllocation({ name: allocation });
  expect(stored).toMatchObject({ reviewNote: "The family is well served.", lastReviewer: "officer:officer:demo", reviewDate: dayOf(next) });
  await page.goto("/council/reviews");
  await expect(row).toHaveCount(0);
  await page.goto(`/council/reviews?by=${next}`);
  await expect(row).toHaveCount(1);
  await expectCounted(page);
  expect((await page.goto("/council/reviews?by=2026-02-31"))?.status()).toBe(422);
  await expect(page.locator(".govuk-error-summary")).toContainText("Enter a real day");
});

test("two officers review one package: the second is told and keeps what was written", async ({ browser }) => {
  const { allocation } = await childWithHours();
  const [first, second] = [await browserOf(browser, "officer"), await browserOf(browser, "second")];
  for (const page of [first, second]) {
    await page.goto(`/council/reviews/${idOf(allocation)}`);
    await page.getByLabel("What did it come to?").fill("Looked at with the family.");
  }
  await first.getByRole("button", { name: "Record it" }).click();
  await expect(first.getByText("by you: Looked at with the family.")).toBeVisible();
  const answered = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Record it" }).click();
  expect((await answered).status()).toBe(422);
  await expectGoodSource(second, await (await answered).text());
  await expect(second.getByRole("alert")).toContainText("Somebody changed this after you opened the page.");
  await expect(second.getByLabel("What did it come to?")).toHaveValue("Looked at with the family.");
});

test("a booking that would be decided otherwise is seen to, once, and stays", async ({ browser }) => {
  const club = await newClub("Flag Club");
  const { child, name, allocation } = await childWithHours();
  const session = await newSession(club, 30);
  const booking = await book(child, session);
  const read = await ola.eligibility.getAllocation({ name: allocation });
  await ola.allocations.suspendAllocation({ requestId: newRequestId(), name: allocation, etag: read.allocation?.etag ?? "", reason: "The family is away." });
  await ola.rechecks.recheckBookings({ requestId: newRequestId() });
  const [page, second] = [await browserOf(browser, "officer"), await browserOf(browser, "second")];
  await page.getByRole("link", { name: "Bookings to look at again" }).click();
  await looksGood(page);
  await expectCounted(page);
  const row = page.locator(`[data-flag="${idOf(booking)}"]`);
  await expect(row).toContainText("Flag Club");
  await expect(row).toContainText("An allocation that pays for it is suspended: The family is away.");
  expect(await page.content()).not.toContain(name);
  await row.getByRole("link").click();
  await expect(page.getByText(name)).toBeVisible();
  await expect(page.getByText(/^\w+day \d+ \w+ \d{4}, \d+pm to \d+pm$/)).toBeVisible();
  await looksGood(page);
  await second.goto(page.url());
  await page.getByRole("button", { name: "I have seen to it" }).click();
  await expect(page.getByRole("alert")).toContainText("Write why, in a few words");
  for (const one of [page, second]) await one.getByLabel("What did you decide, and why?").fill("The place stays: they are back by then.");
  const form = await formOf(page, `/council/flags/${idOf(booking)}`);
  await page.getByRole("button", { name: "I have seen to it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bookings to look at again");
  await expect(row).toHaveCount(0);
  expect((await page.request.post(portalUrl(`/council/flags/${idOf(booking)}`), { form, maxRedirects: 0 })).status()).toBe(303);
  const answered = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "I have seen to it" }).click();
  expect((await answered).status()).toBe(409);
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Somebody has seen to this already");
  await expect(second.locator("[data-written]")).toHaveText("The place stays: they are back by then.");
  await expectGoodSource(second, await (await answered).text());
  const { booking: after } = await ola.bookings.getBooking({ name: booking });
  expect(after?.state).toBe(bookings.BookingState.CONFIRMED);
});

test("what a family says is wrong is given more time, and then answered", async ({ browser }) => {
  const { child, name } = await childWithHours();
  const asked = await ola.corrections.requestCorrection({ requestId: newRequestId(), child, request: "The ward is wrong. It is Merry Hill." });
  const id = idOf(asked.correction?.name ?? "");
  const page = await browserOf(browser, "officer");
  await page.getByRole("link", { name: "Records that a family says are wrong" }).click();
  await looksGood(page);
  await expectCounted(page);
  await expect(page.locator(`[data-correction="${id}"]`)).toContainText(/^[0-9A-F]{8}\s*Answer by \d+ \w+ \d{4}, in \d+ days$/);
  expect(await page.content()).not.toContain("Merry Hill");
  await page.locator(`[data-correction="${id}"] a`).click();
  await expect(page.getByText(name)).toBeVisible();
  await looksGood(page);
  await page.getByRole("button", { name: "Send the answer" }).click();
  for (const wrong of ["Choose the answer", "Write what you say to the family"]) await expect(page.getByRole("alert")).toContainText(wrong);
  await page.getByLabel("We need two months more").check();
  await page.getByLabel("What do you say to the family?").fill("We must ask the school first.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.locator(`[data-correction="${id}"]`)).toContainText("We took two months more.");
  await page.locator(`[data-correction="${id}"] a`).click();
  await expect(page.getByLabel("We need two months more")).toHaveCount(0);
  await expect(page.getByText("We must ask the school first.")).toBeVisible();
  const form = { ...(await formOf(page, `/council/corrections/${id}`)), state: "CORRECTED", answer: "It says Merry Hill now." };
  await page.getByLabel("We put it right").check();
  await page.getByLabel("What do you say to the family?").fill("It says Merry Hill now.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.locator(`[data-correction="${id}"]`)).toHaveCount(0);
  expect((await page.request.post(portalUrl(`/council/corrections/${id}`), { form, maxRedirects: 0 })).status()).toBe(303);
  const { corrections } = await ola.corrections.listCorrections({ child });
  expect(corrections[0]).toMatchObject({ state: eligibility.CorrectionState.CORRECTED, answer: "It says Merry Hill now.", answerer: "officer:officer:demo" });
});

test("who often did not come is spoken with first; one time is excused, and a place is given up", async ({ browser }) => {
  const club = await newClub("Absence Club");
  const { child, name } = await childWithHours();
  const coming = await book(child, await newSession(club, 40));
  const [missed = ""] = await absent(child, club, 4);
  const page = await browserOf(browser, "officer");
  await page.getByRole("link", { name: "Children who often did not come" }).click();
  await looksGood(page);
  await expectCounted(page);
  const row = page.locator(`[data-child="${idOf(child)}"]`);
  await expect(row).toContainText("Away 4 times in 12 months. The rules let 2 pass.");
  await expect(row).toContainText("1 place is booked for later.");
  expect(await page.content()).not.toContain(name);
  await row.getByRole("link").click();
  await expect(page.getByText(`${name}. Away 4 times`)).toBeVisible();
  await expect(page.getByRole("link", { name: "See all that is on file" })).toHaveAttribute("href", `/council/${child}`);
  await expect(page.locator('header [aria-current="true"]')).toHaveText("Reviews and checks");
  await looksGood(page);
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what you want to do");
  await page.getByLabel("Excuse one of the times").check();
  await page.getByRole("button", { name: "Do it" }).click();
  for (const wrong of ["Choose the one time to excuse", "Write why, in a few words"]) await expect(page.getByRole("alert")).toContainText(wrong);
  await page.locator(`input[value="${idOf(missed)}"]`).check();
  await page.getByLabel("Why?").fill("The bus did not come.");
  const form = await formOf(page, `/council/no-shows/${idOf(child)}`);
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(row).toContainText("Away 3 times in 12 months.");
  await page.request.post(portalUrl(`/council/no-shows/${idOf(child)}`), { form, maxRedirects: 0 });
  await page.reload();
  await expect(row).toContainText("Away 3 times in 12 months.");
  expect((await ola.bookings.getBooking({ name: missed })).booking).toMatchObject({ waiveReason: "The bus did not come.", waivedBy: "officer:officer:demo" });

  await row.getByRole("link").click();
  await page.getByLabel("Give up places that are booked for later").check();
  await page.getByLabel("Why?").fill("The family agreed on the phone.");
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose at least one place to give up");
  await page.locator(`input[value="${idOf(coming)}"]`).check();
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Children who often did not come");
  await expect(row).toHaveCount(0);
  expect((await ola.bookings.getBooking({ name: coming })).booking?.state).toBe(bookings.BookingState.CANCELLED_IN_TIME);
});

test("children who stay overnight much are named, with what the law allows", async ({ browser }) => {
  const club = await newClub("Overnight House");
  const { child, name } = await childWithHours();
  const session = await newSession(club, 45);
  const booking = await book(child, session);
  // As a stay of 14 days.
  const end = `end_time = '${addDays(today(), 58)} 10:00:00'`;
  sql(`UPDATE sessions SET charge_nights = 13, ${end} WHERE session_id = ${bytes(session)}; UPDATE bookings SET ${end} WHERE booking_id = ${bytes(booking)}`);
  const page = await browserOf(browser, "officer");
  await page.goto("/council/reviews");
  await page.getByRole("link", { name: "Overnight stays" }).click();
  await looksGood(page);
  await expectCounted(page);
  const row = page.locator(`[data-child="${idOf(child)}"]`);
  const said = "Overnight House Ltd. Longest stay: 14 days of 17. Most in 12 months: 14 days of 75.";
  await expect(row.locator("td")).toHaveText(said);
  expect(await page.content()).not.toContain(name);
  await row.getByRole("link").click();
  await expect(page.locator("[data-stays] li")).toHaveText(said);
  await looksGood(page);
});

test("a provider's claim is approved by another than who handed it in, and only as the registers say", async ({ browser }) => {
  const club = await newClub("Claim Club");
  const month = monthsBefore(today())[4] ?? "";
  const [first, second] = [await childWithHours(), await childWithHours()];
  const session = await newSession(club, 60);
  const booked = [await book(first.child, session), await book(second.child, session)];
  wasOn(session, `${month}-10`);
  const mark = (booking: string, outcome: bookings.AttendanceOutcome, etag = "") =>
    ola.registers.markAttendance({ requestId: newRequestId(), session, marks: [{ booking, outcome, reason: "The register on paper.", etag }] });
  await mark(booked[0] ?? "", bookings.AttendanceOutcome.ATTENDED);
  const page = await browserOf(browser, "second");
  await page.goto(`/council/claims?month=${month}`);
  await looksGood(page);
  await expectCounted(page);
  const row = page.locator(`[data-claim="${idOf(club.provider)}"]`);
  await expect(row).toContainText("Not handed in yet");
  await row.getByRole("link").click();
  await expect(page.getByText("1 booking is not marked in a register yet.")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await looksGood(page);

  await mark(booked[1] ?? "", bookings.AttendanceOutcome.NO_SHOW);
  await ola.registers.submitClaim({ requestId: newRequestId(), provider: club.provider, month });
  const own = await browserOf(browser, "officer");
  await own.goto(page.url());
  await own.getByRole("button", { name: "Approve this claim" }).click();
  await expect(own.getByRole("alert")).toContainText("Another officer must do this.");

  await page.reload();
  await expect(page.locator("[data-state]")).toHaveText("Handed in. You can approve it");
  await expect(page.locator('dt:text-is("Handed in as") + dd')).toHaveText("4 hours");
  await expect(page.locator("[data-agrees]")).toHaveText("Our accounts say the same of every booking.");
  const counts = (await page.locator("[data-outcome] td").allInnerTexts()).map(Number);
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Claim Club Ltd");
  await looksGood(page);
  const { booking } = await ola.bookings.getBooking({ name: booked[1] ?? "" });
  await mark(booked[1] ?? "", bookings.AttendanceOutcome.ATTENDED, booking?.etag);
  await page.getByRole("button", { name: "Approve this claim" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText("1 line has changed since it was handed in.")).toBeVisible();
  expect((await ola.registers.getClaim({ provider: club.provider, month })).claim?.state).toBe(bookings.ClaimState.SUBMITTED);

  await ola.registers.submitClaim({ requestId: newRequestId(), provider: club.provider, month });
  await page.goto(`/council/claims/${idOf(club.provider)}?month=${month}`);
  const form = await formOf(page, `/council/claims/${idOf(club.provider)}`);
  await page.getByRole("button", { name: "Approve this claim" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Approved");
  await expect(page.locator('dt:text-is("Approved by") + dd')).toContainText("you, ");
  expect((await page.request.post(portalUrl(`/council/claims/${idOf(club.provider)}`), { form, maxRedirects: 0 })).status()).toBe(303);
  await looksGood(page);
  const { claim } = await max.registers.getClaim({ provider: club.provider, month });
  expect(claim).toMatchObject({ state: bookings.ClaimState.APPROVED, approver: "officer:officer:second" });
});

test("the start page's counts of these are what the lists have", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  const links = ["Packages to look at again", "Bookings to look at again", "Children who often did not come", "Records that a family says are wrong"];
  for (const name of links) {
    await page.goto("/home");
    const count = Number(await page.getByRole("row", { name }).locator("td").innerText());
    await page.getByRole("link", { name }).click();
    if (count <= 50) expect(await page.locator("table tbody tr").count(), name).toBe(count);
  }
});

test("the lists fit a screen of 320 pixels, and what can be pressed is 24 pixels high", { tag: "@once" }, async ({ browser }) => {
  const { child, allocation } = await childWithHours();
  const asked = await ola.corrections.requestCorrection({ requestId: newRequestId(), child, request: "The name is wrong." });
  const page = await browserOf(browser, "officer", { viewport: { width: 320, height: 640 } });
  const paths = ["/council/reviews", "/council/flags", "/council/no-shows", "/council/stays", "/council/corrections", "/council/claims", `/council/reviews/${idOf(allocation)}`, `/council/corrections/${idOf(asked.correction?.name ?? "")}`];
  for (const path of paths) {
    await page.goto(path);
    await expectFits(page);
    const heights = await page.locator("a.govuk-button, button, nav a, h2 a, td a, th a, select, input:not([type=hidden])").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
    expect(Math.min(...heights), path).toBeGreaterThanOrEqual(24);
  }
});
