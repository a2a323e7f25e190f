import { describe, expect, test } from "vitest";

import { addDays, instantAt, mondayOf, readDay, readTime, timeText } from "../src/days.ts";
import { monthsBefore } from "../src/pages/provider/claims.ts";
import { dateOf } from "../src/words.ts";

describe("days", () => {
  test("are added across months, years and the clock change", () => {
    expect(addDays("2027-02-28", 1)).toBe("2027-03-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2027-03-27", 2)).toBe("2027-03-29");
    expect(addDays("2027-01-01", -1)).toBe("2026-12-31");
  });

  test.each([
    ["2026-11-29", "2026-11-23"],
    ["2026-11-30", "2026-11-30"],
    ["2027-01-01", "2026-12-28"],
  ])("the week of %s begins on %s", (day, monday) => expect(mondayOf(day)).toBe(monday));

  test.each(["2026-02-29", "2026-13-01", "29 November", "", "1999-12-31", "2200-01-01", "2026-1-1"])("%s is none that is taken", (text) =>
    expect(readDay(text)).toBeUndefined(),
  );

  test("months before one, across the year's end", () => expect(monthsBefore("2026-02-28", 3)).toEqual(["2026-01", "2025-12", "2025-11"]));
});

describe("times of day", () => {
  test.each([
    ["14:30", 870],
    ["9:05", 545],
    ["9", 540],
    ["2.30pm", 870],
    ["12am", 0],
    ["12 pm", 720],
    ["00:00", 0],
  ])("%s is read", (text, minutes) => expect(readTime(text)).toBe(minutes));

  test.each(["24:00", "12:60", "13pm", "0am", "noon", "", "9:5", "-1"])("%s is none", (text) => expect(readTime(text)).toBeUndefined());

  test("are written as forms take them", () => expect([0, 545, 1_439].map(timeText)).toEqual(["00:00", "09:05", "23:59"]));
});

describe("what London's clocks show is one instant", () => {
  test.each([
    ["2026-12-05", 600, "2026-12-05T10:00:00.000Z"],
    ["2027-07-01", 600, "2027-07-01T09:00:00.000Z"],
    ["2027-07-01", 30, "2027-06-30T23:30:00.000Z"],
    // Skipped in spring: an hour later by the clock.
    ["2027-03-28", 90, "2027-03-28T01:30:00.000Z"],
    ["2027-03-28", 120, "2027-03-28T01:00:00.000Z"],
    // Passed twice in autumn: the first is meant.
    ["2027-10-31", 90, "2027-10-31T00:30:00.000Z"],
    ["2027-10-31", 120, "2027-10-31T02:00:00.000Z"],
  ])("%s, %i minutes after midnight", (day, minutes, instant) => expect(dateOf(instantAt(day, minutes)).toISOString()).toBe(instant));
});
