import { bookings } from "@shortbreaks/client";

import { bookingsOf, withSessions } from "./reads.ts";
import type { Page } from "../../table.ts";
import type { Visit } from "../../visit.ts";
import { isUnmarked, partOf } from "../booked.ts";
import { readBooking } from "./hold.ts";

const State = bookings.BookingState;

async function list(visit: Visit): Promise<void> {
  const past = visit.query("show")[0] === "past";
  const found = await bookingsOf(visit, past ? "over" : "to come");
  const { shown, ...part } = partOf(visit, past ? found.toReversed() : found);
  visit.show("families/bookings", { bookings: await withSessions(visit, shown), part, past });
}

async function one(visit: Visit): Promise<void> {
  const read = await readBooking(visit);
  const { booking } = read;
  const unmarked = isUnmarked(booking, visit.now);
  const justBooked = visit.query("done")[0] === "booked" && !unmarked && [State.CONFIRMED, State.REQUESTED].includes(booking.state);
  const canCancel = [State.CONFIRMED, State.REQUESTED].includes(booking.state) && (booking.startTime?.seconds ?? 0n) * 1000n > BigInt(visit.now.getTime());
  visit.show("families/booking", { ...read, State, justBooked, canCancel, unmarked });
}

export const bookingPages: Page[] = [
  { method: "get", path: "/bookings", roles: ["carer"], show: list },
  { method: "get", path: "/bookings/:id", roles: ["carer"], show: one },
];
