// What several pages of a child read and say.
import { type availability, bookings, type eligibility, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { offersOf } from "../../families/reads.ts";

const State = bookings.BookingState;
const EntryState = bookings.WaitingListEntryState;
export const AHEAD = [State.HELD, State.OFFERED, State.REQUESTED, State.CONFIRMED];

export async function childOf(visit: Visit, name = visit.nameOf("children")): Promise<eligibility.Child> {
  const { child } = await visit.me.eligibility.getChild({ name });
  if (!child) throw new Error("no child in the answer");
  return child;
}

export interface BookingRow {
  booking: bookings.Booking;
  word: string;
  offer: availability.SessionOffer | undefined;
}

/** A child's bookings in these states, by start. */
export async function bookingsOfChild(visit: Visit, child: string, states: bookings.BookingState[], max = 100): Promise<BookingRow[]> {
  const list = (request: { pageToken?: string }) => visit.me.bookings.listBookings({ ...request, child, states, pageSize: max });
  const found = await firstOf(max, list, {}, (page) => page.bookings);
  const offers = await offersOf(visit, found.map(({ session }) => session));
  return found.map((booking) => ({ booking, word: State[booking.state], offer: offers.get(booking.session) }));
}

/** What the child waits for, with how many are before it and why. */
export async function waitingOf(visit: Visit, child: string) {
  const list = (request: { pageToken?: string }) => visit.me.waiting.listWaitingListEntries({ ...request, child });
  const all = await firstOf(100, list, {}, (page) => page.entries);
  const open = all.filter(({ state }) => state === EntryState.WAITING || state === EntryState.OFFERED);
  const found = await Promise.all(open.map(({ name }) => visit.me.waiting.getWaitingListEntry({ name })));
  return found.flatMap(({ entry, position }) => (entry ? [{ entry, position, offered: entry.state === EntryState.OFFERED }] : []));
}
