// Between choosing and booked: the place is kept for some minutes.
import { bookings, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import { idOf, type Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";

const { HELD, EXPIRED, RELEASED } = bookings.BookingState;

/** A booking with everything that its pages say. */
export async function readBooking(visit: Visit) {
  const { booking } = await visit.me.bookings.getBooking({ name: visit.nameOf("bookings") });
  if (!booking) throw new Error("no booking in the answer");
  const [{ offer }, { child }] = await Promise.all([
    visit.me.availability.getSession({ name: booking.session }),
    visit.me.eligibility.getChild({ name: booking.child }),
  ]);
  return { booking, offer, child, id: idOf(booking.name), sessionId: idOf(booking.session) };
}

async function check(visit: Visit): Promise<void> {
  const read = await readBooking(visit);
  const { booking } = read;
  const minutes = visit.words.minutesLeft(booking, visit.now);
  if (booking.state === EXPIRED || (booking.state === HELD && minutes === 0)) return visit.show("families/hold-over", read);
  if (booking.state !== HELD) return visit.goTo(`/bookings/${read.id}`);
  const { balances } = await visit.me.bookings.getBalance({ child: booking.child });
  const pays = balances.find((balance) => balance.allocation === booking.allocation);
  const countdown = countdownWords(visit);
  visit.show("families/check", { ...read, pays, minutes, until: dateOf(booking.holdExpireTime).toISOString(), countdown });
}

/** For the script that counts down: the same words that stand in the page. */
function countdownWords({ t }: Visit): string {
  const few = Object.fromEntries([1, 2, 3].map((count) => [count, t("check.left", { count })]));
  return JSON.stringify({ ...few, other: t("check.left", { count: 99 }).replace("99", "{count}"), over: t("check.over") });
}

/** Does it, and where the hold is over meanwhile says so on the page that follows. */
async function unlessOver(visit: Visit, change: () => Promise<unknown>, then: string): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!isShortBreaksError(error, "HOLD_EXPIRED", "HOLD_EXTENSIONS_USED", "STATE_FORBIDS")) throw error;
    return visit.goTo(`/bookings/${visit.request.params["id"]}/check`);
  }
  visit.goTo(then);
}

const request = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("bookings") });

const confirm = (visit: Visit) =>
  unlessOver(visit, () => visit.me.bookings.confirmBooking(request(visit)), `/bookings/${visit.request.params["id"]}?done=booked`);

const extend = (visit: Visit) =>
  unlessOver(visit, () => visit.me.bookings.extendHold(request(visit)), `/bookings/${visit.request.params["id"]}/check`);

async function release(visit: Visit): Promise<void> {
  const { booking } = await readBooking(visit);
  if (booking.state !== RELEASED && booking.state !== EXPIRED) await visit.me.bookings.releaseHold(request(visit));
  visit.goTo(`/sessions/${idOf(booking.session)}`);
}

export const holdPages: Page[] = [
  { method: "get", path: "/bookings/:id/check", roles: ["carer"], show: check },
  { method: "post", path: "/bookings/:id/confirm", roles: ["carer"], show: confirm },
  { method: "post", path: "/bookings/:id/extend", roles: ["carer"], show: extend },
  { method: "post", path: "/bookings/:id/release", roles: ["carer"], show: release },
];
