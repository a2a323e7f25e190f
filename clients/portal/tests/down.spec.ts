// A service ends: what does not need it goes on, and the rest says what to do.
import type { Page } from "@playwright/test";

import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectRightPlurals, test, world } from "./support.ts";
import { beganAgo, bookMany, daysAhead, makeSession } from "./provider/steps.ts";

test("a service that is down is said plainly, and the others go on", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const club = await browserOf(browser, "club", { viewport: { width: 320, height: 640 } });
  const [register = "", booking = ""] = await openRegister(club);
  process.kill(world.pids["bookings"] ?? 0, "SIGKILL");
  for (const path of ["/home", "/bookings", "/balance", "/waiting"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(503);
    expect(response?.headers()["retry-after"]).toBe("30");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sorry, this is not working just now");
    await expectGoodAnswer(page, response!);
    await expectFits(page);
  }
  await keepsMarks(club, register, booking);
  for (const path of ["/home", "/provider/requests", "/provider/claims"]) expect((await club.goto(path))?.status(), path).toBe(503);
  for (const path of ["/provider/sessions", "/provider/new-session", "/provider/series"]) expect((await club.goto(path))?.status(), path).toBe(200);
  expect((await page.goto("/find"))?.status()).toBe(200);
  expect((await page.goto("/children"))?.status()).toBe(200);
  expect((await page.request.get("/health")).status()).toBe(200);
});

/** A register with one mark chosen. */
async function openRegister(page: Page): Promise<string[]> {
  const session = await makeSession({ day: daysAhead(61) });
  const booked = await bookMany(session, 1);
  beganAgo(session, 10);
  await page.goto(`/provider/sessions/${session}/register`);
  await page.getByLabel("Came for a part").check();
  await page.getByLabel("For how many minutes?").fill("45");
  return [`/provider/sessions/${session}/register`, ...booked];
}

/** However often it is saved in vain, what was chosen is there. */
async function keepsMarks(page: Page, path: string, booking: string): Promise<void> {
  const id = await page.locator("input[name=request_id]").inputValue();
  for (const button of ["Save the register", "Save again"]) {
    const answer = await answerTo(page, button);
    expect(answer.status()).toBe(503);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your marks are not saved yet");
    await expect(page.locator("form")).toHaveAttribute("action", path);
    await expect(page.locator("input[name=request_id]")).toHaveValue(id);
    await expect(page.locator(`input[name=outcome-${booking}]`)).toHaveValue("PART_ATTENDED");
    await expect(page.locator(`input[name=minutes-${booking}]`)).toHaveValue("45");
    await expectGoodAnswer(page, answer);
    await expectRightPlurals(page);
    await expectFits(page);
  }
}

test("an officer's start page counts the rest, and says what cannot be counted", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await expect(page.getByRole("row", { name: "Children who often did not come" }).locator("td")).toHaveText("Cannot tell just now");
  await expect(page.getByRole("row", { name: "Packages to look at again" }).locator("td")).toHaveText(/^\d+$/);
  expect((await page.goto("/council/applications"))?.status()).toBe(200);
  expect((await page.goto("/council/no-shows"))?.status()).toBe(503);
});
