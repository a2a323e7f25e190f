import { bookings } from "@shortbreaks/client";

import { bookingsOf } from "../families.ts";
import type { Page } from "../table.ts";
import type { Visit } from "../visit.ts";

const { HELD, OFFERED, CONFIRMED, REQUESTED } = bookings.BookingState;

async function home(visit: Visit): Promise<void> {
  const all = await bookingsOf(visit, [HELD, OFFERED, CONFIRMED, REQUESTED]);
  const waiting = all.filter(({ booking }) => booking.state === HELD || booking.state === OFFERED);
  const next = all.filter(({ booking }) => booking.state === CONFIRMED || booking.state === REQUESTED).slice(0, 3);
  visit.show("home", { waiting, next, held: HELD });
}

export const homePages: Page[] = [{ method: "get", path: "/home", roles: ["carer"], show: home }];
