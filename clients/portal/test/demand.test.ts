import { bookings, eligibility, type as types } from "@shortbreaks/client";
import { describe, expect, test } from "vitest";

import { translator } from "../src/messages.ts";
import { type Answers, providersTable, reasonsTable } from "../src/pages/council/demand/answers.ts";
import { bars } from "../src/pages/council/demand/charts.ts";
import { csvOf } from "../src/csv.ts";
import { addUp, causesTable, childrenTable, linesTable } from "../src/pages/council/demand/delivery.ts";
import { fileOf, pictureOf, type Table } from "../src/pages/council/demand/figures.ts";
import { byWeek, heatMap, type OfferedSession } from "../src/pages/council/demand/places.ts";
import { outcomesTable } from "../src/pages/council/demand/outcomes.ts";
import { supplyTable } from "../src/pages/council/demand/supply.ts";
import { takeUpTable } from "../src/pages/council/demand/take-up.ts";
import { hiddenIn, hiddenOf, withSecond } from "../src/pages/council/demand/suppression.ts";
import { unmetTable } from "../src/pages/council/demand/unmet.ts";
import { comingWeeks, mondayOf, weekOf } from "../src/pages/council/demand/weeks.ts";
import type { Visit } from "../src/visit.ts";
import { instantOf, Words } from "../src/words.ts";

const words = new Words(translator("en"), "en");
const visit = { words, t: words.t } as Visit;
const NOT_SHOWN = "not shown";

/** Numbers that come again in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => ((state = (state * 1_103_515_245 + 12_345) % 2_147_483_648), Math.floor((state / 2_147_483_648) * below));
}

/** Solves for hidden cells over the rationals, with the sums as equations: which of them have one value alone. */
function workedOut(hidden: boolean[][], columns: boolean): string[] {
  const cells = hidden.flatMap((row, r) => row.flatMap((isHidden, c) => (isHidden ? [`${r} ${c}`] : [])));
  const rows = hidden.map((row, r) => cells.map((cell) => (row.some((_, c) => cell === `${r} ${c}`) ? 1 : 0)));
  const down = columns ? (hidden[0] ?? []).map((_, c) => cells.map((cell) => (cell.endsWith(` ${c}`) ? 1 : 0))) : [];
  // A sum is subtracted from what it sums, which changes a sign and not what can be worked out.
  const matrix: number[][] = [...rows, ...down].filter((row) => row.some((one) => one !== 0)).map((row) => [...row]);
  let lead = 0;
  for (let column = 0; column < cells.length && lead < matrix.length; column++) {
    const pivot = matrix.findIndex((row, index) => index >= lead && Math.abs(row[column] ?? 0) > 1e-9);
    if (pivot < 0) continue;
    [matrix[lead], matrix[pivot]] = [matrix[pivot] ?? [], matrix[lead] ?? []];
    const top = matrix[lead] ?? [];
    const scale = top[column] ?? 1;
    matrix[lead] = top.map((one) => one / scale);
    matrix.forEach((row, index) => {
      const factor = row[column] ?? 0;
      if (index !== lead) matrix[index] = row.map((one, c) => one - factor * (matrix[lead]?.[c] ?? 0));
    });
    lead++;
  }
  return matrix.flatMap((row) => {
    const at = row.flatMap((one, c) => (Math.abs(one) > 1e-9 ? [cells[c] ?? ""] : []));
    return at.length === 1 ? at : [];
  });
}

function table(random: (below: number) => number, columns: boolean): number[][] {
  const [height, width] = [1 + random(5), 1 + random(4)];
  const parts = Array.from({ length: height }, () => Array.from({ length: width }, () => (random(3) === 0 ? random(6) : random(40))));
  const rows = parts.map((row) => [...row, row.reduce((sum, one) => sum + one, 0)]);
  const sums = Array.from({ length: width + 1 }, (_, c) => rows.reduce((sum, row) => sum + (row[c] ?? 0), 0));
  return columns ? [...rows, sums] : rows;
}

describe("small counts", () => {
  test("are left out, and with them one from which they could be worked out", () => {
    expect(hiddenOf([12, 3, 9])).toEqual([false, true, true]);
    expect(hiddenOf([12, 0, 9])).toEqual([false, false, false]);
    expect(hiddenOf([3, 2, 9])).toEqual([true, true, false]);
    expect(hiddenOf([4, 0, 0])).toEqual([true, true, false]);
    expect(hiddenIn({ counts: [[12, 3, 15], [20, 9, 29], [32, 12, 44]], columns: true })).toEqual([[true, true, false], [true, true, false], [false, false, false]]);
  });

  test.each([true, false])("cannot be worked out from the sums of rows, and of columns: %s", (columns) => {
    const random = numbers(20_261_129);
    let hid = 0;
    for (let tries = 0; tries < 2_000; tries++) {
      const counts = table(random, columns);
      const hidden = hiddenIn({ counts, columns });
      counts.forEach((row, r) => row.forEach((count, c) => count > 0 && count < 5 && expect(hidden[r]?.[c]).toBe(true)));
      if (!hidden.flat().includes(false)) continue;
      hid += hidden.flat().filter(Boolean).length;
      expect(workedOut(hidden, columns), JSON.stringify(counts)).toEqual([]);
    }
    expect(hid).toBeGreaterThan(1_000);
  });

  test("that a service left out alone take the smallest other with them", () => {
    const line = (children: bigint, suppressed = false) => ({ children, suppressed });
    expect(withSecond([line(9n), line(6n), line(0n, true)]).map((one) => one.shown)).toEqual([true, false, false]);
    expect(withSecond([line(9n), line(0n, true), line(0n, true)]).map((one) => one.shown)).toEqual([true, false, false]);
    expect(withSecond([line(9n), line(6n)]).map((one) => one.shown)).toEqual([true, true]);
  });
});

describe("a file for a spreadsheet", () => {
  test("runs nothing", () => {
    for (const evil of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]) {
      expect(csvOf([[evil, "next"]]).slice(1), evil).toMatch(/^"?'/);
    }
    expect(csvOf([['=HYPERLINK("x","y")', "a,b", "plain"]]).slice(1)).toBe(`"'=HYPERLINK(""x"",""y"")","a,b",plain\r\n`);
  });
});

/** Figures of the picture, the table and the file are the same. */
function expectAgreement(figures: Table): void {
  const picture = pictureOf(figures);
  const file = fileOf(figures).slice(1).trimEnd().split("\r\n");
  expect(file).toHaveLength(figures.rows.length + 1);
  expect(file[0]?.match(/("[^"]*"|[^,]+)/g)).toHaveLength(1 + figures.columns.flatMap(({ header, names }) => names ?? [header]).length);
  const shown = figures.chart?.rows.filter((row) => row.value !== undefined).map((row) => String(row.value)) ?? [];
  expect([...picture.matchAll(/data-value="([^"]+)"/g)].map(([, value]) => value)).toEqual(shown);
  if (picture !== "") expect(picture).toMatch(/<title id="chart-\w+-title">[^<]+<\/title><desc id="chart-\w+-description">[^<]+<\/desc>/);
}

describe("places", () => {
  const weeks = comingWeeks(new Date("2026-11-29T12:00:00Z"));
  const session = (week: string, activity: string, place: string, offered: number, free: number): OfferedSession => ({ week, activity, place, offered, free });
  const sessions = [
    session("2026-11-30", "Club <b>", "WV1", 6, 6), session("2026-11-30", "=Swim", "WV2", 4, 0), session("2026-12-07", "Club <b>", "WV1", 6, 1), session("2026-12-07", "=Swim", "WV10", 4, 4),
  ];

  test("weeks begin on Monday, also on the Sunday before one and after the clocks change", () => {
    expect(weeks).toHaveLength(13);
    expect([weeks[0], weeks[1], weeks[12]]).toEqual(["2026-11-23", "2026-11-30", "2027-02-15"]);
    expect(mondayOf("2027-03-28")).toBe("2027-03-22");
    expect(weekOf(instantOf(new Date("2027-06-27T23:30:00Z")))).toBe("2027-06-28");
  });

  test("by week: the headline, the table, the picture and the file say the same", () => {
    const figures = byWeek(visit, sessions, weeks);
    expect(figures.headline).toBe("11 of 20 places in the coming 13 weeks are free (55%). The fullest week begins on 7 Dec 2026: 5 of 10 are free.");
    const column = (index: number) => figures.rows.map((row) => Number(row.cells[index]?.values[0]));
    const sum = (index: number) => column(index).reduce((all, one) => all + one, 0);
    expect([sum(0), sum(1), sum(2), sum(3)]).toEqual([4, 20, 11, 9]);
    expect(figures.chart?.rows.map((row) => row.value)).toEqual(column(1));
    expect(figures.chart?.rows.map((row) => row.part)).toEqual(column(2));
    expectAgreement(figures);
    expect(byWeek(visit, [], weeks).headline).toBe("Nothing is offered in the coming 13 weeks.");
  });

  test("by place and by activity: every cell says how many of how many, and full ones are counted", () => {
    const figures = heatMap(visit, "activity", sessions, weeks);
    expect(figures.headline).toBe("Counted for each activity and each week, nothing is free in 1 of 4.");
    expect(figures.rows.map((row) => row.label)).toEqual(["=Swim", "Club <b>"]);
    expect(figures.rows[0]?.cells.slice(0, 4).map((cell) => cell.text)).toEqual(["–", "0 of 4", "4 of 4", "–"]);
    expect(figures.rows[1]?.cells.at(-1)?.text).toBe("7 of 12");
    expect(figures.rows[0]?.cells[1]?.heat).toBe(4);
    expect(figures.rows[0]?.cells[2]?.heat).toBe(0);
    expect(figures.rows[1]?.cells[2]?.heat).toBe(3);
    expect(heatMap(visit, "place", sessions.slice(0, 1), weeks).headline).toBe("Each place has something free in every week in which it offers anything.");
    const file = fileOf(figures).slice(1).split("\r\n");
    expect(file[0]).toContain("2026-11-30 free,2026-11-30 offered");
    expect(file[1]).toMatch(/^'=Swim,0,0,0,4,4,4,0,0/);
    expect(heatMap(visit, "place", sessions, weeks).rows.map((row) => row.label)).toEqual(["WV1", "WV2", "WV10"]);
  });
});

test("a picture has its words escaped, and bars as long as their figures", () => {
  const picture = bars({ id: "x", title: "<b>", description: "a & b", rows: [{ label: "<i>", text: "1", value: 50, part: 25 }, { label: "b", text: "2", value: 100 }, { label: "c", text: NOT_SHOWN, value: undefined }] });
  expect(picture).not.toMatch(/<[bi]>/);
  expect([...picture.matchAll(/width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([168, 84, 336, 336]);
  expect(picture).not.toContain("style=");
});

test("needs that were not met: what the service left out is not shown, nor the next", () => {
  const line = (label: string, children: number, suppressed = false) => ({ label, children: BigInt(children), times: BigInt(2 * children), suppressed });
  const figures = unmetTable(visit, "needs", [line("Hoist", 12), line("Makaton", 7), line("Epilepsy", 0, true)]);
  expect(figures.headline).toBe("Most often not met: Hoist, for 12 children.");
  expect(figures.rows.map((row) => row.cells.map((cell) => cell.text))).toEqual([["12", "24"], [NOT_SHOWN, NOT_SHOWN], [NOT_SHOWN, NOT_SHOWN]]);
  expect(fileOf(figures)).toContain("Makaton,not shown,not shown");
  expect(fileOf(figures)).not.toContain("7");
  expect(pictureOf(figures)).not.toContain('"7"');
  expectAgreement(figures);
  expect(unmetTable(visit, "needs", [line("Hoist", 0, true), line("Makaton", 9)]).headline).toBe("Every number is too small to be shown.");
  expect(unmetTable(visit, "needs", []).rows).toEqual([]);
});

test("demand against supply: the headline is the table's sums and its longest list, and small lists are not shown", () => {
  const line = (label: string, places: number, taken: number, waiting: number, waitingSuppressed = false) => ({
    label, activity: "", provider: "", sessions: 2n, cancelledSessions: 1n, places: BigInt(places), placesTaken: BigInt(taken), waitingChildren: BigInt(waiting), medianWaitingDays: waiting, waitingSuppressed,
  });
  const figures = supplyTable(visit, "activities", [line("Swim", 20, 20, 9), line("Club", 40, 10, 12), line("Art", 40, 0, 0, true)]);
  expect(figures.headline).toBe("30 of 100 places in the coming 90 days are taken (30%). Most wait for Club: 12 children. Half of them have waited for 12 days or more.");
  expect(figures.rows.map((row) => row.cells.map((cell) => cell.text))).toEqual([["2", "1", "20", "20", "9", "9"], ["2", "1", "40", "10", "12", "12"], ["2", "1", "40", "0", NOT_SHOWN, NOT_SHOWN]]);
  expectAgreement(figures);
  expect(supplyTable(visit, "weeks", [line("A", 1, 0, 0)]).headline).toBe("0 of 1 places in the coming 90 days are taken (0%). Nobody waits.");
  expect(supplyTable(visit, "weeks", [line("A", 1, 0, 0, true)]).headline).toContain("how many is not shown");
  expect(supplyTable(visit, "weeks", []).headline).toBe("Nothing is offered in the coming 90 days.");
});

test("what became of bookings, with causes, and what is small is not shown", () => {
  const { NO_SHOW, CANCELLED_LATE } = bookings.BookingState;
  const { UNSPECIFIED, ILLNESS } = types.CancelCause;
  const line = (outcome: bookings.BookingState, cause: types.CancelCause, times: number, suppressed = false) => ({ outcome, cause, bookings: BigInt(times), children: BigInt(times), suppressed });
  const figures = outcomesTable(visit, "missed", [line(CANCELLED_LATE, ILLNESS, 7), line(NO_SHOW, UNSPECIFIED, 11), line(NO_SHOW, ILLNESS, 0, true)]);
  expect(figures.headline).toBe("Missed most often: Did not come, and nobody said so, 11 bookings.");
  expect(figures.rows.map((row) => [row.label, row.cells[0]?.text])).toEqual([["Cancelled late: illness", "7"], ["Did not come, and nobody said so", "11"], ["Did not come, and nobody said so: illness", NOT_SHOWN]]);
  expectAgreement(figures);
  expect(outcomesTable(visit, "missed", []).headline).toBe("No child missed a break.");
});

test("take-up: the smallest and the largest share are said, and what is small is not shown", () => {
  const line = (ward: string, children: number, having: number, suppressed = false) => ({ ward, need: types.Need.UNSPECIFIED, children: BigInt(children), childrenWithBreaks: BigInt(having), breaks: BigInt(3 * having), suppressed });
  const figures = takeUpTable(visit, "wards", [line("Penn", 40, 10), line("", 20, 15), line("", 0, 0, true)]);
  expect(figures.rows.at(-1)?.label).toBe("Wards with few children");
  expect(figures.headline).toBe("Fewest children have breaks in Penn (25%), most in Ward not on file (75%).");
  expect(figures.rows.map((row) => row.cells.map((cell) => cell.text))).toEqual([["40", "10", "25%", "30"], ["20", "15", "75%", "45"], [NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN]]);
  expectAgreement(figures);
  expect(takeUpTable(visit, "wards", [line("Penn", 40, 0), line("Oxley", 20, 0)]).headline).toBe("In every ward that is shown, 0% of children have breaks.");
});

describe("providers' answers", () => {
  const answers = (label: string, suitable: number, adjusted: number, cannot: number): Answers => ({
    label, suitable: BigInt(suitable), suitableWithAdjustments: BigInt(adjusted), cannotMeet: BigInt(cannot), answered: BigInt(suitable + adjusted + cannot),
    categories: [{ category: bookings.CannotMeetCategory.STAFFING, times: BigInt(cannot) } as bookings.CannotMeetCount],
  });

  test("add up, and the headline is the last line's", () => {
    const figures = providersTable(visit, [answers("A", 40, 10, 10), answers("B", 20, 10, 10)]);
    expect(figures.headline).toBe("20 of 100 answers said that the child's needs cannot be met (20%).");
    expect(figures.rows.at(-1)?.cells.map((cell) => cell.text)).toEqual(["60", "20", "20", "100", "20%"]);
    expect(figures.chart?.rows.map((row) => [row.value, row.part])).toEqual([[60, 10], [40, 10]]);
    expectAgreement(figures);
  });

  test("of few children are not shown, in no cell, file or picture, and their share neither", () => {
    const figures = providersTable(visit, [answers("A", 40, 10, 3), answers("B", 20, 11, 13)]);
    const cells = figures.rows.map((row) => row.cells.map((cell) => cell.text));
    expect(cells[0]?.[2]).toBe(NOT_SHOWN);
    expect(cells[0]?.[4]).toBe(NOT_SHOWN);
    expect(cells.flat().filter((text) => text === NOT_SHOWN).length).toBeGreaterThanOrEqual(4);
    expect(fileOf(figures)).not.toMatch(/,3,/);
    expectAgreement(figures);
  });

  test("have their reasons, the most usual first said", () => {
    const figures = reasonsTable(visit, [answers("A", 0, 0, 10)]);
    expect(figures.headline).toBe("The most usual reason: Not enough staff, 10 times.");
    expectAgreement(figures);
    expect(reasonsTable(visit, [answers("A", 10, 0, 0)])).toMatchObject({ headline: "No provider said that it cannot.", rows: [] });
  });
});

describe("delivery", () => {
  const { MINUTES } = types.AllocationUnit;
  const line = (planned: number, delivered: number, cause: eligibility.ShortfallCause, amount: number) =>
    ({ unit: MINUTES, ehcPlanSection: "", planned: BigInt(planned), allocated: BigInt(planned), booked: 0n, delivered: BigInt(delivered), expected: BigInt(planned / 2), unmarked: 0n, shortfalls: [{ cause, amount: BigInt(amount) }] }) as unknown as eligibility.DeliveryLine;
  const page = (children: number, behind: number, lines: eligibility.DeliveryLine[]) => ({ children, behind: Array.from({ length: behind }, () => ({}) as eligibility.ChildBehind), lines });
  const { NOT_BOOKED, EXPIRED } = eligibility.ShortfallCause;

  test("the pages of a year are added up, and the headline says what the table says", () => {
    const year = addUp([page(200, 30, [line(600, 60, NOT_BOOKED, 540)]), page(50, 12, [line(1_200, 120, EXPIRED, 1_080)])]);
    expect(childrenTable(visit, year).headline).toBe("42 of 250 children are behind what was planned up to today.");
    expect(childrenTable(visit, year).rows.map((row) => row.cells[0]?.text)).toEqual(["42", "208"]);
    const lines = linesTable(visit, year);
    expect(lines.headline).toContain("children had 3 hours of 15 hours that they should have had by today. 30 hours are planned");
    expect(lines.rows[0]?.cells.map((cell) => cell.text)).toEqual(["30 hours", "30 hours", "3 hours", "0 hours", "15 hours", "0 hours"]);
    const causes = causesTable(visit, year.lines[0]!, 0);
    expect(causes.headline).toContain("Left over when the allowance ended (18 hours)");
    expect(causes.rows.map((row) => row.cells[0]?.values[0])).toEqual([18, 9]);
    for (const figures of [childrenTable(visit, year), lines, causes]) expectAgreement(figures);
  });

  test("few children who are behind are not shown", () => {
    const figures = childrenTable(visit, addUp([page(200, 3, [])]));
    expect(figures.headline).toBe("There are 200 children. How many are behind is not shown.");
    expect(figures.rows.map((row) => row.cells[0]?.text)).toEqual([NOT_SHOWN, NOT_SHOWN]);
  });
});
