// What several pages of a child read and say.
import { type availability, bookings, type eligibility, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { bookedFor, isUnmarked, type When } from "../../booked.ts";
import { offersOf } from "../../families/reads.ts";

const State = bookings.BookingState;
const EntryState = bookings.WaitingListEntryState;

export async function childOf(visit: Visit, name = visit.nameOf("children")): Promise<eligibility.Child> {
  const { child } = await visit.me.eligibility.getChild({ name });
  if (!child) throw new Error("no child in the answer");
  return child;
}

/** How a booking stands, for `parts.njk` to say. */
export const standingOf = ({ now }: Visit, booking: bookings.Booking) => ({ word: State[booking.state], unmarked: isUnmarked(booking, now) });

export interface BookingRow extends ReturnType<typeof standingOf> {
  booking: bookings.Booking;
  offer: availability.SessionOffer | undefined;
}

/** A child's bookings, by start. */
export async function bookingsOfChild(visit: Visit, child: string, when: When): Promise<BookingRow[]> {
  const found = await bookedFor(visit, child, when);
  const offers = await offersOf(visit, found.map(({ session }) => session));
  return found.map((booking) => ({ booking, ...standingOf(visit, booking), offer: offers.get(booking.session) }));
}

/** What the child waits for, with how many are before it and why. */
export async function waitingOf(visit: Visit, child: string) {
  const list = (request: { pageToken?: string }) => visit.me.waiting.listWaitingListEntries({ ...request, child });
  const all = await firstOf(100, list, {}, (page) => page.entries);
  const open = all.filter(({ state }) => state === EntryState.WAITING || state === EntryState.OFFERED);
  const found = await Promise.all(open.map(({ name }) => visit.me.waiting.getWaitingListEntry({ name })));
  return found.flatMap(({ entry, position }) => (entry ? [{ entry, position, offered: entry.state === EntryState.OFFERED }] : []));
}
