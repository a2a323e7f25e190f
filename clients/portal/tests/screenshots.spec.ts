// The pictures in docs/screenshots: clients/portal/tests/run --project=screenshots. Not a test, and not run with them.
import type { Page } from "@playwright/test";

import { newChild } from "./council/children-world.ts";
import { browserOf, test } from "./support.ts";
import { hours, newApplication } from "./council/steps.ts";
import { keepPlace, sessionOf } from "./families/steps.ts";
import { beganAgo, bookMany, daysAhead, makeSession } from "./provider/steps.ts";

const FOLDER = new URL("../../../docs/screenshots/", import.meta.url).pathname;
const PHONE = { viewport: { width: 390, height: 844 } };

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage: true, clip: undefined });
}

test("a parent's pages", async ({ browser }) => {
  const page = await browserOf(browser, "jo", PHONE);
  await page.goto("/");
  await picture(page, "start");
  await page.goto("/find?near=WV4&miles=5&age=10&support=1:3");
  await page.screenshot({ path: `${FOLDER}find.png`, fullPage: true, clip: { x: 0, y: 0, width: 390, height: 1900 } });
  await page.goto(`/sessions/${sessionOf("WV-AC-01")}`);
  await picture(page, "session");
  await keepPlace(page, sessionOf("WV-AC-01"));
  await picture(page, "check");
  await page.getByRole("button", { name: "Book this place" }).click();
  await picture(page, "booked");
  await page.getByRole("link", { name: "Cancel this booking" }).click();
  await picture(page, "cancel");
  await page.goto("/home");
  await picture(page, "home");
  await page.goto("/balance");
  await picture(page, "balance");
  await page.getByRole("link", { name: "See every line" }).first().click();
  await picture(page, "statement");
  await page.goto("/apply");
  await page.getByLabel("Targeted short breaks").check();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByRole("button", { name: "Send it to the council" }).click();
  await picture(page, "application");
});

test("a provider's pages", async ({ browser }) => {
  const session = await makeSession({ day: daysAhead(20), start: 10 * 60, staff: 2 });
  await bookMany(session, 4);
  const page = await browserOf(browser, "club", PHONE);
  await page.goto(`/provider/sessions/${session}/capacity`);
  await page.getByLabel("How many staff look after the children?").fill("1");
  await page.getByRole("button", { name: "Go on" }).click();
  await picture(page, "fewer-staff");
  beganAgo(session, 15);
  await page.goto(`/provider/sessions/${session}/register`);
  await page.getByLabel("Came", { exact: true }).first().check();
  await page.getByRole("button", { name: "Save the register" }).click();
  await page.getByLabel("Came for a part").last().check();
  await picture(page, "register");
  await page.setViewportSize({ width: 794, height: 700 });
  await page.emulateMedia({ media: "print" });
  await page.screenshot({ path: `${FOLDER}register-on-paper.png` });
});

test("the last place is gone, and the waiting list", async ({ browser }) => {
  const session = sessionOf("WV-AC-02");
  const [jo, sam] = [await browserOf(browser, "jo", PHONE), await browserOf(browser, "sam", PHONE)];
  await sam.goto(`/sessions/${session}`);
  await keepPlace(jo, session);
  await sam.getByRole("button", { name: "Keep this place" }).click();
  await picture(sam, "gone");
  await sam.getByRole("button", { name: "Join the waiting list" }).click();
  await picture(sam, "waiting");
});

test("an officer's pages", async ({ browser }) => {
  const page = await browserOf(browser, "officer", { viewport: { width: 960, height: 900 } });
  const { id } = await newApplication({ papers: false });
  for (const asked of [undefined, hours(30), undefined]) await newApplication(asked ? { asked } : {});
  await page.goto("/council/applications");
  await picture(page, "queue");
  await page.goto(`/council/applications/${id}`);
  await page.screenshot({ path: `${FOLDER}rules.png`, fullPage: true, clip: { x: 0, y: 0, width: 960, height: 1_800 } });
  await page.goto("/council/demand/supply");
  await page.screenshot({ path: `${FOLDER}demand.png`, fullPage: true, clip: { x: 0, y: 0, width: 960, height: 1_800 } });
  const child = await newChild();
  await page.goto(`/council/children/${child.id}`);
  await page.goto(`/council/children/${child.id}/accesses`);
  await picture(page, "who-saw");
});
