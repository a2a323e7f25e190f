// What it costs stands before the button.
import { isShortBreaksError, newRequestId, type } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { Visit } from "../../visit.ts";
import { readBooking } from "./hold.ts";

const Cause = type.CancelCause;
const CAUSES = [Cause.CHANGED_PLANS, Cause.ILLNESS, Cause.HOSPITAL, Cause.BEREAVEMENT, Cause.HARDSHIP, Cause.UNSPECIFIED];

async function price(visit: Visit) {
  const name = visit.nameOf("bookings");
  const [read, cost] = await Promise.all([
    readBooking(visit),
    visit.me.bookings.cancelBooking({ requestId: newRequestId(), name, validateOnly: true }),
  ]);
  return { ...read, cost, causes: CAUSES, Cause, waived: read.booking.cancellation?.waivedFor ?? [] };
}

async function ask(visit: Visit): Promise<void> {
  visit.show("families/cancel", await price(visit));
}

async function cancel(visit: Visit): Promise<void> {
  const cause = CAUSES.find((one) => Cause[one] === visit.field("cause"));
  if (cause === undefined) return visit.showAgain("families/cancel", [{ field: "cause", text: visit.t("cancel.cause_missing") }], await price(visit));
  try {
    // The booking as the family saw it: what it read of the price holds, or it is shown anew.
    await visit.me.bookings.cancelBooking({ requestId: visit.requestId, name: visit.nameOf("bookings"), etag: visit.field("etag"), cause });
  } catch (error) {
    if (!isShortBreaksError(error, "ETAG_MISMATCH")) throw error;
    return visit.showAgain("families/cancel", [{ field: "cause", text: visit.t("cancel.changed") }], await price(visit));
  }
  visit.goTo(`/bookings/${visit.request.params["id"]}`);
}

export const cancelPages: Page[] = [
  { method: "get", path: "/bookings/:id/cancel", roles: ["carer"], show: ask },
  { method: "post", path: "/bookings/:id/cancel", roles: ["carer"], show: cancel },
];
