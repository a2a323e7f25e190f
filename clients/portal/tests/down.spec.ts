// A service ends: what does not need it goes on, and the rest says what to do.
import { browserOf, expect, expectFits, expectGoodAnswer, test, world } from "./support.ts";

test("a service that is down is said plainly, and the others go on", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  process.kill(world.pids["bookings"] ?? 0, "SIGKILL");
  for (const path of ["/home", "/bookings", "/balance", "/waiting"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(503);
    expect(response?.headers()["retry-after"]).toBe("30");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sorry, this is not working just now");
    await expectGoodAnswer(page, response!);
    await expectFits(page);
  }
  const club = await browserOf(browser, "club");
  for (const path of ["/home", "/provider/requests", "/provider/claims"]) expect((await club.goto(path))?.status(), path).toBe(503);
  for (const path of ["/provider/sessions", "/provider/new-session", "/provider/series"]) expect((await club.goto(path))?.status(), path).toBe(200);
  expect((await page.goto("/find"))?.status()).toBe(200);
  expect((await page.goto("/children"))?.status()).toBe(200);
  expect((await page.request.get("/health")).status()).toBe(200);
});

test("an officer's start page counts the rest, and says what cannot be counted", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await expect(page.getByRole("row", { name: "Children who often did not come" }).locator("td")).toHaveText("Cannot tell just now");
  await expect(page.getByRole("row", { name: "Packages to look at again" }).locator("td")).toHaveText(/^\d+$/);
  expect((await page.goto("/council/applications"))?.status()).toBe(200);
  expect((await page.goto("/council/no-shows"))?.status()).toBe(503);
});
