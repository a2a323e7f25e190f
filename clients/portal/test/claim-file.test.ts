// A spreadsheet runs what begins like a formula: no cell of the file may.
import { bookings, type } from "@shortbreaks/client";
import { expect, test } from "vitest";

import { instantAt } from "../src/days.ts";
import { translator } from "../src/messages.ts";
import { claimFile } from "../src/pages/provider/claim-file.ts";
import type { Line } from "../src/pages/provider/claims.ts";
import type { Visit } from "../src/visit.ts";
import { Words } from "../src/words.ts";

const words = new Words(translator("en"), "en");
const visit = { words, t: words.t } as unknown as Visit;
const figures = { outcome: bookings.BookingState.ATTENDED, minutes: 120, nights: 0, charged: { unit: type.AllocationUnit.MINUTES, amount: 120n }, pricePence: 350n };

function lineOf(title: string, given: object = { now: figures }): Line {
  const line = { booking: "bookings/1", startTime: instantAt("2027-07-10", 600), ...given } as unknown as bookings.ClaimLine;
  return { line, title, label: "1", session: "1", now: line.now ? "ATTENDED" : "", submitted: line.submitted ? "NO_SHOW" : "", changed: false };
}
const rowsOf = (lines: Line[]) => claimFile(visit, lines).replace(/^\uFEFF/, "").trim().split("\r\n");

test.each(["=1+2", "+44 club", "-5 club", "@club", "=HYPERLINK(\"http://evil.example\",\"x\")"])("%s is no formula", (title) => {
  const [, row = ""] = rowsOf([lineOf(title)]);
  expect(row).toMatch(/^2027-07-10,10:00,"?'/);
  expect(row).not.toMatch(/,"?[=+\-@]/);
});

test("a line has London's day and time, what happened, what is charged and what families pay", () => {
  expect(rowsOf([lineOf("Swim, and more")])).toEqual([
    "Day,Start,Session,Booking,What happened,Minutes there,Nights there,Charged,Charged in,Family pays in pounds,Handed in as,Handed in as charged",
    "2027-07-10,10:00,\"Swim, and more\",bookings/1,Came,120,0,120,minutes,3.50,,",
  ]);
});

test("a line that is in the claim no more says what was handed in", () => {
  const [, row] = rowsOf([lineOf("Swim", { submitted: { ...figures, outcome: bookings.BookingState.NO_SHOW } })]);
  expect(row).toBe("2027-07-10,10:00,Swim,bookings/1,,,,,,,\"Did not come, nobody said so\",120");
});
