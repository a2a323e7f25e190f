// What several pages of families read.
import type { availability, eligibility} from "@shortbreaks/client";
import { type bookings, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../visit.ts";

/** The children whom the person may see: more than a family has. */
export async function childrenOf({ me }: Visit): Promise<eligibility.Child[]> {
  return firstOf(50, (request: { pageToken?: string }) => me.eligibility.listChildren(request), {}, (page) => page.children);
}

/** Sessions with what they are, by name; each asked for once, at most so many at a time. */
export async function offersOf({ me }: Visit, names: string[]): Promise<Map<string, availability.SessionOffer>> {
  const offers = new Map<string, availability.SessionOffer>();
  const left = [...new Set(names)];
  const ask = async (): Promise<void> => {
    for (let name = left.shift(); name; name = left.shift()) {
      const { offer } = await me.availability.getSession({ name });
      if (offer) offers.set(name, offer);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return offers;
}

export interface BookingWithSession {
  booking: bookings.Booking;
  child: eligibility.Child;
  offer: availability.SessionOffer | undefined;
}

/** Bookings of all the person's children in these states, by start. */
export async function bookingsOf(visit: Visit, states: bookings.BookingState[], max = 100): Promise<BookingWithSession[]> {
  const children = await childrenOf(visit);
  const found = await Promise.all(
    children.map(async (child) => {
      const list = (request: { pageToken?: string }) => visit.me.bookings.listBookings({ ...request, child: child.name, states, pageSize: max });
      const all = await firstOf(max, list, {}, (page) => page.bookings);
      return all.map((booking) => ({ booking, child }));
    }),
  );
  const flat = found.flat().sort((a, b) => Number((a.booking.startTime?.seconds ?? 0n) - (b.booking.startTime?.seconds ?? 0n)));
  const offers = await offersOf(visit, flat.map(({ booking }) => booking.session));
  return flat.map((one) => ({ ...one, offer: offers.get(one.booking.session) }));
}
