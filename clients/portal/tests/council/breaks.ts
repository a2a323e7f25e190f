// Breaks of the council's tests' own: a provider, its sessions, bookings of children who have hours, and time that passes.
import { newRequestId, type as types } from "@shortbreaks/client";

import { instantOf, londonDay, startOfLondonDay } from "../../src/words.ts";
import { addDays } from "../../src/days.ts";
import { dayOf } from "../../src/pages/council/days.ts";
import { sql } from "../support.ts";
import { hours, newChild, ola } from "./steps.ts";

export const bytes = (id: string): string => `UNHEX(REPLACE('${id.slice(id.indexOf("/") + 1)}', '-', ''))`;
export const today = (): string => londonDay(new Date());

export interface Club {
  provider: string;
  activity: string;
}

/** Without a demonstration's key, so that nobody finds it by one. */
export async function newClub(title: string): Promise<Club> {
  const { provider } = await ola.availability.createProvider({ requestId: newRequestId(), provider: { displayName: `${title} Ltd` } });
  const venue = { displayName: "The hall", address: "1 Sample Street, Wolverhampton", postcode: "WV4 5AA", location: { latitudeDegrees: 52.56, longitudeDegrees: -2.14 } };
  const about = { title, tier: types.Tier.TARGETED, ageMinYears: 0, ageMaxYears: 25, highestSupportRatio: { staff: 1, children: 1 }, needsMet: [types.Need.AUTISM], pricePence: 350n, venue };
  const { activity } = await ola.availability.createActivity({ requestId: newRequestId(), activity: { provider: provider?.name ?? "", ...about } });
  return { provider: provider?.name ?? "", activity: activity?.name ?? "" };
}

/** Two hours in the afternoon, so many days from now. */
export async function newSession({ activity }: Club, days: number): Promise<string> {
  const start = startOfLondonDay(addDays(today(), days)).getTime() + 15 * 3_600_000;
  const times = { startTime: instantOf(new Date(start)), endTime: instantOf(new Date(start + 7_200_000)) };
  const { session } = await ola.availability.createSession({ requestId: newRequestId(), session: { activity, ...times, places: 8 } });
  const name = session?.name ?? "";
  await ola.availability.publishSession({ requestId: newRequestId(), name });
  return name;
}

/** A child that meets the rules, with 60 hours. */
export async function childWithHours(): Promise<{ child: string; name: string; allocation: string }> {
  const made = await newChild();
  const window = { windowStart: dayOf(addDays(today(), -500)), windowEnd: dayOf(addDays(today(), 700)) };
  const allocation = { child: made.child, granted: hours(60), tier: types.Tier.TARGETED, fundingStream: "short-breaks-grant", ...window };
  const granted = await ola.eligibility.grantAllocation({ requestId: newRequestId(), allocation, reason: "For the tests of the council's pages." });
  return { ...made, allocation: granted.allocation?.name ?? "" };
}

export async function book(child: string, session: string): Promise<string> {
  const { booking } = await ola.bookings.bookPlace({ requestId: newRequestId(), child, session });
  return booking?.name ?? "";
}

/** The session was on that day, as time would have it: at midday, and two hours long. */
export function wasOn(session: string, day: string): void {
  const times = `start_time = '${day} 12:00:00', end_time = '${day} 14:00:00'`;
  sql(`UPDATE sessions SET booking_open_time = '2020-01-01', booking_close_time = '2020-01-01', ${times} WHERE session_id = ${bytes(session)};
    UPDATE bookings SET ${times} WHERE session_id = ${bytes(session)}`);
}
