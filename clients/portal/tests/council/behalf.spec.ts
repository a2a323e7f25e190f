// Booking, cancelling and waiting for a family.
import { newRequestId } from "@shortbreaks/client";

import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectGoodPage, expectRightPlurals, sql, test } from "../support.ts";
import { connection, minutesLeft, newChild, newSession, officer, placesTaken } from "./children-world.ts";

test.afterAll(() => connection.close());
const PHONE = { viewport: { width: 320, height: 640 } };

test("an officer finds, keeps, books and cancels a break for a child, and every hour is accounted for", async ({ browser }) => {
  const child = await newChild(40);
  const session = await newSession({ places: 3 });
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${child.id}`);
  await page.getByRole("link", { name: "Find a break for this child" }).click();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  const shown = await page.locator("[data-offers] > li").count();
  expect(Number(/\d+/.exec(await page.locator("#results").innerText())?.[0])).toBe(shown);
  expect(page.url()).not.toMatch(/Case|TEST-|WV4|autism/i);

  await page.goto(`/council/children/${child.id}/book?session=${session.id}`);
  await expect(page.locator("[data-decision]")).toHaveText("Every rule is met. The child may book.");
  const { decision } = await officer.eligibility.decide({ child: child.name, session: session.name });
  expect(await page.locator("[data-rules] > li").count()).toBe(decision?.rules.filter((rule) => rule.depth === 0).length);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Keep the place for some minutes" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Kept for some minutes, not booked yet");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await page.getByRole("button", { name: "Book this place" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Booked");
  await expectGoodPage(page);
  await expectFits(page);
  expect(await minutesLeft(child.name)).toBe(37 * 60);
  expect(await placesTaken(session.name)).toBe(1);

  await page.getByRole("link", { name: "Cancel this booking" }).click();
  await expect(page.locator("[data-cost]")).toHaveText("If you cancel now the family loses nothing. It gets back: 3 hours.");
  await expect(page.getByText("What about what is lost?")).toBeHidden();
  await expectGoodPage(page);
  await expectFits(page);
  const wrong = await answerTo(page, "Cancel the booking");
  expect(wrong.status()).toBe(422);
  await expectGoodAnswer(page, wrong);
  await page.getByLabel("Its plans changed").check();
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Cancelled in time. Nothing was lost");
  expect(await minutesLeft(child.name)).toBe(40 * 60);
  await page.goto(`/council/children/${child.id}/bookings`);
  await expect(page.locator("[data-bookings] li")).toHaveCount(1);
  await expectGoodPage(page);
});

for (const [charge, label, left] of [["lose", "The family loses", 37 * 60], ["waive", "Give it back to the family", 40 * 60]] as const) {
  test(`a late cancellation for a family: ${charge}`, async ({ browser }) => {
    const child = await newChild(40);
    const session = await newSession({ places: 3, inHours: 5 });
    const { booking } = await officer.bookings.bookPlace({ requestId: newRequestId(), child: child.name, session: session.name });
    const id = booking?.name.split("/")[1] ?? "";
    const page = await browserOf(browser, "officer", PHONE);
    await page.goto(`/council/bookings/${id}/cancel`);
    await expect(page.locator("[data-cost]")).toContainText("the family loses 3 hours, unless you give it back");
    await page.getByLabel("Its plans changed").check();
    const wrong = await answerTo(page, "Cancel the booking");
    expect(wrong.status()).toBe(422);
    await expect(page.getByRole("alert")).toContainText("Choose whether the family loses it or gets it back");
    await expectGoodAnswer(page, wrong);
    await expect(page.getByLabel("Its plans changed")).toBeChecked();
    await page.getByLabel(label).check();
    if (charge === "waive") {
      await page.getByRole("button", { name: "Cancel the booking" }).click();
      await expect(page.getByRole("alert")).toContainText("Write why you give it back");
      await page.getByLabel("If you give it back, why?").fill("The bus did not come.");
    }
    await page.getByRole("button", { name: "Cancel the booking" }).click();
    await expect(page.locator("[data-state]")).toHaveText("Cancelled late");
    await expectGoodPage(page);
    await expectFits(page);
    expect(await minutesLeft(child.name)).toBe(left);
    if (charge === "lose") {
      const empty = await answerTo(page, "Give it back");
      expect(empty.status()).toBe(422);
      await page.getByLabel("Why do you give back 3 hours?").fill("The family rang, and nobody answered.");
      await page.getByRole("button", { name: "Give it back" }).click();
      await expect(page.getByText("Officer demo. The family rang, and nobody answered.")).toBeVisible();
    } else await expect(page.getByText("Officer demo. The bus did not come.")).toBeVisible();
    expect(await minutesLeft(child.name)).toBe(40 * 60);
    await expect(page.getByRole("button", { name: "Give it back" })).toBeHidden();
  });
}

test("where the rules refer, an officer books with a reason that stays with the booking", async ({ browser }) => {
  const child = await newChild(40, new Date().getFullYear() - 3);
  const session = await newSession({ places: 3 });
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${child.id}/book?session=${session.id}`);
  await expect(page.locator("[data-decision]")).toHaveText("A rule is not met or not known. It is for you to decide, and it is not a no.");
  await expect(page.locator("[data-rules]")).toContainText("Not met.");
  await expect(page.getByRole("button", { name: "Book this place" })).toBeHidden();
  await expectGoodPage(page);
  const wrong = await answerTo(page, "Book with this reason");
  expect(wrong.status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Write why you book this");
  await expectGoodAnswer(page, wrong);
  await page.getByLabel("Why do you book this?").fill("Comes with a sister who goes there.");
  await page.getByRole("button", { name: "Book with this reason" }).click();
  await expect(page.locator("[data-state]")).toHaveText("Booked");
  const { booking } = await officer.bookings.getBooking({ name: `bookings/${page.url().split("/").at(-1)}` });
  expect(booking?.officerReason).toBe("Comes with a sister who goes there.");
  await expect(page.getByText("Comes with a sister who goes there.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What the rules said when it was booked" })).toBeVisible();
});

test("a full session: the child waits, and a place kept for the council is offered out of turn", async ({ browser }) => {
  const [first, second] = [await newChild(), await newChild()];
  const session = await newSession({ places: 1, reservePlaces: 1 });
  await officer.waiting.joinWaitingList({ requestId: newRequestId(), child: first.name, session: session.name });
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto(`/council/children/${second.id}/book?session=${session.id}`);
  await expect(page.getByText("The last places are kept for the council.")).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("button", { name: "Put the child on the waiting list" }).click();
  await expect(page.getByRole("heading", { name: "1 child is before this one" })).toBeVisible();
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  const wrong = await answerTo(page, "Offer the place");
  expect(wrong.status()).toBe(422);
  await expectGoodAnswer(page, wrong);
  await page.getByLabel("Why does this child come first?").fill("The family is in crisis.");
  await page.getByRole("button", { name: "Offer the place" }).click();
  await expect(page.locator("[data-state]")).toHaveText("A place is offered");
  await expect(page.getByText("The family is in crisis.")).toBeVisible();
  await expectGoodPage(page);
  await page.getByRole("button", { name: "The family takes the place" }).click();
  await expect(page.locator("[data-state]")).toHaveText("The family took the place");
  expect(await placesTaken(session.name)).toBe(1);

  await page.goto(`/council/children/${first.id}`);
  await page.locator("[data-waiting]").getByRole("link", { name: /Club of these tests/ }).click();
  await page.getByLabel("Why does this child come first?").fill("Too late.");
  const full = await answerTo(page, "Offer the place");
  expect(full.status()).toBe(409);
  await expect(page.getByRole("alert")).toBeVisible();
  await expectGoodAnswer(page, full);
  await page.getByRole("button", { name: "Take the child off the list" }).click();
  await expect(page.locator("[data-state]")).toHaveText("The family left the list, or did not want the place");
});

test("a place that went meanwhile is said, and what was sent twice is done once", async ({ browser }) => {
  const [child, other] = [await newChild(), await newChild()];
  const session = await newSession({ places: 1 });
  const page = await browserOf(browser, "officer");
  await page.goto(`/council/children/${child.id}/book?session=${session.id}`);
  await officer.bookings.bookPlace({ requestId: newRequestId(), child: other.name, session: session.name });
  const gone = await answerTo(page, "Book this place");
  expect(gone.status()).toBe(409);
  await expect(page.getByRole("alert")).toContainText("The last place has gone.");
  await expectGoodAnswer(page, gone);

  const roomy = await newSession({ places: 5 });
  await page.goto(`/council/children/${child.id}/book?session=${roomy.id}`);
  const form = await page.locator("form:has(input[value=book]) input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])));
  const send = () => page.request.post(page.url().split("?")[0] ?? "", { form, maxRedirects: 0 });
  const [once, twice] = [await send(), await send()];
  expect(once.headers()["location"]).toMatch(/^\/council\/bookings\/[0-9a-f-]{36}$/);
  expect(twice.headers()["location"]).toBe(once.headers()["location"]);
  expect(sql(`SELECT COUNT(*) FROM bookings WHERE session_id = UNHEX(REPLACE('${roomy.id}', '-', ''))`)).toBe("1");
});

test("a break that is over is not to come, though its register is not kept", async ({ browser }) => {
  const page = await browserOf(browser, "officer", PHONE);
  const child = await newChild(40);
  const [over, coming] = [await newSession({ places: 3, inHours: 24 * 30 }), await newSession({ places: 3, inHours: 24 * 31 })];
  for (const { name } of [over, coming]) await officer.bookings.bookPlace({ requestId: newRequestId(), child: child.name, session: name });
  sql(`UPDATE bookings SET start_time = NOW(6) - INTERVAL 9 DAY, end_time = NOW(6) - INTERVAL 8 DAY WHERE session_id = UNHEX(REPLACE('${over.id}', '-', ''))`);
  await page.goto(`/council/children/${child.id}`);
  await expect(page.getByRole("heading", { name: "1 booking to come" })).toBeVisible();
  await expect(page.locator("[data-bookings] li")).toHaveCount(1);
  await page.goto(`/council/children/${child.id}/bookings`);
  await expect(page.locator("[data-bookings] li")).toContainText("Over. The register is not kept yet");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await page.locator("[data-bookings]").getByRole("link").click();
  await expect(page.locator("[data-state]")).toHaveText("Over. The register is not kept yet");
  await expectGoodPage(page);
});
