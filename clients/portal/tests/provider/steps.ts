// What tests of a provider's pages make for themselves: sessions, children, bookings, and time that passes.
import { availability, Connection, eligibility, newRequestId, type ShortBreaks, type as types } from "@shortbreaks/client";
import { readFileSync } from "node:fs";

import { addDays, dateFields, instantAt } from "../../src/days.ts";
import { londonDay } from "../../src/words.ts";
import { sql, world } from "../support.ts";

const connection = new Connection(world);
const officerOf = (token: string): ShortBreaks => connection.as({ token: readFileSync(`${world.directory}/tokens/${token}`, "utf8").trim(), purpose: "booking" });
export const officer = officerOf("officer");
export const secondOfficer = officerOf("second_officer");

export const today = (): string => londonDay(new Date());
export const daysAhead = (days: number): string => addDays(today(), days);

/** The value of a record's name in the database. */
export const bytes = (id: string): string => `UNHEX(REPLACE('${id.slice(id.indexOf("/") + 1)}', '-', ''))`;
export const idOf = (name: string): string => name.slice(name.indexOf("/") + 1);

export async function activityOf(externalId: string): Promise<availability.Activity> {
  const { activities } = await officer.availability.listActivities({ externalId });
  if (!activities[0]) throw new Error(`no activity ${externalId}`);
  return activities[0];
}

let club: Promise<availability.Activity> | undefined;

/** An activity of the club for these tests alone, so that others' sessions stay the first that others find. */
export function ownActivity(): Promise<availability.Activity> {
  club ??= makeActivity({ title: "Evening Club" });
  return club;
}

/** Like Saturday Makers, but for what is given. */
export async function makeActivity(given: { title: string; needsMatch?: boolean }): Promise<availability.Activity> {
  const { provider, summary, tier, needsMet, venue } = await activityOf("WV-AC-03");
  const activity = { provider, summary, tier, needsMet, venue, ageMinYears: 0, ageMaxYears: 25, highestSupportRatio: { staff: 1, children: 1 }, pricePence: 350n, ...given };
  const made = await officer.availability.createActivity({ requestId: newRequestId(), activity });
  if (!made.activity) throw new Error("no activity in the answer");
  return made.activity;
}

export interface SessionSpec {
  /** `activities/{uuid}`, or a key of the demonstration's. */
  activity?: string;
  day: string;
  /** Minutes after midnight. */
  start?: number;
  minutes?: number;
  places?: number;
  staff?: number;
  publish?: boolean;
}

/** A session of the club's own, open to families. Its id. */
export async function makeSession({ activity, day, start = 17 * 60, minutes = 120, places = 8, staff, publish = true }: SessionSpec): Promise<string> {
  const of = activity?.startsWith("activities/") ? activity : (activity ? await activityOf(activity) : await ownActivity()).name;
  const session = { activity: of, startTime: instantAt(day, start), endTime: instantAt(day, start + minutes), places, staff };
  const made = await officer.availability.createSession({ requestId: newRequestId(), session });
  const name = made.session?.name ?? "";
  if (publish) await officer.availability.publishSession({ requestId: newRequestId(), name });
  return idOf(name);
}

let children = 0;

/** A child of eleven with hours to spend; the staff for each. */
export async function makeChild(ratio = { staff: 1, children: 3 }, needs: types.Need[] = [types.Need.AUTISM, types.Need.MAKATON]): Promise<string> {
  const displayName = `Kim${++children} Sample-Register`;
  const dateOfBirth = dateFields(addDays(today(), -11 * 365 - 100));
  const assessmentRoute = eligibility.AssessmentRoute.EARLY_HELP;
  const child = { displayName, dateOfBirth, ward: "Penn", postcodeDistrict: "WV4", resident: true, supportRatio: ratio, needs, assessmentRoute };
  const made = await officer.eligibility.createChild({ requestId: newRequestId(), child });
  const name = made.child?.name ?? "";
  const allocation = {
    child: name, granted: { unit: types.AllocationUnit.MINUTES, amount: 6_000n }, tier: types.Tier.TARGETED, fundingStream: "short-breaks-grant",
    windowStart: dateFields(daysAhead(-400)), windowEnd: dateFields(daysAhead(800)),
  };
  await officer.eligibility.grantAllocation({ requestId: newRequestId(), allocation, reason: "For the tests of registers." });
  return name;
}

/** Books a place, as an officer may whatever the rules say. The booking's id. */
export async function book(child: string, session: string): Promise<string> {
  const request = { requestId: newRequestId(), child, session: `sessions/${session}` };
  const { booking } = await officer.bookings.bookPlace({ ...request, officerReason: "The family asked by telephone." });
  return idOf(booking?.name ?? "");
}

export async function bookMany(session: string, count: number): Promise<string[]> {
  const booked = [];
  for (let made = 0; made < count; made++) booked.push(await book(await makeChild(), session));
  return booked;
}

/** The session began so many minutes ago, as time would have it. */
export function beganAgo(session: string, minutes: number, lasts = 120): void {
  const [start, end] = [`NOW(6) - INTERVAL ${minutes} MINUTE`, `NOW(6) + INTERVAL ${lasts - minutes} MINUTE`];
  sql(`UPDATE sessions SET booking_open_time = '2020-01-01', booking_close_time = '2020-01-01', start_time = ${start}, end_time = ${end} WHERE session_id = ${bytes(session)};
    UPDATE bookings SET start_time = ${start}, end_time = ${end} WHERE session_id = ${bytes(session)}`);
}

/** At that time of that day, which is over. */
export function beganOn(session: string, day: string, start = 17 * 60, minutes = 120): void {
  const at = (after: number) => `'${new Date(Number(instantAt(day, after).seconds) * 1000).toISOString().slice(0, 19).replace("T", " ")}'`;
  sql(`UPDATE sessions SET booking_open_time = '2020-01-01', booking_close_time = '2020-01-01', start_time = ${at(start)}, end_time = ${at(start + minutes)} WHERE session_id = ${bytes(session)};
    UPDATE bookings SET start_time = ${at(start)}, end_time = ${at(start + minutes)} WHERE session_id = ${bytes(session)}`);
}

/** What the register calls the children, by their names in the services. */
export async function callNames(session: string): Promise<Map<string, string>> {
  const { children } = await officer.registers.getRegister({ session: `sessions/${session}` });
  return new Map(children.map(({ child, callName }) => [child, callName]));
}

export async function stateOf(booking: string): Promise<{ state: number; minutes: number; etag: string }> {
  const { booking: read } = await officer.bookings.getBooking({ name: `bookings/${booking}` });
  return { state: read?.state ?? 0, minutes: read?.attendance?.minutes ?? 0, etag: read?.etag ?? "" };
}

export { availability, newRequestId };
