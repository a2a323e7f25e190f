// Who came: on a tablet, on two tablets, without JavaScript, by keyboard and on paper.
import { bookings, newRequestId } from "@shortbreaks/client";
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";

import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectGoodPage, expectGoodSource, expectRightPlurals, test, world } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { beganAgo, bookMany, callNames, daysAhead, makeSession, officer, stateOf } from "./steps.ts";

const State = bookings.BookingState;
const TABLET = { viewport: { width: 320, height: 640 } };

/** A session that began just now, with so many children. */
async function begun(day: number, count: number, ago = 10): Promise<{ session: string; booked: string[] }> {
  const session = await makeSession({ day: daysAhead(day) });
  const booked = await bookMany(session, count);
  beganAgo(session, ago);
  return { session, booked };
}

const rowOf = (page: Page, booking: string | undefined) => page.locator(`[data-child="${booking}"]`);
const choose = (page: Page, booking: string | undefined, label: string) => rowOf(page, booking).getByLabel(label, { exact: true }).check();

test("a register is kept on a small screen", async ({ browser }) => {
  const { session, booked } = await begun(50, 5);
  const [came, part, missing, said, ours] = booked;
  const page = await browserOf(browser, "club", TABLET);
  await page.goto(`/provider/sessions/${session}/register`);
  await expect(page.getByText("5 children have a place. 0 marked, 5 left.")).toBeVisible();
  const names = await callNames(session);
  expect(await page.locator("[data-child] legend").allInnerTexts()).toEqual([...names.values()].toSorted());
  await expect(rowOf(page, came)).toContainText("11 years old. One adult for 3 children.");
  await expect(rowOf(page, came)).toContainText("Makaton or other signs");
  await expectFits(page);
  await expectGoodPage(page);

  await choose(page, part, "Came for a part");
  await rowOf(page, part).getByLabel("For how many minutes?").fill("0");
  await choose(page, said, "Did not come, the family said so before");
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("link", { name: "Enter the minutes as a number from 1 to 119" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Enter the day on which the family said so" })).toHaveAttribute("href", `#day-${said}`);
  await expect(rowOf(page, part).getByLabel("For how many minutes?")).toHaveValue("0");
  expect((await stateOf(part ?? "")).state).toBe(State.CONFIRMED);

  await rowOf(page, part).getByLabel("For how many minutes?").fill("45");
  await rowOf(page, said).getByLabel("On which day did the family say so?").fill(daysAhead(-3));
  await rowOf(page, said).getByLabel("At what time?").fill("09:30");
  await rowOf(page, said).getByLabel("Why, if they said it?").selectOption("Somebody is ill");
  await choose(page, missing, "Did not come, nobody said so");
  await choose(page, ours, "We could not have the child");
  await page.getByLabel("All who are left came").check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("5 marks were saved.");
  await expect(page.getByText("5 children have a place. 5 marked, 0 left.")).toBeVisible();
  await expectFits(page);
  await expectGoodPage(page).then(() => expectRightPlurals(page));
  const states = await Promise.all(booked.map((booking) => stateOf(booking)));
  expect(states.map(({ state }) => state)).toEqual([State.ATTENDED, State.PART_ATTENDED, State.NO_SHOW, State.ABSENT_WITH_NOTICE, State.CANCELLED_BY_PROVIDER]);
  expect(states[1]?.minutes).toBe(45);
  await expect(rowOf(page, came)).toContainText("Came");
  await expect(rowOf(page, part)).toContainText("Came for a part, 45 minutes");

  await rowOf(page, came).getByText("Change this mark").click();
  await choose(page, came, "Came for a part");
  await rowOf(page, came).getByLabel("For how many minutes?").fill("60");
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("link", { name: "Write why you change it, in a few words" })).toBeVisible();
  await rowOf(page, came).getByLabel("Why do you change it?").fill("Left early, seen on the list at the door.");
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("1 mark was saved.");
  expect(await stateOf(came ?? "")).toMatchObject({ state: State.PART_ATTENDED, minutes: 60 });
  await page.context().close();
});

test("two tablets with one register: the second is told, and nothing of what was entered is lost", async ({ browser }) => {
  const { session, booked } = await begun(52, 3);
  const [first, second, third] = booked;
  const tablets = await Promise.all([browserOf(browser, "club", TABLET), browserOf(browser, "club", TABLET)]);
  const [one, two] = tablets as [Page, Page];
  for (const page of tablets) await page.goto(`/provider/sessions/${session}/register`);
  await choose(one, first, "Came");
  await one.getByRole("button", { name: "Save the register" }).click();
  await expect(one.getByRole("status")).toHaveText("1 mark was saved.");

  await choose(two, first, "Came for a part");
  await rowOf(two, first).getByLabel("For how many minutes?").fill("30");
  await choose(two, second, "Did not come, nobody said so");
  const answered = two.waitForResponse((response) => response.request().method() === "POST");
  await two.getByRole("button", { name: "Save the register" }).click();
  const response = await answered;
  expect(response.status()).toBe(422);
  await expect(two.getByRole("alert")).toContainText(/Kim\d+: somebody else has just marked this. It now says: Came\. What you chose is still here\./);
  await expect(two.getByText("1 mark was saved.")).toBeVisible();
  await expect(two.getByText("3 children have a place. 2 marked, 1 left.")).toBeVisible();
  await expectGoodSource(two, await response.text());
  await expect(rowOf(two, first).getByLabel("Came for a part")).toBeChecked();
  await expect(rowOf(two, first).getByLabel("For how many minutes?")).toHaveValue("30");
  expect((await stateOf(first ?? "")).state).toBe(State.ATTENDED);
  expect((await stateOf(second ?? "")).state).toBe(State.NO_SHOW);

  await rowOf(two, first).getByLabel("Why do you change it?").fill("I was with the child when the taxi came.");
  await two.getByRole("button", { name: "Save the register" }).click();
  await expect(two.getByRole("status")).toHaveText("1 mark was saved.");
  expect(await stateOf(first ?? "")).toMatchObject({ state: State.PART_ATTENDED, minutes: 30 });
  expect((await stateOf(third ?? "")).state).toBe(State.CONFIRMED);
  for (const page of tablets) await page.context().close();
});

test("the same mark from two tablets is no conflict, and a form that is sent twice is done once", async ({ browser }) => {
  const { session, booked } = await begun(53, 2);
  const page = await browserOf(browser, "club");
  const path = `/provider/sessions/${session}/register`;
  await page.goto(path);
  const form = await page.locator("form input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])));
  const send = (fields: Record<string, string>) => page.request.post(portalUrl(path), { form: { ...form, ...fields }, maxRedirects: 0 });
  const [first, again] = [await send({ rest: "came" }), await send({ rest: "came" })];
  for (const answer of [first, again]) expect(answer.headers()["location"]).toBe(`${path}?saved=2`);
  const states = await Promise.all(booked.map((booking) => stateOf(booking)));
  expect(states.map(({ state }) => state)).toEqual([State.ATTENDED, State.ATTENDED]);
  // Another tablet, with the page from before, and a request of its own.
  const other = await send({ rest: "came", request_id: newRequestId() });
  expect(other.headers()["location"]).toBe(`${path}?saved=2`);
  const after = await Promise.all(booked.map((booking) => stateOf(booking)));
  expect(after).toEqual(states);
  await page.context().close();
});

test("a register that had arrived, and was changed before it was sent again: what is different stays, and the rest stands", async ({ browser }) => {
  const { session, booked } = await begun(54, 2);
  const [first, second] = booked;
  const page = await browserOf(browser, "club", TABLET);
  const path = `/provider/sessions/${session}/register`;
  await page.goto(path);
  const form = await page.locator("form input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])));
  expect((await page.request.post(portalUrl(path), { form: { ...form, rest: "came" }, maxRedirects: 0 })).status()).toBe(303);
  // The answer was lost on the way: the same page is sent again, with one mark that is another.
  await choose(page, first, "Came for a part");
  await rowOf(page, first).getByLabel("For how many minutes?").fill("30");
  await choose(page, second, "Came");
  const answer = await answerTo(page, "Save the register");
  expect(answer.status()).toBe(409);
  await expect(page.getByRole("alert")).toContainText("What you saved first had reached us after all.");
  await expectGoodAnswer(page, answer);
  await expectFits(page);
  await expect(rowOf(page, first).getByLabel("Came for a part")).toBeChecked();
  await expect(rowOf(page, first).getByLabel("For how many minutes?")).toHaveValue("30");
  await rowOf(page, first).getByLabel("Why do you change it?").fill("Left early, seen on the list at the door.");
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("1 mark was saved.");
  expect(await stateOf(first ?? "")).toMatchObject({ state: State.PART_ATTENDED, minutes: 30 });
  expect((await stateOf(second ?? "")).state).toBe(State.ATTENDED);
  await page.context().close();
});

test("a reason with a mark that nobody sees is pointed at, and nothing of the register is lost", async ({ browser }) => {
  const { session, booked } = await begun(62, 2);
  const [first, second] = booked;
  await officer.registers.markAttendance({ requestId: newRequestId(), session: `sessions/${session}`, marks: [{ booking: `bookings/${first}`, outcome: bookings.AttendanceOutcome.ATTENDED }] });
  const page = await browserOf(browser, "club", TABLET);
  await page.goto(`/provider/sessions/${session}/register`);
  await rowOf(page, first).getByText("Change this mark").click();
  await choose(page, first, "Came for a part");
  await rowOf(page, first).getByLabel("For how many minutes?").fill("30");
  await rowOf(page, first).getByLabel("Why do you change it?").fill("Left \u200b early.");
  await choose(page, second, "Came");
  const answer = await answerTo(page, "Save the register");
  expect(answer.status()).toBe(422);
  await expect(page.getByRole("alert").getByRole("link", { name: /U\+200B/ })).toHaveAttribute("href", `#reason-${first}`);
  await expectGoodAnswer(page, answer);
  await rowOf(page, first).getByLabel("Why do you change it?").fill("Left early.");
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("2 marks were saved.");
  await page.context().close();
});

test("before the start and after the close nothing can be marked, and the page says until when", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(55) });
  const [booking = ""] = await bookMany(session, 1);
  const page = await browserOf(browser, "club", TABLET);
  const path = `/provider/sessions/${session}/register`;
  await page.goto(path);
  await expect(page.getByText(/^You can mark this register from \w+day \d/)).toBeVisible();
  await expect(page.getByRole("radio")).toHaveCount(0);
  await expect(page.getByText("1 child has a place. 0 marked, 1 left.")).toBeVisible();
  await expectGoodPage(page);
  await expectFits(page);
  await expect(page.getByRole("heading", { level: 2, name: /^Kim\d+$/ })).toBeVisible();
  beganAgo(session, 60 * 24 * 30);
  await page.goto(path);
  await expect(page.getByText(/^This register closed on /)).toBeVisible();
  // Nobody's name is told any more.
  await expect(page.locator("main")).not.toContainText(/Kim\d/);
  await expect(page.getByRole("radio")).toHaveCount(0);

  // It closes while the page is open.
  beganAgo(session, 60);
  await page.goto(path);
  await choose(page, booking, "Came");
  beganAgo(session, 60 * 24 * 30);
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("alert")).toContainText(/Child [0-9A-F]{8}: /);
  await expect(page.getByText(/^This register closed on /)).toBeVisible();
  expect((await stateOf(booking)).state).toBe(State.CONFIRMED);
  await page.context().close();
});

test("on paper there are boxes to tick and no buttons, on one sheet of A4", { tag: "@once" }, async ({ browser }) => {
  const { session } = await begun(56, 4);
  const { bookings: coming } = await officer.registers.getRegister({ session: `sessions/${session}` });
  await officer.registers.markAttendance({
    requestId: newRequestId(), session: `sessions/${session}`, marks: [{ booking: coming[0]?.name ?? "", outcome: bookings.AttendanceOutcome.ATTENDED }],
  });
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/sessions/${session}/register`);
  await expect(page.locator(".sb-paper")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".sb-paper tbody tr")).toHaveCount(4);
  for (const gone of ["button", "input[type=radio]", ".sb-header", ".sb-footer", ".govuk-back-link"]) {
    for (const one of await page.locator(gone).all()) await expect(one).toBeHidden();
  }
  await expect(page.locator(".sb-paper .sb-box").first()).toBeVisible();
  expect(await page.locator(".sb-paper .sb-box").count()).toBe(4 * 5);
  await expect(page.locator(".sb-paper .sb-box", { hasText: "✓" })).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await expect(page.locator(".sb-paper tbody th").first()).toContainText(/^Kim\d+\s*11 years old\. One adult for 3 children\. Makaton or other signs; Staff who know about autism\.$/);
  await page.context().close();
});

test("a long register comes in pages of a hundred, each sent at once", { tag: "@once" }, async ({ browser }) => {
  test.slow();
  const session = await makeSession({ day: daysAhead(59), places: 101 });
  await bookMany(session, 101);
  beganAgo(session, 10);
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/sessions/${session}/register`);
  await expect(page.locator("[data-child]")).toHaveCount(100);
  await page.getByLabel("All who are left came").check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("100 marks were saved.");
  await expect(page.getByText("101 children have a place. 100 marked, 1 left.")).toBeVisible();
  await page.getByRole("link", { name: "More children" }).click();
  await expect(page.locator("[data-child]")).toHaveCount(1);
  await page.getByLabel("Came", { exact: true }).check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByText("101 children have a place. 101 marked, 0 left.")).toBeVisible();
  await expect(page.locator("[data-child]")).toHaveCount(1);
  await page.context().close();
});

test("the portal's sessions and logs keep nobody's name", { tag: "@once" }, async ({ browser }) => {
  const { session } = await begun(58, 1);
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/sessions/${session}/register`);
  const [name = "nobody"] = (await callNames(session)).values();
  await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  await page.getByLabel("All who are left came").check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await expect(page.getByRole("status")).toHaveText("1 mark was saved.");
  const log = readFileSync(`${world.directory}/logs/portal.log`, "utf8");
  expect(log).toContain("/provider/sessions/:id/register");
  expect(log).not.toMatch(new RegExp(`${name}|${session}`));
  await page.context().close();
});

test("another provider's register cannot be seen or marked", { tag: "@once" }, async ({ browser }) => {
  const session = await makeSession({ activity: "WV-AC-11", day: daysAhead(57), minutes: 60 });
  const page = await browserOf(browser, "club");
  const response = await page.goto(`/provider/sessions/${session}/register`);
  expect(response?.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You cannot see this page");
  await page.context().close();
});
