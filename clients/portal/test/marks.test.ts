// What a register's form says, read without a browser.
import { bookings, type } from "@shortbreaks/client";
import { describe, expect, test } from "vitest";

import { instantAt } from "../src/days.ts";
import { translator } from "../src/messages.ts";
import { chosenOf, type Entered, enteredIn, known, markOf, mistakesIn } from "../src/pages/provider/marks.ts";
import type { Visit } from "../src/visit.ts";

const ID = "01900000-0000-7000-8000-000000000001";
const OTHER = "01900000-0000-7000-8000-000000000002";
const times = { startTime: instantAt("2026-12-05", 600), endTime: instantAt("2026-12-05", 720) };

function visitOf(body: Record<string, string>): Visit {
  return { t: translator("en"), request: { body }, field: (name: string) => body[name]?.trim() ?? "" } as unknown as Visit;
}
const rowsOf = (body: Record<string, string>) => enteredIn(visitOf(body));
const fieldsOf = (body: Record<string, string>) => mistakesIn(visitOf(body), rowsOf(body), times).map(({ field }) => field.replace(`-${ID}`, ""));

describe("a row", () => {
  test("with nothing chosen says nothing, unless all who are left came; who is marked stays as marked", () => {
    const body = { [`etag-${ID}`]: "1", [`marked-${ID}`]: "no", [`etag-${OTHER}`]: "4", [`marked-${OTHER}`]: "yes" };
    expect(chosenOf(rowsOf(body))).toEqual([]);
    expect(chosenOf(rowsOf({ ...body, rest: "came" })).map(({ id, outcome }) => [id, outcome])).toEqual([[ID, "ATTENDED"]]);
  });

  test("with a choice that the form does not have is left out", () => {
    expect(rowsOf({ [`etag-${ID}`]: "1", [`outcome-${ID}`]: "VANISHED" }).filter(known)).toEqual([]);
  });
});

describe("mistakes", () => {
  const part = (minutes: string) => fieldsOf({ [`etag-${ID}`]: "1", [`outcome-${ID}`]: "PART_ATTENDED", [`minutes-${ID}`]: minutes });
  test.each(["", "0", "120", "121", "ten", "1.5", "-3"])("%s minutes of two hours", (minutes) => expect(part(minutes)).toEqual(["minutes"]));
  test.each(["1", "119"])("%s minutes are a part", (minutes) => expect(part(minutes)).toEqual([]));

  const said = (day: string, time: string) => fieldsOf({ [`etag-${ID}`]: "1", [`outcome-${ID}`]: "ABSENT_WITH_NOTICE", [`day-${ID}`]: day, [`time-${ID}`]: time });
  test("a notice needs a day and a time before the start", () => {
    expect(said("", "")).toEqual(["day", "time"]);
    expect(said("2026-12-05", "10:00")).toEqual(["day"]);
    expect(said("2026-12-05", "09:59")).toEqual([]);
  });

  test("a correction needs a reason, and the first mark none", () => {
    const body = { [`etag-${ID}`]: "7", [`outcome-${ID}`]: "NO_SHOW" };
    expect(fieldsOf({ ...body, [`marked-${ID}`]: "yes" })).toEqual(["reason"]);
    expect(fieldsOf({ ...body, [`marked-${ID}`]: "yes", [`reason-${ID}`]: "x".repeat(501) })).toEqual(["reason"]);
    expect(fieldsOf({ ...body, [`marked-${ID}`]: "no" })).toEqual([]);
  });
});

describe("what is sent", () => {
  const row = (given: Partial<Entered>): Entered => ({ id: ID, outcome: "ATTENDED", minutes: "", day: "", time: "", cause: "", reason: "", etag: "7", marked: false, ...given });

  test("a first mark carries no etag: nobody's mark must stand before it", () => {
    expect(markOf(row({}))).toEqual({ booking: `bookings/${ID}`, outcome: bookings.AttendanceOutcome.ATTENDED, minutes: 0, reason: "", etag: "" });
  });

  test("a correction carries the etag that was read and the reason", () => {
    expect(markOf(row({ marked: true, reason: "Seen at the door." }))).toMatchObject({ etag: "7", reason: "Seen at the door." });
  });

  test("minutes and notice go with their own outcome alone", () => {
    const entered = { minutes: "30", day: "2026-12-04", time: "18:00", cause: "ILLNESS" };
    expect(markOf(row({ ...entered, outcome: "NO_SHOW" }))).not.toHaveProperty("noticeTime");
    expect(markOf(row({ ...entered, outcome: "PART_ATTENDED" })).minutes).toBe(30);
    expect(markOf(row({ ...entered, outcome: "ABSENT_WITH_NOTICE" }))).toMatchObject({ minutes: 0, noticeTime: instantAt("2026-12-04", 1_080), cause: type.CancelCause.ILLNESS });
  });
});
