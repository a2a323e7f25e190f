// Whether a session can be booked, as its state, its times and its free places say it together.
import { availability } from "@shortbreaks/client";

import { dateOf } from "./words.ts";

const { PUBLISHED, CLOSED, CANCELLED } = availability.SessionState;
type Offer = Pick<availability.SessionOffer, "session" | "freePlaces">;

const hasClosed = (session: Offer["session"], now: Date): boolean => dateOf(session?.bookingCloseTime ?? session?.startTime) <= now;

/** What there is to say of it: a time that is over comes before a time to come, and both before how many places are free. */
export function placesIn({ session, freePlaces }: Offer, now: Date): "cancelled" | "closed" | "opens" | "left" | "full" {
  if (session?.state === CANCELLED) return "cancelled";
  if (session?.state === CLOSED || hasClosed(session, now)) return "closed";
  if (dateOf(session?.bookingOpenTime).getTime() > now.getTime()) return "opens";
  return freePlaces > 0 ? "left" : "full";
}

/** A family can be put on its waiting list: also before booking opens, and not once it has closed. */
export const takesWaiting = ({ session }: Offer, now: Date): boolean => session?.state === PUBLISHED && !hasClosed(session, now);
