import { bookings } from "@shortbreaks/client";

import { bookingsOf, withSessions } from "./reads.ts";
import type { Visit } from "../../visit.ts";

const { HELD, OFFERED, CONFIRMED, REQUESTED } = bookings.BookingState;

export async function familyHome(visit: Visit): Promise<void> {
  const all = await bookingsOf(visit, "to come");
  const waiting = all.filter(({ booking }) => booking.state === HELD || booking.state === OFFERED);
  const next = all.filter(({ booking }) => booking.state === CONFIRMED || booking.state === REQUESTED).slice(0, 3);
  visit.show("families/home", { waiting: await withSessions(visit, waiting), next: await withSessions(visit, next), held: HELD });
}
