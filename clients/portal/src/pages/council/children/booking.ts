// A booking as the council sees it, and what an officer can do with it.
import { bookings, isShortBreaksError, type } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import { idOf, type Visit } from "../../../visit.ts";
import { dateOf } from "../../../words.ts";
import { bookedFor, partOf } from "../../booked.ts";
import { readBooking } from "../../families/hold.ts";
import { childOf, rowsOf, standingOf } from "./reads.ts";
import { whoDid } from "../shown.ts";

const State = bookings.BookingState;
const REASON_MAX = 500;

export async function readForCouncil(visit: Visit) {
  const found = await readBooking(visit);
  const { booking } = found;
  const decided = booking.decision ? await visit.me.eligibility.getDecision({ name: booking.decision }) : undefined;
  const starts = dateOf(booking.startTime);
  return {
    ...found,
    childId: idOf(booking.child),
    ...standingOf(visit, booking),
    cause: type.CancelCause[booking.cancelCause],
    minutes: visit.words.minutesLeft(booking, visit.now),
    rules: decided?.decision?.rules.filter((rule) => rule.depth === 0) ?? [],
    waivedBy: booking.waivedBy === "policy" ? visit.t("council-booking.by_policy") : whoDid(visit, booking.waivedBy),
    can: {
      finish: booking.state === State.HELD && dateOf(booking.holdExpireTime) > visit.now,
      cancel: [State.CONFIRMED, State.REQUESTED].includes(booking.state) && starts > visit.now,
      waive: booking.state === State.CANCELLED_LATE && (booking.forfeited?.amount ?? 0n) > 0n,
    },
  };
}

async function one(visit: Visit): Promise<void> {
  visit.show("council/children/booking", await readForCouncil(visit));
}

const here = (visit: Visit) => `/council/bookings/${visit.request.params["id"]}`;
const named = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("bookings") });

/** Where the hold is over meanwhile, the booking's page says so. */
const unlessOver = (change: (visit: Visit) => Promise<unknown>) => async (visit: Visit) => {
  try {
    await change(visit);
  } catch (error) {
    if (!isShortBreaksError(error, "HOLD_EXPIRED", "HOLD_EXTENSIONS_USED", "STATE_FORBIDS")) throw error;
  }
  visit.goTo(here(visit));
};

async function waive(visit: Visit): Promise<void> {
  const reason = visit.field("reason");
  const wrong = reason === "" ? visit.t("council-booking.waive_missing") : reason.length > REASON_MAX ? visit.t("council-book.reason_long", { max: REASON_MAX }) : "";
  const again = async (text: string) => visit.showAgain("council/children/booking", [{ field: "reason", text }], { ...(await readForCouncil(visit)), reason });
  if (wrong !== "") return again(wrong);
  try {
    await visit.me.bookings.waiveCharge({ ...named(visit), reason, etag: visit.field("etag") });
  } catch (error) {
    if (!isShortBreaksError(error, "ETAG_MISMATCH", "INVALID_REQUEST")) throw error;
    return again(visit.t(error.reason === "ETAG_MISMATCH" ? "council-booking.changed" : "council-find-child.signs"));
  }
  visit.goTo(here(visit));
}

async function past(visit: Visit): Promise<void> {
  const child = await childOf(visit);
  const { shown, ...part } = partOf(visit, (await bookedFor(visit, child.name, "over")).toReversed());
  visit.show("council/children/bookings", { child, id: idOf(child.name), rows: await rowsOf(visit, shown), part });
}

const booking = { roles: ["officer"], purpose: "booking", about: "bookings" } as const;

export const bookingPages: Page[] = [
  { method: "get", path: "/council/children/:id/bookings", roles: ["officer"], purpose: "booking", about: "children", show: past },
  { method: "get", path: "/council/bookings/:id", ...booking, show: one },
  { method: "post", path: "/council/bookings/:id/confirm", ...booking, show: unlessOver((visit) => visit.me.bookings.confirmBooking(named(visit))) },
  { method: "post", path: "/council/bookings/:id/extend", ...booking, show: unlessOver((visit) => visit.me.bookings.extendHold(named(visit))) },
  { method: "post", path: "/council/bookings/:id/release", ...booking, show: unlessOver((visit) => visit.me.bookings.releaseHold(named(visit))) },
  { method: "post", path: "/council/bookings/:id/waive", ...booking, show: waive },
];
