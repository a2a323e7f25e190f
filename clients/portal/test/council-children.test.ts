import { expect, test } from "vitest";

import { translator } from "../src/messages.ts";
import { dayIn } from "../src/days.ts";
import { whoDid } from "../src/pages/council/shown.ts";
import type { Visit } from "../src/visit.ts";

test.each([
  ["14", "5", "2016", { year: 2016, month: 5, day: 14 }],
  ["29", "02", "2016", { year: 2016, month: 2, day: 29 }],
  ["29", "2", "2017", undefined],
  ["31", "4", "2016", undefined],
  ["0", "4", "2016", undefined],
  ["1", "13", "2016", undefined],
  ["1", "1", "16", undefined],
  ["1", "1", "0099", undefined],
  ["1st", "1", "2016", undefined],
  ["", "", "", undefined],
])("a birthday of %s %s %s", (day, month, year, found) => expect(dayIn(day, month, year)).toEqual(found));

test("who did something is said by role, and of officers by the id that the council knows them by", () => {
  const visit = { t: translator("en") } as Visit;
  expect(whoDid(visit, "carer:01900000-0000-7000-8000-000000000000")).toBe("The family");
  expect(whoDid(visit, "officer:officer:demo")).toBe("Officer demo");
  expect(whoDid(visit, "officer:jane.doe")).toBe("Officer jane.doe");
  expect(whoDid(visit, "service:sweeper")).toBe("The service itself");
  expect(whoDid(visit, "")).toBe("The service itself");
});
