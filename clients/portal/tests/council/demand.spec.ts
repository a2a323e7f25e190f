// Demand and fairness: headlines, tables, pictures and files say the same, and what the services say.
import { availability, bookings, eligibility, newRequestId, pages, type as types } from "@shortbreaks/client";
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";

import { browserOf, expect, expectFits, expectGoodPage, expectRightPlurals, test } from "../support.ts";
import { connection, newActivity, newChild, newSession, officer } from "./children-world.ts";

test.afterAll(() => connection.close());
const PHONE = { viewport: { width: 320, height: 640 } };
const NOT_SHOWN = "not shown";

async function cellsOf(section: Locator): Promise<string[][]> {
  return section.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").trim())));
}

/** Rows of a file, without the mark at its beginning. */
function rowsIn(text: string): string[][] {
  const lines = text.replace("\ufeff", "").trimEnd().split("\r\n");
  return lines.map((line) => (line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []).slice(0, -1).map((cell) => cell.replace(/,$/, "").replace(/^"(.*)"$/s, "$1").replaceAll('""', '"')));
}

const numberIn = (text: string) => text.replace(/,/g, "").match(/\d+(?:\.\d+)?/g)?.map(Number) ?? [];

/** In every part of the page: the file has the table's figures, and the picture's bars are figures of the table. */
async function expectOneTruth(page: Page): Promise<number> {
  const sections = await page.locator("[data-figures]").all();
  for (const section of sections) {
    const cells = await cellsOf(section);
    await expect(section.locator("[data-headline]")).not.toBeEmpty();
    if (cells.length === 0) continue;
    const [download] = await Promise.all([page.waitForEvent("download"), section.getByRole("link", { name: /Download this table/ }).click()]);
    expect(download.suggestedFilename()).toMatch(/^short-breaks-[a-z-]+-[a-z]+-\d{4}-\d\d-\d\d\.csv$/);
    const file = rowsIn(readFileSync(await download.path(), "utf8"));
    expect(file.slice(1).map(([label]) => label?.replace(/^'(?=[=@+-])/, ""))).toEqual(cells.map(([label]) => label));
    for (const [index, [, ...row]] of cells.entries()) {
      const figures = row.flatMap<string | number>((text) => (text === "–" ? [0, 0] : text === NOT_SHOWN ? [NOT_SHOWN] : numberIn(text)));
      expect(file[index + 1]?.slice(1).map((text) => (text === NOT_SHOWN ? text : Number(text))), cells[index]?.[0]).toEqual(figures);
    }
    const picture = section.locator("svg.sb-chart");
    if ((await picture.count()) === 0) continue;
    expect(await picture.locator("title").textContent()).not.toBe("");
    expect(await picture.locator("desc").textContent()).toBe(await section.locator("[data-headline]").textContent());
    const texts = await picture.locator("text").allTextContents();
    const labels = cells.map(([label = ""]) => label);
    for (const text of texts) expect(labels.some((label) => text.startsWith(`${label}: `)), text).toBe(true);
  }
  return sections.length;
}

test("every report is a good page on a phone, and its headline, table, picture and file agree", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await browserOf(browser, "officer", PHONE);
  await page.getByRole("link", { name: "Demand", exact: true }).click();
  await expectGoodPage(page);
  await expectFits(page);
  const topics = await page.locator("main h2 a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(topics.length).toBeGreaterThanOrEqual(7);
  for (const topic of topics) {
    await page.goto(topic);
    await expectGoodPage(page);
    await expectRightPlurals(page);
    await expectFits(page);
    expect(await expectOneTruth(page), topic).toBeGreaterThan(0);
  }
});

test("places by week are the services' sessions, counted", async ({ browser }) => {
  const page = await browserOf(browser, "officer");
  await page.goto("/council/demand/places");
  const section = page.locator("[data-figures=weeks]");
  const cells = await cellsOf(section);
  const until = BigInt(Math.floor(Date.now() / 1000) + 92 * 86_400);
  const search = (request: { pageToken?: string }) => officer.availability.searchSessions({ ...request, pageSize: 200, endTime: { seconds: until, nanos: 0 } });
  let [offered, free] = [0, 0];
  const lastWeek = new Date(`${cells.at(-1)?.[0]} 12:00 UTC`).getTime() + 7 * 86_400_000 - 43_200_000;
  for await (const { offers } of pages(search, {})) {
    for (const { session, freePlaces } of offers) {
      if (!session || session.state === availability.SessionState.CANCELLED || Number(session.startTime?.seconds) * 1000 >= lastWeek) continue;
      [offered, free] = [offered + session.places, free + freePlaces];
    }
  }
  const sum = (column: number) => cells.reduce((all, row) => all + (numberIn(row[column] ?? "")[0] ?? 0), 0);
  expect(cells).toHaveLength(13);
  expect([sum(2), sum(3)]).toEqual([offered, free]);
  expect(sum(2) - sum(3)).toBe(sum(4));
  expect(numberIn(await section.locator("[data-headline]").innerText()).slice(0, 3)).toEqual([free, offered, 13]);
  for (const [label] of cells) expect(new Date(`${label} 12:00 UTC`).getUTCDay(), label).toBe(1);
  const values = await section.locator("[data-value]").evaluateAll((all) => all.map((one) => Number((one as SVGElement).dataset["value"])));
  expect(values).toEqual(cells.map((row) => numberIn(row[2] ?? "")[0]));
  for (const key of ["places", "activities"]) {
    const rows = await cellsOf(page.locator(`[data-figures=${key}]`));
    expect(rows.reduce((all, row) => all + (numberIn(row.at(-1) ?? "")[1] ?? 0), 0), key).toBe(offered);
    const full = rows.flatMap((row) => row.slice(1, -1)).filter((text) => text.startsWith("0 of")).length;
    expect(numberIn(await page.locator(`[data-figures=${key}] [data-headline]`).innerText())[0] ?? 0, key).toBe(full);
  }
});

/** So many children with these needs, whom a provider could not take. */
async function couldNotBeTaken(activity: string, children: number, needs: types.Need[]): Promise<void> {
  for (let index = 0; index < children; index++) {
    const child = await newChild(40, undefined, needs);
    const { name } = await newSession({ places: 2, activity });
    const { booking } = await officer.bookings.bookPlace({ requestId: newRequestId(), child: child.name, session: name, officerReason: "For a test of the portal." });
    await officer.needsMatch.answerRequest({
      requestId: newRequestId(), booking: booking?.name ?? "", etag: booking?.etag ?? "", answer: bookings.MatchAnswer.CANNOT_MEET,
      cannotMeetCategory: bookings.CannotMeetCategory.TRAINING, cannotMeetReason: "Nobody is trained.", officerReason: "The provider rang.",
    });
  }
}

test("needs that were not met: small counts are not shown, nor what they could be worked out from", async ({ browser }) => {
  test.setTimeout(120_000);
  const { AUTISM, SENSORY, DIABETES, VISUAL_IMPAIRMENT, HEARING_IMPAIRMENT } = types.Need;
  const before = await officer.needsMatch.summarizeUnmetNeed({ groupBy: bookings.UnmetNeedGroup.NEED });
  const rare = [DIABETES, VISUAL_IMPAIRMENT, HEARING_IMPAIRMENT].find((need) => !before.lines.some((line) => line.need === need)) ?? DIABETES;
  const activity = await newActivity("=Club for a test", { needsMatch: true, needsMatchHours: 72 });
  await couldNotBeTaken(activity, 3, [AUTISM, SENSORY, rare]);
  await couldNotBeTaken(activity, 3, [AUTISM, SENSORY]);
  await couldNotBeTaken(activity, 2, [AUTISM]);
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto("/council/demand/unmet");
  await expectGoodPage(page);
  await expectFits(page);
  const needs = (await cellsOf(page.locator("[data-figures=needs]"))).map(([, ...cells]) => cells);
  const { lines } = await officer.needsMatch.summarizeUnmetNeed({ groupBy: bookings.UnmetNeedGroup.NEED });
  const small = lines.filter((line) => line.suppressed);
  expect(small.map((line) => line.need)).toContain(rare);
  expect(needs.filter(([children]) => children === NOT_SHOWN).length).toBe(Math.max(2, small.length));
  for (const [index, line] of lines.entries()) {
    const shown = [String(line.children), String(line.times)];
    expect(line.suppressed ? [[NOT_SHOWN, NOT_SHOWN]] : [shown, [NOT_SHOWN, NOT_SHOWN]]).toContainEqual(needs[index]);
  }
  const most = Number(lines[0]?.children);
  expect(most).toBeGreaterThanOrEqual(8);
  expect(numberIn(await page.locator("[data-figures=needs] [data-headline]").innerText())).toEqual([most]);
  expect(await page.locator("[data-figures=needs] [data-value]").count()).toBe(needs.filter(([children]) => children !== NOT_SHOWN).length);
  await expectOneTruth(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-figures=activities]").getByRole("link").click()]);
  expect(readFileSync(await download.path(), "utf8")).toContain("\r\n'=Club for a test,8,8\r\n");

  await page.goto("/council/demand/answers");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await expectOneTruth(page);
  const { providers } = await officer.needsMatch.summarizeAnswers({});
  const shown = await cellsOf(page.locator("[data-figures=providers]"));
  expect(shown).toHaveLength(providers.length + 1);
  for (const [index, one] of providers.entries()) {
    for (const [column, count] of [one.suitable, one.suitableWithAdjustments, one.cannotMeet, one.answered].map(Number).entries()) {
      const text = shown[index]?.[column + 1];
      if (count > 0 && count < 5) expect(text).toBe(NOT_SHOWN);
      else expect([String(count), NOT_SHOWN]).toContain(text);
    }
  }
  const ours = shown.findIndex(([label]) => label?.startsWith("@Provider"));
  expect(shown[ours]?.slice(3)).toEqual(["8", "8", "100%"]);
  await expect(page.locator("[data-figures=reasons] [data-headline]")).toContainText("The most usual reason: Nobody trained for it");
});

test("delivery: the council's sums are the pages' sums", async ({ browser }) => {
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto("/council/demand/delivery");
  const ask = (request: { pageToken?: string }) => officer.delivery.summarizeDelivery({ ...request, pageSize: 100 });
  let [children, behind, minutes] = [0, 0, 0n];
  for await (const answer of pages(ask, {})) {
    [children, behind] = [children + answer.children, behind + answer.behind.length];
    for (const line of answer.lines) if (line.unit === types.AllocationUnit.MINUTES && line.ehcPlanSection === "") minutes += line.planned;
  }
  expect(numberIn(await page.locator("[data-figures=children] [data-headline]").innerText())).toEqual([behind, children]);
  const cells = await cellsOf(page.locator("[data-figures=children]"));
  expect(cells.map((row) => numberIn(row[1] ?? "")[0])).toEqual([behind, children - behind]);
  const [line] = (await cellsOf(page.locator("[data-figures=lines]"))).filter(([label]) => label === "Granted by the council, in hours");
  expect(numberIn(line?.[1] ?? "")[0]).toBeCloseTo(Number(minutes) / 60, 1);
});

test("demand against supply: what the table adds up to is what the service says, and who waits is counted", async ({ browser }) => {
  test.setTimeout(120_000);
  const activity = await newActivity("Queue for a test");
  const session = await newSession({ places: 1, activity });
  for (let index = 0; index < 7; index++) {
    const { name } = await newChild();
    if (index === 0) await officer.bookings.bookPlace({ requestId: newRequestId(), child: name, session: session.name });
    else await officer.waiting.joinWaitingList({ requestId: newRequestId(), child: name, session: session.name });
  }
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto("/council/demand/supply");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectFits(page);
  await expectOneTruth(page);
  const weeks = await cellsOf(page.locator("[data-figures=weeks]"));
  const { lines } = await officer.demand.summarizeSupply({ groupBy: bookings.SupplyGroup.WEEK });
  expect(weeks.map((row) => numberIn(row[3] ?? "")[0])).toEqual(lines.map((line) => Number(line.places)));
  const sum = (column: number) => weeks.reduce((all, row) => all + (numberIn(row[column] ?? "")[0] ?? 0), 0);
  expect(numberIn(await page.locator("[data-figures=weeks] [data-headline]").innerText()).slice(0, 2)).toEqual([sum(4), sum(3)]);
  for (const [label] of weeks) expect(new Date(`${label} 12:00 UTC`).getUTCDay(), label).toBe(1);
  const ours = (await cellsOf(page.locator("[data-figures=activities]"))).find(([label]) => label === "Queue for a test");
  expect(ours).toEqual(["Queue for a test", "1", "0", "1", "1", "6", "0"]);
});

test("who has breaks, by ward and by need, is what the service says", async ({ browser }) => {
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto("/council/demand/take-up");
  await expectGoodPage(page);
  for (const [key, groupBy] of [["wards", eligibility.TakeUpGroup.WARD], ["needs", eligibility.TakeUpGroup.NEED]] as const) {
    const { lines } = await officer.delivery.summarizeTakeUp({ groupBy });
    const cells = await cellsOf(page.locator(`[data-figures=${key}]`));
    expect(cells.map((row) => row[1]?.replace(",", ""))).toEqual(lines.map((line) => (line.suppressed ? NOT_SHOWN : String(line.children))));
    const shares = cells.flatMap((row) => (row[3] === NOT_SHOWN ? [] : [Number.parseFloat(row[3] ?? "")]));
    const headline = await page.locator(`[data-figures=${key}] [data-headline]`).innerText();
    if (shares.length > 0) expect(numberIn(headline)).toEqual([...new Set([Math.min(...shares), Math.max(...shares)])]);
  }
});

test("what became of bookings: missed breaks with their causes are a part of all that became of them", async ({ browser }) => {
  test.setTimeout(120_000);
  for (let index = 0; index < 5; index++) {
    const { name } = await newChild();
    const session = await newSession({ places: 2, inHours: 6 });
    const { booking } = await officer.bookings.bookPlace({ requestId: newRequestId(), child: name, session: session.name });
    await officer.bookings.cancelBooking({ requestId: newRequestId(), name: booking?.name ?? "", cause: types.CancelCause.CHANGED_PLANS });
  }
  const page = await browserOf(browser, "officer", PHONE);
  await page.goto("/council/demand/outcomes");
  await expectGoodPage(page);
  await expectRightPlurals(page);
  await expectOneTruth(page);
  const [missed, all] = [await cellsOf(page.locator("[data-figures=missed]")), await cellsOf(page.locator("[data-figures=all]"))];
  for (const row of missed) expect(all).toContainEqual(row);
  const { lines } = await officer.demand.summarizeOutcomes({});
  expect(all.map((row) => row[1]?.replace(",", ""))).toEqual(lines.map((line) => (line.suppressed ? NOT_SHOWN : String(line.bookings))));
  expect(all.flat().join(" ")).not.toMatch(/undefined|UNSPECIFIED|[A-Z]_[A-Z]/);
});
