import { bookings, eligibility, firstOf } from "@shortbreaks/client";

import { bookingsOf, childrenOf, withSessions } from "./reads.ts";
import { idOf, type Visit } from "../../visit.ts";

const { HELD, OFFERED, CONFIRMED, REQUESTED } = bookings.BookingState;

/** What was agreed and the family has yet to take. */
async function agreedFor(visit: Visit) {
  const found = (await childrenOf(visit)).map(async (child) => {
    const ask = (request: { pageToken?: string }) => visit.me.eligibility.listAllocations({ ...request, child: child.name });
    const allocations = await firstOf(50, ask, {}, (page) => page.allocations);
    const agreed = allocations.filter(({ state, application }) => state === eligibility.AllocationState.APPROVED && application !== "");
    return agreed.map((allocation) => ({ allocation, child, id: idOf(allocation.application) }));
  });
  return (await Promise.all(found)).flat();
}

export async function familyHome(visit: Visit): Promise<void> {
  const [all, agreed] = await Promise.all([bookingsOf(visit, "to come"), agreedFor(visit)]);
  const waiting = all.filter(({ booking }) => booking.state === HELD || booking.state === OFFERED);
  const next = all.filter(({ booking }) => booking.state === CONFIRMED || booking.state === REQUESTED).slice(0, 3);
  visit.show("families/home", { agreed, waiting: await withSessions(visit, waiting), next: await withSessions(visit, next), held: HELD });
}
