// What several pages of families read.
import type { availability, eligibility} from "@shortbreaks/client";
import { type bookings, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";
import { bookedFor, isUnmarked, type When } from "../booked.ts";

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

export interface BookingOfChild {
  booking: bookings.Booking;
  child: eligibility.Child;
}

/** Bookings of all the person's children, by start. */
export async function bookingsOf(visit: Visit, when: When): Promise<BookingOfChild[]> {
  const children = await childrenOf(visit);
  const found = await Promise.all(children.map(async (child) => (await bookedFor(visit, child.name, when)).map((booking) => ({ booking, child }))));
  return found.flat().sort((a, b) => dateOf(a.booking.startTime).getTime() - dateOf(b.booking.startTime).getTime());
}

/** With what each is of, for a list of them. */
export async function withSessions(visit: Visit, list: BookingOfChild[]) {
  const offers = await offersOf(visit, list.map(({ booking }) => booking.session));
  return list.map((one) => ({ ...one, offer: offers.get(one.booking.session), unmarked: isUnmarked(one.booking, visit.now) }));
}
