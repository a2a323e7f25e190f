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

export type When = "to come" | "over";

/** All of a child's bookings that are to come, or all that are over or cancelled; by start. */
export async function bookedFor({ me, now }: Visit, child: string, when: When): Promise<bookings.Booking[]> {
  const states = when === "to come" ? OPEN : [];
  const found: bookings.Booking[] = [];
  const ask = (request: { pageToken?: string }) => me.bookings.listBookings({ ...request, child, states, pageSize: 200 });
  for await (const page of pages(ask, {})) found.push(...page.bookings);
  return found.filter((booking) => isToCome(booking, now) === (when === "to come"));
}
