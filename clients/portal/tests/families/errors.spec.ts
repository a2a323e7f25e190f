// Every page that says that something did not work.
import { answerTo, browserOf, expect, expectFits, expectGoodAnswer, expectGoodPage, expectGoodSource, test, withScripts } from "../support.ts";
import { keepPlace, sessionOf } from "./steps.ts";

const NOBODYS = "01900000-0000-7000-8000-000000000000";

test("a page that is not there", async ({ browser, page: stranger }) => {
  const page = await browserOf(browser, "jo");
  for (const path of ["/nothing", "/sessions/no-id", `/sessions/${NOBODYS}`]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We cannot find that page");
    await expectGoodPage(page);
  }
  expect((await stranger.goto("/nothing"))?.status()).toBe(404);
});

test("a wrong choice is named in a summary that leads to it", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const response = await page.goto("/find?age=99&from=2026-02-31");
  expect(response?.status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  await expectGoodPage(page);
  if (withScripts()) await expect(page.locator(".govuk-error-summary")).toBeFocused();
  await page.getByRole("link", { name: "Enter an age from 0 to 25, like 9" }).click();
  await expect(page.getByLabel("How old is your child?")).toBeFocused();
  await page.getByRole("link", { name: "Enter a real day, like 2026-12-05" }).click();
  await expect(page.getByLabel("From which day?")).toBeFocused();
});

test("a cancellation without a reason asks for one and cancels nothing", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const booking = await keepPlace(page, sessionOf("WV-AC-03", 4));
  await page.getByRole("button", { name: "Book this place" }).click();
  await page.goto(`/bookings/${booking}/cancel`);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  expect((await answered).status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("Choose why you want to cancel");
  await expectGoodSource(page, await (await answered).text());
  await page.goto(`/bookings/${booking}`);
  await expect(page.locator("main strong")).toHaveText("Booked");
});

test("a text with a mark that nobody sees comes back whole, and says so", async ({ browser }) => {
  const page = await browserOf(browser, "jo", { viewport: { width: 320, height: 640 } });
  await page.goto("/apply");
  await page.getByLabel("Targeted short breaks").check();
  const statement = page.getByLabel("Tell us about your child");
  await statement.fill("We sleep badly.\nPasted \u202e in.");
  const answer = await answerTo(page, "Save and go on");
  expect(answer.status()).toBe(422);
  const wrong = page.getByRole("alert").getByRole("link", { name: /^We cannot save this text as it is\. .* U\+202E/ });
  await expect(wrong).toHaveAttribute("href", "#statement");
  await expect(statement).toHaveValue("We sleep badly.\nPasted \u202e in.");
  await expect(page.getByLabel("Targeted short breaks")).toBeChecked();
  await expectGoodAnswer(page, answer);
  await expectFits(page);
});

test("what changed meanwhile is a conflict that says so", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  const session = sessionOf("WV-AC-03", 5);
  const booking = await keepPlace(page, session);
  await page.getByRole("button", { name: "Book this place" }).click();
  await page.goto(`/bookings/${booking}/cancel`);
  const second = await page.context().newPage();
  await second.goto(page.url());
  for (const tab of [page, second]) await tab.getByLabel("Our plans changed").check();
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(page.getByText("You cancelled in time.")).toBeVisible();
  const answered = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Cancel the booking" }).click();
  expect((await answered).status()).toBe(409);
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("That did not work");
  await expectGoodSource(second, await (await answered).text());
});
