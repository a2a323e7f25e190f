import { type } from "@shortbreaks/client";
import { describe, expect, test } from "vitest";

import { translator } from "../src/messages.ts";
import { instantOf, londonDay, startOfLondonDay, Words } from "../src/words.ts";

const words = new Words(translator("en"), "en");
const at = (text: string) => instantOf(new Date(text));

describe("days and times are London's", () => {
  test.each([
    ["2026-12-05T14:00:00Z", "Saturday 5 December 2026 at 2pm"],
    ["2027-06-30T23:30:00Z", "Thursday 1 July 2027 at 12:30am"],
    ["2027-03-28T00:59:00Z", "Sunday 28 March 2027 at 12:59am"],
    ["2027-03-28T01:00:00Z", "Sunday 28 March 2027 at 2am"],
    ["2026-10-25T01:30:00Z", "Sunday 25 October 2026 at 1:30am"],
    ["2026-12-05T12:00:00Z", "Saturday 5 December 2026 at midday"],
  ])("%s", (instant, text) => expect(words.moment(at(instant))).toBe(text));

  test("a break over night says on which day it ends", () => {
    expect(words.times(at("2026-12-04T22:00:00Z"), at("2026-12-05T07:00:00Z"))).toBe("10pm to 7am on Saturday 5 December 2026");
  });

  test("a day begins at London's midnight, also on the days on which the clocks change", () => {
    expect(startOfLondonDay("2026-12-05").toISOString()).toBe("2026-12-05T00:00:00.000Z");
    expect(startOfLondonDay("2027-07-01").toISOString()).toBe("2027-06-30T23:00:00.000Z");
    expect(startOfLondonDay("2027-03-28").toISOString()).toBe("2027-03-28T00:00:00.000Z");
    expect(londonDay(new Date("2027-06-30T23:30:00Z"))).toBe("2027-07-01");
  });
});

describe("amounts", () => {
  test.each([
    [0, "0 hours"],
    [1, "1 minute"],
    [60, "1 hour"],
    [90, "1 hour 30 minutes"],
    [2_400, "40 hours"],
  ])("%i minutes", (minutes, text) => expect(words.duration(minutes)).toBe(text));

  test("in every unit", () => {
    expect(words.amount(type.AllocationUnit.NIGHTS, 1n)).toBe("1 night");
    expect(words.amount(type.AllocationUnit.SESSIONS, 2n)).toBe("2 sessions");
    expect(words.amount(type.AllocationUnit.PENCE, 1250n)).toBe("£12.50");
    expect(words.change(type.AllocationUnit.MINUTES, -120n)).toBe("−2 hours");
  });

  test("what costs nothing is free", () => {
    expect(words.price(0n)).toBe("Free");
    expect(words.price(350n)).toBe("£3.50");
    expect(words.price(300n)).toBe("£3");
  });

  test("every need, feature and cause has its words", () => {
    for (const need of Object.values(type.Need)) if (typeof need === "number" && need > 0) expect(words.need(need)).not.toBe("");
    for (const one of Object.values(type.AccessibilityFeature)) if (typeof one === "number" && one > 0) expect(words.feature(one)).not.toBe("");
    for (const cause of Object.values(type.CancelCause)) if (typeof cause === "number") expect(words.cause(cause)).not.toBe("");
  });
});
