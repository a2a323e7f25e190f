// New sessions, sessions that repeat, and the next season: what would be made is shown first, and that is what is made.
import type { Page } from "@playwright/test";

import { addDays, dateFields, mondayOf } from "../../src/days.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { availability, bytes, daysAhead, makeActivity, newRequestId, officer, ownActivity, today } from "./steps.ts";

const SMALL = { viewport: { width: 320, height: 640 } };
const year = Number(today().slice(0, 4)) + 1;
/** The Sunday on which the clocks go forward. */
const spring = addDays(mondayOf(`${year}-03-31`), new Date(`${year}-03-31T00:00:00Z`).getUTCDay() === 0 ? 6 : -1);
const WEEKDAYS = /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} \w+ \d{4}/;

async function press(page: Page, name: string): Promise<string> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name, exact: true }).click();
  const response = await answered;
  return response.status() === 303 ? "" : response.text();
}

const idIn = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

const TIMES = { start: "When does it start?", end: "When does it end?", nights: "How many nights?", places: "How many places?", staff: "How many staff look after the children?" };

test("a session is entered, looked at with its weekday, made once and as a draft", async ({ browser }) => {
  const { title } = await ownActivity();
  const page = await browserOf(browser, "club", SMALL);
  await page.goto("/provider/sessions");
  await page.getByRole("link", { name: "New session" }).click();
  await expectGoodPage(page);
  await expectFits(page);
  await press(page, "Go on");
  for (const error of ["Choose what it is", "Enter a day that is not over", "Enter the time at which it starts, like 10:00", "Enter the places as a number from 0 to 1000"]) {
    await expect(page.getByRole("link", { name: error })).toBeVisible();
  }
  const day = daysAhead(90);
  await page.getByLabel("What is it?").selectOption(title);
  await fill(page, { "On which day?": day, [TIMES.start]: "18:30", [TIMES.end]: "17:00", [TIMES.places]: "7", [TIMES.staff]: "2" });
  await press(page, "Go on");
  await expect(page.getByRole("link", { name: /It must end after it starts/ })).toBeVisible();
  await expect(page.getByLabel("On which day?")).toHaveValue(day);
  await fill(page, { [TIMES.end]: "20:00" });
  await expectGoodSource(page, await press(page, "Go on"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check the new session");
  await expectFits(page);
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)).replace(",", "");
  await expect(page.getByText(weekday)).toBeVisible();
  await expect(page.getByText("6:30pm to 8pm")).toBeVisible();
  await expect(page.getByText("1 hour 30 minutes")).toBeVisible();
  await press(page, "Change something");
  await expect(page.getByLabel("How many places?")).toHaveValue("7");
  await press(page, "Go on");
  const form = await page.locator("form input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])));
  await press(page, "Make the session");
  await expect(page.getByText("Only you and the council can see it.")).toBeVisible();
  const made = idIn(page);
  const { offer } = await officer.availability.getSession({ name: `sessions/${made}` });
  expect(offer?.session).toMatchObject({ places: 7, staff: 2, state: availability.SessionState.DRAFT, chargeMinutes: 90 });
  const again = await page.request.post(portalUrl("/provider/new-session"), { form: { ...form, step: "make" }, maxRedirects: 0 });
  expect(again.headers()["location"]).toBe(`/provider/sessions/${made}`);
  await page.context().close();
});

test("a stay in the night of the clock change says how long it is", async ({ browser }) => {
  const { title } = await ownActivity();
  const page = await browserOf(browser, "club");
  await page.goto("/provider/new-session");
  await page.getByLabel("What is it?").selectOption(title);
  await fill(page, { "On which day?": addDays(spring, -1), [TIMES.start]: "22:00", [TIMES.end]: "07:00", [TIMES.nights]: "1", [TIMES.places]: "3" });
  await press(page, "Go on");
  await expect(page.getByText("The clocks change in it. It lasts 8 hours.")).toBeVisible();
  await press(page, "Make the session");
  const { offer } = await officer.availability.getSession({ name: `sessions/${idIn(page)}` });
  expect(offer?.session).toMatchObject({ chargeMinutes: 480, chargeNights: 1 });
  await page.context().close();
});

test("a session that repeats: every date with its weekday, across the clock change, less what is left out by hand", async ({ browser }) => {
  const { title } = await ownActivity();
  const page = await browserOf(browser, "club", SMALL);
  await page.goto("/provider/new-series");
  await expectGoodPage(page);
  await expectFits(page);
  await press(page, "Show the dates");
  await expect(page.getByRole("link", { name: "Choose at least one day of the week" })).toBeVisible();
  await page.getByLabel("What is it?").selectOption(title);
  await page.getByLabel("Sunday").check();
  await fill(page, { "From which day?": addDays(spring, -14), "Until which day?": addDays(spring, 14), [TIMES.start]: "15:00", [TIMES.end]: "17:00", [TIMES.places]: "9" });
  await expectGoodSource(page, await press(page, "Show the dates"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("5 sessions will be made");
  await expect(page.getByText("0 days are left out.")).toBeVisible();
  await expectFits(page);
  await expectRightPlurals(page);
  const rows = page.locator("[data-dates] tbody tr");
  for (const text of await rows.locator("th").allInnerTexts()) expect(text).toMatch(/^Sunday \d/);
  for (const text of await rows.locator("td:nth-child(2)").allInnerTexts()) expect(text).toBe("3pm to 5pm");
  await expect(rows.nth(2)).toContainText("The clocks have changed. The time of day stays");
  await expect(page.getByText("The clocks have changed.")).toHaveCount(1);

  await rows.nth(1).getByRole("checkbox").check();
  await press(page, "Show the dates again");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("4 sessions will be made");
  await expect(page.getByText("1 day is left out.")).toBeVisible();
  await expect(rows.nth(1)).toContainText("Left out by you.");
  expect(await page.locator("[data-dates] tr[data-made]").count()).toBe(4);
  const before = Number(sql("SELECT COUNT(*) FROM sessions"));
  await press(page, "Make these sessions");
  await expect(page.getByText("4 sessions", { exact: true })).toBeVisible();
  await expect(page.getByText("Sunday, 3pm to 5pm")).toBeVisible();
  await expectGoodPage(page);
  await expectFits(page);
  expect(Number(sql("SELECT COUNT(*) FROM sessions"))).toBe(before + 4);
  const { sessions } = await officer.series.getSeries({ name: `series/${idIn(page)}` });
  // 15:00 by the clock on the wall is 15:00 UTC before the change and 14:00 after it.
  expect(sessions.map(({ startTime }) => new Date(Number(startTime?.seconds) * 1000).getUTCHours())).toEqual([15, 14, 14, 14]);
  expect(sessions.every(({ state, places }) => state === availability.SessionState.PUBLISHED && places === 9)).toBe(true);
  await page.context().close();
});

/** The council's calendar for two months; with nothing given, as it was. */
async function setCalendar(days: [kind: availability.CalendarDayKind, displayName: string, first: string, last: string][]): Promise<void> {
  const fields = days.map(([kind, displayName, first, last]) => ({ kind, displayName, firstDay: dateFields(first), lastDay: dateFields(last) }));
  const span = { firstDay: dateFields(`${year}-04-01`), lastDay: dateFields(`${year}-06-01`) };
  await officer.series.setCalendarDays({ requestId: newRequestId(), ...span, days: fields });
}

test("bank holidays and terms leave days out, by name", async ({ browser }) => {
  const { BANK_HOLIDAY, TERM, CLOSED } = availability.CalendarDayKind;
  const monday = mondayOf(`${year}-05-05`);
  await setCalendar([
    [TERM, "Spring term", `${year}-04-01`, addDays(monday, 13)], [TERM, "Summer term", addDays(monday, 21), `${year}-07-20`],
    [BANK_HOLIDAY, "Early May bank holiday", monday, monday], [CLOSED, "Hall is painted", addDays(monday, -7), addDays(monday, -6)],
  ]);
  const { title } = await ownActivity();
  const page = await browserOf(browser, "club");
  await page.goto("/provider/new-series");
  await page.getByLabel("What is it?").selectOption(title);
  await page.getByLabel("Monday").check();
  await fill(page, { "From which day?": `${year}-04-01`, "Until which day?": `${year}-06-01`, [TIMES.start]: "10:00", [TIMES.end]: "12:00", [TIMES.places]: "9" });
  await page.getByLabel("Only in school terms").check();
  await page.getByLabel("Publish them at once").uncheck();
  await press(page, "Show the dates");
  const rows = page.locator("[data-dates] tbody tr");
  const all = await rows.count();
  const made = await page.locator("[data-dates] tr[data-made]").count();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${made} sessions will be made`);
  await expect(page.locator("[data-left-out]")).toHaveText(`${all - made} days are left out.`);
  await expect(page.getByText("Left out: bank holiday. Early May bank holiday")).toBeVisible();
  await expect(page.getByText("Left out: closed. Hall is painted")).toBeVisible();
  await expect(page.getByText("Left out: not in a term.")).toHaveCount(1);
  expect(all - made).toBe(3);
  for (const text of await rows.locator("th").allInnerTexts()) expect(text).toMatch(/^Monday \d/);
  await expect(page.getByText("They are drafts at first.")).toBeVisible();
  await press(page, "Change something");
  await expect(page.getByLabel("Monday")).toBeChecked();
  await expect(page.getByLabel("Only in school terms")).toBeChecked();
  await expect(page.getByLabel("Publish them at once")).not.toBeChecked();
  await page.goto("/provider/new-session");
  await page.getByLabel("What is it?").selectOption(title);
  await fill(page, { "On which day?": monday, [TIMES.start]: "10:00", [TIMES.end]: "12:00", [TIMES.places]: "3" });
  await press(page, "Go on");
  await expect(page.getByText("Nothing runs on this day: Early May bank holiday.")).toBeVisible();
  await setCalendar([]);
  await page.context().close();
});

test("a season is copied once, by the new season's calendar", async ({ browser }) => {
  const { title } = await makeActivity({ title: "Season Club" });
  const page = await browserOf(browser, "club", SMALL);
  const first = mondayOf(`${year}-06-10`);
  await page.goto("/provider/new-series");
  await page.getByLabel("What is it?").selectOption(title);
  await page.getByLabel("Wednesday").check();
  await fill(page, { "From which day?": first, "Until which day?": addDays(first, 20), [TIMES.start]: "16:00", [TIMES.end]: "18:00", [TIMES.places]: "5" });
  await press(page, "Show the dates");
  await press(page, "Make these sessions");
  await page.goto("/provider/copy-season");
  await expectGoodPage(page);
  await expectFits(page);
  await press(page, "Show what would be made");
  await expect(page.getByRole("link", { name: "Enter the day on which the new season begins" })).toBeVisible();
  await fill(page, { "First day of the season to copy": first, "Last day of the season to copy": addDays(first, 20), "Where does the new season begin?": addDays(first, 70) });
  await expectGoodSource(page, await press(page, "Show what would be made"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("3 sessions will be made");
  await expect(page.getByText("They come from 1 series.")).toBeVisible();
  await expect(page.locator("[data-copies] tbody tr")).toContainText(["Season Club"]);
  await expect(page.locator("[data-copies] tbody tr")).toContainText(["Wednesday, 4pm to 6pm"]);
  await expectFits(page);
  const before = Number(sql("SELECT COUNT(*) FROM sessions"));
  await press(page, "Make the new season");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sessions that repeat");
  expect(Number(sql("SELECT COUNT(*) FROM sessions"))).toBe(before + 3);
  await expect(page.getByText("Copied from the season before.")).toHaveCount(1);
  expect(await page.locator("[data-series] > li").count()).toBe(Number(/\d+/.exec(await page.getByText(/^You have \d+ series\.$/).innerText())?.[0]));
  await expectGoodPage(page);
  await expectFits(page);
  const activity = (await officer.availability.listActivities({ pageSize: 200 })).activities.find((one) => one.title === title);
  const days = sql(`SELECT DATE(start_time), state FROM sessions WHERE activity_id = ${bytes(activity?.name ?? "")} AND start_time >= '${addDays(first, 70)}' ORDER BY 1`).split("\n");
  expect(days).toEqual([2, 9, 16].map((day) => `${addDays(first, 70 + day)}\t1`));

  await page.goto("/provider/copy-season");
  await fill(page, { "First day of the season to copy": first, "Last day of the season to copy": addDays(first, 20), "Where does the new season begin?": addDays(first, 70) });
  await press(page, "Show what would be made");
  await expect(page.getByText("Copied before. Nothing is made")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("0 sessions will be made");
  await expect(page.getByRole("button", { name: "Make the new season" })).toHaveCount(0);
  await page.context().close();
});

test("the week shows its sessions, and its headline counts them", async ({ browser }) => {
  const page = await browserOf(browser, "club", SMALL);
  const week = mondayOf(daysAhead(14));
  await page.goto(`/provider/sessions?week=${addDays(week, 3)}`);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  const rows = page.locator("[data-sessions] tbody tr");
  const caption = await page.locator("[data-sessions] caption").innerText();
  expect(Number(/^\d+/.exec(caption)?.[0])).toBe(await rows.count());
  expect(caption).toMatch(/from Monday \d+ \w+ \d{4} to Sunday \d+ \w+ \d{4}$/);
  for (const text of await rows.locator("td:first-child").allInnerTexts()) expect(text).toMatch(WEEKDAYS);
  await page.getByRole("link", { name: "Week after" }).click();
  await expect(page).toHaveURL(new RegExp(`week=${addDays(week, 7)}$`));
  await page.getByRole("link", { name: "This week" }).click();
  await expect(page).toHaveURL(/\/provider\/sessions$/);
  await page.context().close();
});
