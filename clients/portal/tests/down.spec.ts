// A service ends: what does not need it goes on, and the rest says what to do.
import { browserOf, expect, expectGoodAnswer, test, world } from "./support.ts";
import { expectFits } from "./families/steps.ts";

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
  expect((await page.goto("/find"))?.status()).toBe(200);
  expect((await page.goto("/children"))?.status()).toBe(200);
  expect((await page.request.get("/health")).status()).toBe(200);
});
