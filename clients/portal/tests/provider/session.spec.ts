// One session: who is coming, fewer staff and whom that affects, open and closed, called off.
import { bookings, type as types } from "@shortbreaks/client";

import { dateFields } from "../../src/days.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test } from "../support.ts";
import { availability, book, bookMany, bytes, callNames, daysAhead, makeChild, makeSession, newRequestId, officer, ownActivity, stateOf } from "./steps.ts";

const SMALL = { viewport: { width: 320, height: 640 } };

async function read(session: string) {
  const { session: found, use } = await officer.capacity.getCapacity({ session: `sessions/${session}` });
  if (!found) throw new Error("no session");
  return { ...found, use };
}

test("a draft is published, closed and opened again", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(70), publish: false });
  const page = await browserOf(browser, "club", SMALL);
  await page.goto(`/provider/sessions/${session}`);
  await expect(page.getByText("Only you and the council can see it.")).toBeVisible();
  await expectGoodPage(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Publish it" }).click();
  await expect(page.getByText("Families can see it and book it.")).toBeVisible();
  expect((await read(session)).state).toBe(availability.SessionState.PUBLISHED);
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Take no more bookings" }).click();
  expect((await read(session)).state).toBe(availability.SessionState.CLOSED);
  await expectGoodPage(page);

  // Somebody else changes it while the page is open.
  await officer.availability.setPlaces({ requestId: newRequestId(), name: `sessions/${session}`, places: 9, etag: (await read(session)).etag });
  await page.getByRole("button", { name: "Take bookings again" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody has changed this session since you opened the page.");
  await expect(page.getByText("9 places, 0 taken")).toBeVisible();
  expect((await read(session)).state).toBe(availability.SessionState.CLOSED);
  await page.getByRole("button", { name: "Take bookings again" }).click();
  await expect(page.getByText("Families can see it and book it.")).toBeVisible();
  expect((await read(session)).state).toBe(availability.SessionState.PUBLISHED);
  await page.context().close();
});

test("fewer staff: who is affected is shown before anything changes, and as the service says it", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(71), staff: 3 });
  for (const ratio of [{ staff: 1, children: 3 }, { staff: 1, children: 3 }, { staff: 1, children: 3 }, { staff: 1, children: 2 }]) await book(await makeChild(ratio), session);
  const page = await browserOf(browser, "club", SMALL);
  await page.goto(`/provider/sessions/${session}`);
  await expect(page.getByRole("heading", { name: "4 children have a place" })).toBeVisible();
  await expect(page.locator("[data-coming] > li")).toHaveCount(4);
  await expect(page.locator("[data-coming] > li").last()).toContainText(/Kim\d+\s+Booked\s+11 years old\. One adult for 2 children\.\s+Makaton or other signs\s*Staff who know about autism/);
  await expect(page.locator("[data-ratios]")).toContainText("3 children: One adult for 3 children");
  await expect(page.locator("[data-ratios]")).toContainText("1 child: One adult for 2 children");
  await expect(page.getByText("3 on shift, 2 needed")).toBeVisible();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);

  await page.getByRole("link", { name: "Change places or staff" }).click();
  await expectGoodPage(page);
  await expectFits(page);
  await page.getByLabel("How many places?").fill("many");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("link", { name: "Enter the places as a number from 0 to 1000" })).toBeVisible();
  await page.getByLabel("How many places?").fill("8");
  await page.getByLabel("How many staff look after the children?").fill("1");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Go on" }).click();
  await expectGoodSource(page, await (await answered).text());
  await expect(page.locator("[data-effect]")).toContainText("With 1 staff you are short of 1 member of staff.");
  await expect(page.locator("[data-effect]")).not.toContainText("places");
  await expect(page.locator("[data-affected] tbody tr")).toHaveCount(4);
  const foreseen = await page.locator("[data-affected] tbody th").allInnerTexts();
  await expectFits(page);
  expect((await read(session)).staff).toBe(3);

  await page.getByRole("button", { name: "Change it anyway" }).click();
  await expect(page.getByText("You are short of 1 member of staff.")).toBeVisible();
  expect(await page.locator("[data-affected] tbody th").allInnerTexts()).toEqual(foreseen);
  const said = await officer.affected.listAffectedBookings({ session: `sessions/${session}` });
  expect(said.staffShort).toBe(1);
  const names = await callNames(session);
  expect(said.bookings.map(({ booking }) => names.get(booking?.child ?? ""))).toEqual(foreseen);
  await expect(page.getByRole("heading", { name: "4 bookings that the staff do not fit" })).toBeVisible();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  const soon = await makeSession({ day: daysAhead(12), start: 7 * 60, staff: 1 });
  await bookMany(soon, 1);
  const { session: stored } = await officer.capacity.getCapacity({ session: `sessions/${soon}` });
  await officer.capacity.setCapacity({ requestId: newRequestId(), session: `sessions/${soon}`, capacity: { places: 8, staff: 0 }, etag: stored?.etag ?? "" });
  await page.goto("/home");
  await expect(page.locator("[data-todo] li", { has: page.locator(`a[href="/provider/sessions/${soon}"]`) })).toContainText(": You are short of 1 member of staff.");
  await expectGoodPage(page);
  await officer.capacity.setCapacity({ requestId: newRequestId(), session: `sessions/${soon}`, capacity: { places: 8, staff: 3 }, etag: (await read(soon)).etag });
  await page.context().close();
});

test("fewer places than are taken keep every booking, and more staff need no question", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(72), staff: 2 });
  const booked = await bookMany(session, 3);
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/sessions/${session}/capacity`);
  await page.getByLabel("How many staff look after the children?").fill("4");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("4 on shift, 1 needed")).toBeVisible();
  expect((await read(session)).staff).toBe(4);
  await page.getByRole("link", { name: "Change places or staff" }).click();
  await page.getByLabel("How many places?").fill("2");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.locator("[data-effect]")).toContainText("There is 1 booking more than 2 places.");
  await page.getByRole("button", { name: "Change it anyway" }).click();
  await expect(page.getByText("There is 1 booking more than there are places. It stands.")).toBeVisible();
  expect(await read(session)).toMatchObject({ places: 2, placesTaken: 3, staff: 4, use: { placesOver: 1 } });
  for (const booking of booked) expect((await stateOf(booking)).state).toBe(bookings.BookingState.CONFIRMED);
  await page.context().close();
});

test("staff who are planned by name are not counted by hand, and whoever lacks trained staff is named", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(13), start: 6 * 60 });
  const { provider } = await ownActivity();
  const [trained, other] = await Promise.all(["Trained Example", "Other Example"].map(async (displayName) => {
    const made = await officer.staff.createStaffMember({ requestId: newRequestId(), staffMember: { provider, displayName } });
    return made.staffMember?.name ?? "";
  }));
  const training = { staffMember: trained, need: types.Need.HOIST, issueDate: dateFields(daysAhead(-30)), expireDate: dateFields(daysAhead(300)) };
  await officer.staff.recordTraining({ requestId: newRequestId(), training });
  const work = (staffMembers: string[]) => officer.staff.setShifts({ requestId: newRequestId(), sessions: [`sessions/${session}`], staffMembers });
  await work([trained ?? "", other ?? ""]);
  await book(await makeChild({ staff: 1, children: 2 }, [types.Need.HOIST]), session);
  await book(await makeChild(), session);
  const page = await browserOf(browser, "club", SMALL);
  await page.goto(`/provider/sessions/${session}/capacity`);
  await expect(page.getByText("Staff are planned by name here.")).toBeVisible();
  await expect(page.getByLabel("How many staff look after the children?")).toHaveCount(0);
  await expectGoodPage(page);
  await page.getByLabel("How many places?").fill("5");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("5 places, 2 taken")).toBeVisible();
  expect(await read(session)).toMatchObject({ places: 5, staff: 2 });

  await work([other ?? ""]);
  await page.reload();
  await expect(page.getByRole("heading", { name: "1 booking that the staff do not fit" })).toBeVisible();
  await expect(page.locator("[data-affected] tbody tr")).toContainText("Nobody on shift is trained for: Moving with a hoist");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await page.goto("/home");
  await expect(page.locator("[data-todo] li", { has: page.locator(`a[href="/provider/sessions/${session}"]`) })).toContainText("1 child needs training that nobody on shift has.");
  await work([trained ?? "", other ?? ""]);
  await page.context().close();
});

test("places that are kept for the council cannot be taken away by hand", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(75) });
  const { etag } = await read(session);
  await officer.capacity.setCapacity({ requestId: newRequestId(), session: `sessions/${session}`, capacity: { places: 8, reservePlaces: 2 }, etag });
  const page = await browserOf(browser, "club");
  await page.goto(`/provider/sessions/${session}`);
  await expect(page.locator('dt:text-is("Kept for the council") + dd')).toHaveText("2 places");
  await page.getByRole("link", { name: "Change places or staff" }).click();
  await page.getByLabel("How many places?").fill("1");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("link", { name: "The council keeps 2 places. Enter at least that many" })).toBeVisible();
  await page.getByLabel("How many places?").fill("4");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("4 places, 0 taken")).toBeVisible();
  expect(await read(session)).toMatchObject({ places: 4, reservePlaces: 2 });
  await page.context().close();
});

test("a session is called off: what it means is said first, and every hour comes back", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(73) });
  const booked = await bookMany(session, 2);
  const left = () => sql(`SELECT committed FROM allocations WHERE child_id = (SELECT child_id FROM bookings WHERE booking_id = ${bytes(booked[0] ?? "")})`);
  expect(left()).toBe("120");
  const page = await browserOf(browser, "club", SMALL);
  await page.goto(`/provider/sessions/${session}`);
  await page.getByRole("link", { name: "Call this session off" }).click();
  await expect(page.getByText("2 children lose their places.")).toBeVisible();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Call it off" }).click();
  await expect(page.getByRole("link", { name: "Write why you call it off, for the families" })).toBeVisible();
  expect((await read(session)).state).toBe(availability.SessionState.PUBLISHED);
  await page.getByLabel("Why? The families read this.").fill("The hall has no heating.");
  await page.getByRole("button", { name: "Call it off" }).click();
  await expect(page.getByText("What families were told: The hall has no heating.")).toBeVisible();
  await expectGoodPage(page);
  expect((await read(session)).state).toBe(availability.SessionState.CANCELLED);
  await expect(async () => {
    for (const booking of booked) expect((await stateOf(booking)).state).toBe(bookings.BookingState.CANCELLED_BY_PROVIDER);
  }).toPass({ timeout: 20_000 });
  expect(left()).toBe("0");
  await page.goto(`/provider/sessions/${session}/call-off`);
  await expect(page).toHaveURL(new RegExp(`/provider/sessions/${session}$`));
  await page.context().close();
});

test("a session of somebody else cannot be changed", async ({ browser }) => {
  const session = await makeSession({ activity: "WV-AC-11", day: daysAhead(74), minutes: 60 });
  const page = await browserOf(browser, "club");
  for (const path of ["", "/capacity", "/call-off"]) {
    expect((await page.goto(`/provider/sessions/${session}${path}`))?.status(), path).toBe(403);
  }
  await page.context().close();
});
