// What holds for every page of a provider.
import { PAGES } from "../../src/table.ts";
import { browserOf, expect, expectFits, expectGoodPage, expectRightPlurals, test } from "../support.ts";
import { beganAgo, bookMany, daysAhead, makeActivity, makeSession, today } from "./steps.ts";

test("every page fits a screen of 320 pixels, and what can be pressed is 24 pixels high", { tag: "@once" }, async ({ browser }) => {
  test.slow();
  const page = await browserOf(browser, "club", { viewport: { width: 320, height: 640 } });
  const session = await makeSession({ day: daysAhead(61), start: 10 * 60 });
  await bookMany(session, 2);
  beganAgo(session, 1);
  const unanswered = await makeSession({ day: daysAhead(63), start: 20 * 60, activity: (await makeActivity({ title: "Careful Club", needsMatch: true })).name });
  await bookMany(unanswered, 1);
  beganAgo(unanswered, 1);
  const ahead = await makeSession({ day: daysAhead(62), activity: (await makeActivity({ title: "Careful Club", needsMatch: true })).name });
  const [request = ""] = await bookMany(ahead, 1);
  const lists = PAGES.filter(({ method, path, roles }) => method === "get" && roles.includes("provider") && !path.includes(":id")).map(({ path }) => path);
  expect(lists).toEqual(expect.arrayContaining(["/home", "/provider", "/provider/sessions", "/provider/requests", "/provider/claims", "/provider/series", "/provider/new-session", "/provider/new-series", "/provider/copy-season"]));
  const paths = [...lists, `/provider/sessions/${session}`, `/provider/sessions/${session}/register`, `/provider/sessions/${unanswered}/register`, `/provider/sessions/${ahead}/register`, `/provider/sessions/${ahead}/capacity`, `/provider/sessions/${ahead}/call-off`, `/provider/requests/${request}`, `/provider/claims/${today().slice(0, 7)}`];
  for (const path of paths) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(200);
    await expectFits(page);
    await expectGoodPage(page);
    await expectRightPlurals(page);
    const heights = await page.locator("a.govuk-button, button:visible, nav a, li a, th a, h2 a, h3 a, select:visible, input:not([type=hidden]):visible").evaluateAll((all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().height)),
    );
    expect(Math.min(...heights), path).toBeGreaterThanOrEqual(24);
    // Addresses hold opaque ids alone, and a page's links do too.
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
    for (const link of links) expect(link, path).not.toMatch(/Kim|children/);
  }
  await page.context().close();
});
