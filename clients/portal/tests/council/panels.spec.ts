// A panel from being called to its record, on the screen and on paper.
import { browserOf, expect, expectFits, expectGoodPage, expectGoodSource, expectRightPlurals, test } from "../support.ts";
import { portalUrl } from "../families/steps.ts";
import { formOf, hours, newApplication, ola, State, stored } from "./steps.ts";

// An officer does much one after the other, and each page is looked at with axe.
test.describe.configure({ timeout: 180_000 });

const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(new Date());
const idIn = (url: string) => new URL(url).pathname.split("/")[3] ?? "";

async function panelOf(id: string) {
  const { panel } = await ola.applications.getPanel({ name: `panels/${id}` });
  if (!panel) throw new Error("no panel");
  return panel;
}

test("a panel is called, meets, decides and is closed", async ({ browser }) => {
  const [decided, left] = [await newApplication({ asked: hours(30) }), await newApplication()];
  const page = await browserOf(browser, "officer");
  const looksGood = () => expectGoodPage(page).then(() => expectRightPlurals(page));
  await page.getByRole("link", { name: "Panels", exact: true }).click();
  await looksGood();
  await page.getByRole("link", { name: "Call a panel" }).click();
  await looksGood();
  await expect(page.getByLabel("It decides as")).toHaveValue("the panel");
  await page.getByLabel("Who is there?").fill("The chair");
  await page.getByRole("button", { name: "Call the panel" }).click();
  for (const wrong of ["Write what it is called", "Enter a real day", "Write 2 to 30 different people"]) {
    await expect(page.locator(".govuk-error-summary")).toContainText(wrong);
  }
  await page.getByLabel("What is it called?").fill("A panel of the tests");
  await page.getByLabel("On which day does it meet?").fill(today());
  await page.getByLabel("Who is there?").fill("The chair\nA teacher\nA nurse");
  await page.getByRole("button", { name: "Call the panel" }).click();
  await expect(page.getByText("0 applications on the list")).toBeVisible();
  const panel = idIn(page.url());
  expect((await panelOf(panel)).members).toEqual(["The chair", "A teacher", "A nurse"]);
  await looksGood();

  for (const { id } of [decided, left]) {
    await page.goto(`/council/applications/${id}/panel`);
    if (id === decided.id) {
      await looksGood();
      await page.getByRole("button", { name: "Put it on the list" }).click();
      await expect(page.locator(".govuk-error-summary")).toContainText("Choose a panel");
    }
    await page.locator(`input[value="${panel}"]`).check();
    await page.getByRole("button", { name: "Put it on the list" }).click();
    await expect(page.locator("[data-state]")).toHaveText("On a panel's list");
    expect((await stored(id)).state).toBe(State.PANEL_LISTED);
  }
  await page.getByRole("link", { name: "Look at the panel's list" }).click();
  await expect(page.getByText("2 applications on the list")).toBeVisible();
  await expect(page.locator("[data-item]")).toHaveCount(2);
  await expect(page.locator(`[data-item="${decided.id}"]`)).toContainText("30 hours");
  await looksGood();

  await page.locator(`[data-item="${decided.id}"]`).getByRole("link", { name: "Decide it" }).click();
  await page.getByLabel("Agree, as asked or as the rules give").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByLabel("Whose money is it?").fill("short-breaks-grant");
  await page.getByLabel("Why?").fill("The panel heard what the family said.");
  await page.getByRole("button", { name: "Agree" }).click();
  await page.getByRole("link", { name: "Look at the panel's list" }).click();
  await expect(page.getByText("1 of them is decided.")).toBeVisible();
  await expect(page.locator(`[data-item="${decided.id}"]`)).toContainText("Agreed: 30 hours.");

  await page.getByLabel("The chair's notes").fill("We met for an hour.\nAll were there.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("The chair's notes")).toHaveValue("We met for an hour.\nAll were there.");
  expect((await panelOf(panel)).minutes).toBe("We met for an hour.\nAll were there.");
  await page.getByRole("button", { name: "Save and close the panel" }).click();
  await expect(page.getByText("It is over.")).toBeVisible();
  const record = page.locator("[data-record]");
  await expect(record).toContainText("Approved: 30 hours");
  await expect(record).toContainText("Because: The panel heard what the family said.");
  await expect(record).toContainText("Not reached.");
  await expect(record).toContainText("We met for an hour.");
  await expect(record).not.toContainText(decided.name.split(" ")[0] ?? "");
  await looksGood();
  expect((await stored(left.id)).state).toBe(State.NEEDS_REVIEW);
});

test("the list for paper is A4, and names no child", { tag: "@once" }, async ({ browser }) => {
  const { panel } = await ola.applications.createPanel({ requestId: crypto.randomUUID(), panel: { title: "A panel on paper", meetDate: { year: 2031, month: 3, day: 3 }, role: "the panel", members: ["The chair", "A teacher"] } });
  const listed = [await newApplication(), await newApplication({ papers: false })];
  for (const { id } of listed) await ola.applications.listForPanel({ requestId: crypto.randomUUID(), name: `applications/${id}`, etag: (await stored(id)).etag, panel: panel?.name ?? "" });
  const page = await browserOf(browser, "officer");
  await page.goto(`/council/panels/${panel?.name.split("/")[1]}`);
  await expect(page.getByText("It can decide from the day on which it meets.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Decide it" })).toHaveCount(0);
  await page.getByRole("link", { name: "The list for paper" }).click();
  await expect(page.getByText("Meets on 3 March 2031. Decides as the panel.")).toBeVisible();
  await expect(page.locator("[data-item]")).toHaveCount(2);
  await expectGoodPage(page);
  await expectRightPlurals(page);
  const source = await page.content();
  for (const { id, name } of listed) {
    expect(source).toContain(id.slice(-8).toUpperCase());
    for (const part of name.split(" ")) expect(source).not.toContain(part);
  }
  await page.emulateMedia({ media: "print" });
  for (const hidden of [page.locator("header"), page.locator("footer"), page.getByText("Print this page.")]) await expect(hidden).toBeHidden();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]/);
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);

  // It has not met: what a panel decides before that is refused, kindly.
  await page.emulateMedia({ media: "screen" });
  await page.goto(`/council/applications/${listed[0]?.id}/decide?to=decline`);
  await page.getByLabel("Why?").fill("Too early.");
  await page.getByRole("button", { name: "Do not agree" }).click();
  await expect(page.getByRole("alert")).toContainText("The panel has not met yet.");
  await expect(page.getByLabel("Why?")).toHaveValue("Too early.");
});

test("two officers write one panel's notes: the second is told and keeps what was written", async ({ browser }) => {
  const { panel } = await ola.applications.createPanel({ requestId: crypto.randomUUID(), panel: { title: "A panel of two", meetDate: { year: 2031, month: 3, day: 3 }, role: "the panel", members: ["The chair", "A teacher"] } });
  const path = `/council/panels/${panel?.name.split("/")[1]}`;
  const [first, second] = [await browserOf(browser, "officer"), await browserOf(browser, "second")];
  for (const page of [first, second]) await page.goto(path);
  await first.getByLabel("The chair's notes").fill("From Ola.");
  const form = { ...(await formOf(first, path)), do: "save" };
  for (let times = 0; times < 2; times++) expect((await first.request.post(portalUrl(path), { form, maxRedirects: 0 })).status()).toBe(303);
  await second.getByLabel("The chair's notes").fill("From Max, who wrote more.");
  const answered = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Save", exact: true }).click();
  expect((await answered).status()).toBe(422);
  await expectGoodSource(second, await (await answered).text());
  await expect(second.getByRole("alert")).toContainText("Somebody changed this after you opened the page.");
  await expect(second.getByLabel("The chair's notes")).toHaveValue("From Max, who wrote more.");
  expect(await panelOf(panel?.name.split("/")[1] ?? "")).toMatchObject({ minutes: "From Ola.", etag: "2" });
});

test("the pages of panels fit a screen of 320 pixels", { tag: "@once" }, async ({ browser }) => {
  const { panel } = await ola.applications.createPanel({ requestId: crypto.randomUUID(), panel: { title: "A panel on a phone", meetDate: { year: 2031, month: 3, day: 3 }, role: "the panel", members: ["The chair", "A teacher"] } });
  const { id } = await newApplication();
  await ola.applications.listForPanel({ requestId: crypto.randomUUID(), name: `applications/${id}`, etag: (await stored(id)).etag, panel: panel?.name ?? "" });
  const page = await browserOf(browser, "officer", { viewport: { width: 320, height: 640 } });
  const one = `/council/panels/${panel?.name.split("/")[1]}`;
  for (const path of ["/council/panels", "/council/panels/new", one, `${one}/agenda`]) {
    await page.goto(path);
    await expectFits(page);
  }
});
