// A child's bookings as people look for them: those to come, and those that are over.
import { bookings, pages } from "@shortbreaks/client";

import type { Visit } from "../visit.ts";
import { dateOf } from "../words.ts";

const State = bookings.BookingState;
// A booking leaves these when somebody does something: a register is often kept days after the break.
const OPEN = [State.HELD, State.OFFERED, State.REQUESTED, State.CONFIRMED];

/** To come or under way. Whether a break is over is for the clock to say, and not for a register that is kept late. */
export const isToCome = ({ state, endTime }: bookings.Booking, now: Date): boolean => OPEN.includes(state) && dateOf(endTime) > now;

/** The break is over, and nobody has said what became of it. */
export const isUnmarked = ({ state, endTime }: bookings.Booking, now: Date): boolean => OPEN.includes(state) && dateOf(endTime) <= now;

const PART = 100;

/** A hundred of a list, the first or those that the address asks for, and where the next hundred are. */
export function partOf<One>(visit: Visit, list: One[]) {
  const number = Math.max(1, Math.floor(Number(visit.query("part")[0] ?? "1")) || 1);
  const before = (number - 1) * PART;
  const shown = list.slice(before, before + PART);
  const next = before + PART < list.length ? number + 1 : undefined;
  return { shown, count: list.length, whole: shown.length === list.length, from: before + 1, to: before + shown.length, next };
}

export type When = "to come" | "over";

/** All of a child's bookings that are to come, or all that are over or cancelled; by start. */
export async function bookedFor({ me, now }: Visit, child: string, when: When): Promise<bookings.Booking[]> {
  const states = when === "to come" ? OPEN : [];
  const found: bookings.Booking[] = [];
  const ask = (request: { pageToken?: string }) => me.bookings.listBookings({ ...request, child, states, pageSize: 200 });
  for await (const page of pages(ask, {})) found.push(...page.bookings);
  return found.filter((booking) => isToCome(booking, now) === (when === "to come"));
}
