// What several pages of a child read and say.
import { type availability, bookings, type eligibility } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { isUnmarked } from "../../booked.ts";
import { offersOf } from "../../families/reads.ts";
import { openEntriesOf } from "../../waits.ts";

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

/** Bookings with what each is of. */
export async function rowsOf(visit: Visit, found: bookings.Booking[]): Promise<BookingRow[]> {
  const offers = await offersOf(visit, found.map(({ session }) => session));
  return found.map((booking) => ({ booking, ...standingOf(visit, booking), offer: offers.get(booking.session) }));
}

/** What the child waits for, with how many are before it and why. */
export async function waitingOf(visit: Visit, child: string) {
  const open = await openEntriesOf(visit, child);
  const found = await Promise.all(open.map(({ name }) => visit.me.waiting.getWaitingListEntry({ name })));
  return found.flatMap(({ entry, position }) => (entry ? [{ entry, position, offered: entry.state === EntryState.OFFERED }] : []));
}
