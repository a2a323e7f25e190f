// What pages say is so.
import { browserOf, expect, expectGoodPage, expectRightPlurals, test } from "../support.ts";

test("the search shows what was asked for, and its headline counts what it shows", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  for (const query of ["near=WV3&miles=3&day=SATURDAY&age=10", "day=SUNDAY&support=1:3&cost=5", "near=WV1&miles=1&day=MONDAY&cost=0"]) {
    await page.goto(`/find?${query}`);
    await expectGoodPage(page);
    await expectRightPlurals(page);
    const shown = await page.locator("[data-offers] > li").count();
    const headline = await page.locator("#results").innerText();
    expect(Number(/\d+/.exec(headline)?.[0])).toBe(shown);
    const days = await page.locator("#results ~ h3").allInnerTexts();
    const wanted = /day=(\w+)/.exec(query)?.[1]?.toLowerCase() ?? "";
    for (const day of days) expect(day).toMatch(new RegExp(`^${wanted} \\d+ \\w+ \\d{4}$`, "i"));
    if (query.includes("miles=3")) {
      const miles = (await page.locator("[data-offers]").allInnerTexts()).join(" ").match(/[\d.]+(?= miles away)/g) ?? [];
      expect(miles.length).toBe(shown);
      for (const mile of miles) expect(Number(mile)).toBeLessThanOrEqual(3);
    }
  }
});

test("the next page of a search goes on where the first ended", async ({ browser }) => {
  const page = await browserOf(browser, "jo");
  await page.goto("/find?full=yes");
  const links = () => page.locator("[data-offers] a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const first = await links();
  await page.getByRole("link", { name: "Show later breaks" }).click();
  const second = await links();
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((link) => first.includes(link))).toEqual([]);
  await page.goto("/find?full=yes&page=not-one-of-ours");
  expect(await links()).toEqual(first);
});

test("what is left is what was given less what is used and kept", async ({ browser }) => {
  const page = await browserOf(browser, "sam");
  await page.goto("/balance");
  const value = async (key: string) => Number(/^(\d+) hour/.exec(await page.locator(`dt:text-is("${key}") + dd`).first().innerText())?.[1]);
  const [granted, spent, held, left] = [await value("The council gave"), await value("Booked or used"), await value("Kept for places that you have not booked yet"), await value("Left")];
  expect(left).toBe(granted - spent - held);
  await expect(page.locator("[data-left]").first()).toHaveText(`${left} hours left of ${granted} hours`);
});

test("a child's page shows what the council has on file", async ({ browser }) => {
  const page = await browserOf(browser, "jo", {});
  await page.goto("/children");
  await expectGoodPage(page);
  await page.getByRole("link", { name: "Robin Example-Ashmore" }).click();
  await expect(page.getByText("14 May 2016")).toBeVisible();
  await expect(page.getByText("One adult for 3 children")).toBeVisible();
  await expect(page.getByText("Education, health and care plan, from 16 September 2024")).toBeVisible();
  await expectGoodPage(page);
  expect(page.url()).not.toContain("Robin");
});

test("the start page is there in Easy Read, a picture beside each part", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/");
  await page.getByRole("link", { name: "Easy Read" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How to book a short break");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect(await page.locator(".sb-easy svg").count()).toBe(await page.locator(".sb-easy h2").count());
  await expectGoodPage(page);
  await page.getByRole("link", { name: "Cymraeg" }).click();
  await page.getByRole("link", { name: "English" }).click();
  expect(new URL(page.url()).pathname).toBe("/");
});

test("the start page is there in Welsh", async ({ page }) => {
  await page.goto("/");
  await expectGoodPage(page);
  await page.getByRole("link", { name: "Cymraeg" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "cy");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Archebu seibiant byr i'ch plentyn");
  await expectGoodPage(page);
  for (const path of ["/help", "/accessibility", "/privacy", "/signed-out"]) {
    await page.goto(path);
    await expectGoodPage(page);
  }
});
