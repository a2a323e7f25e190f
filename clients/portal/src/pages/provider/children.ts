// A child of a register, as a provider may see it: what to call it and what it needs until the register closes.
import { bookings, type type } from "@shortbreaks/client";

import { idOf, referenceOf, type Visit } from "../../visit.ts";

const State = bookings.BookingState;

export interface Coming {
  id: string;
  /** What to call the child, or where that is not told what stands for it. */
  label: string;
  booking: bookings.Booking;
  /** Its state by name. */
  word: string;
  marked: boolean;
  /** Beside the mark: for how long the child was there, when the family said that it would not come. */
  details: string;
  age: number | undefined;
  ratio: type.SupportRatio | undefined;
  needs: type.Need[];
  request: bookings.MatchRequest | undefined;
}

export function comingOf(visit: Visit, booking: bookings.Booking, child: bookings.RegisterChild | undefined, request?: bookings.MatchRequest): Coming {
  const known = child ?? request;
  return {
    id: idOf(booking.name),
    label: child ? child.callName : visit.t("provider-register.child", { id: referenceOf(booking.name) }),
    booking,
    word: State[booking.state] ?? "",
    marked: booking.attendance !== undefined,
    details: detailsOf(visit, booking),
    age: known?.ageYears,
    ratio: known?.supportRatio,
    needs: known?.needs ?? [],
    request,
  };
}

function detailsOf({ words, t }: Visit, { state, attendance }: bookings.Booking): string {
  const details = [];
  if (state === State.PART_ATTENDED) details.push(words.duration(attendance?.minutes ?? 0));
  if (attendance?.noticeTime) details.push(t("provider-register.said", { moment: words.moment(attendance.noticeTime) }));
  return details.join(", ");
}

/** Children of a register by their name in the services. */
export const byName = (children: bookings.RegisterChild[]) => new Map(children.map((child) => [child.child, child]));
