// The last place, the time that runs out, and those who wait.
import { browserOf, expect, expectGoodPage, expectGoodSource, expectRightPlurals, sql, test, withScripts } from "../support.ts";
import { holdEndsIn, keepPlace, portalUrl, sessionOf } from "./steps.ts";

test("two families want the last place: one has it, the other is told, waits and is offered it", async ({ browser }) => {
  const session = sessionOf("WV-AC-02");
  const families = await Promise.all([browserOf(browser, "jo"), browserOf(browser, "sam")]);
  await Promise.all(families.map((page) => page.goto(`/sessions/${session}`)));
  await Promise.all(families.map((page) => expect(page.getByText("1 place left")).toBeVisible()));
  const answers = await Promise.all(
    families.map(async (page) => {
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: "Keep this place" }).click();
      const response = await answered;
      await page.waitForLoadState();
      return { status: response.status(), source: response.ok() || response.status() === 303 ? "" : await response.text() };
    }),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  const [winner, other] = answers[0]?.status === 303 ? families : families.toReversed();
  if (!winner || !other) throw new Error("two families");
  await expect(winner.getByRole("heading", { level: 1 })).toHaveText("Check before you book");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("That place is not free any more");
  await expectGoodSource(other, answers.map(({ source }) => source).join(""));
  await expectRightPlurals(other);
  const heading = await other.getByRole("heading", { name: /other breaks? that ha/ }).innerText();
  expect(Number(heading.split(" ")[0])).toBe(await other.locator("[data-offers] h3").count());

  await other.getByRole("button", { name: "Join the waiting list" }).click();
  await expect(other.getByText("You are on 1 waiting list.")).toBeVisible();
  await expect(other.getByText(/^You are first\./)).toBeVisible();
  await expectGoodPage(other);
  await winner.getByRole("button", { name: "Let the place go" }).click();
  await expect(async () => {
    await other.reload();
    await expect(other.getByText("A place is free for you.")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expectGoodPage(other);
  await expectRightPlurals(other);
  await other.goto("/home");
  await expect(other.getByText("A place at Trampoline taster has come free for you.")).toBeVisible();
  await other.goto("/waiting");
  await other.getByRole("button", { name: "Take the place" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Booked");
  await Promise.all(families.map((page) => page.context().close()));
});

test("a place that is sent twice is kept once", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const session = sessionOf("WV-AC-03", 1);
  await page.goto(`/sessions/${session}`);
  const form = await page.locator("form input[type=hidden]").evaluateAll((all) =>
    Object.fromEntries(all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])),
  );
  const send = () => page.request.post(portalUrl(`/sessions/${session}`), { form, maxRedirects: 0 });
  const [first, second] = [await send(), await send()];
  expect(first.headers()["location"]).toMatch(/^\/bookings\/[0-9a-f-]{36}\/check$/);
  expect(second.headers()["location"]).toBe(first.headers()["location"]);
  await page.context().close();
});

test("a hold's last minutes are warned of, and after them nothing is booked", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const booking = await keepPlace(page, sessionOf("WV-AC-03", 2));
  holdEndsIn(booking, 110);
  await page.reload();
  const left = page.locator("[data-until]");
  await expect(left).toHaveText("You have 2 minutes left.");
  await expect(left).toHaveClass(/sb-countdown--soon/);
  if (withScripts()) {
    await expect(page.getByRole("status")).toHaveText("You have 2 minutes left.");
    await page.clock.install();
    await page.reload();
    await page.clock.fastForward(200_000);
    await expect(left).toHaveText("Your time has run out. Nothing was booked.");
  }

  holdEndsIn(booking, -1);
  await page.getByRole("button", { name: "Book this place" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your time ran out");
  await expectGoodPage(page);
  await page.getByRole("link", { name: "Try again" }).click();
  // The place is free once somebody asks for it, or the service looks for holds that ran out, which it does every second.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("12 places left")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.context().close();
});

test("a session whose booking has closed says so, and asks nobody to wait", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const session = sessionOf("WV-AC-02", 1);
  const id = `UNHEX(REPLACE('${session}', '-', ''))`;
  const [opens, closes] = sql(`SELECT CONCAT_WS('|', booking_open_time, booking_close_time) FROM sessions WHERE session_id = ${id}`).split("|");
  sql(`UPDATE sessions SET booking_open_time = NOW() - INTERVAL 9 DAY, booking_close_time = NOW() - INTERVAL 1 HOUR WHERE session_id = ${id}`);
  try {
    await page.goto(`/sessions/${session}`);
    await expect(page.locator(".sb-places").first()).toHaveText("Booking has closed");
    for (const name of ["Keep this place", "Join the waiting list"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
    await expectGoodPage(page);
    await expectRightPlurals(page);
  } finally {
    sql(`UPDATE sessions SET booking_open_time = '${opens}', booking_close_time = '${closes}' WHERE session_id = ${id}`);
  }
});
