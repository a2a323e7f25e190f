// Cancelling for a family. What it costs stands before the button, and with it whether the council gives that back.
import { isShortBreaksError, newRequestId, type } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import type { FieldError } from "../../../views.ts";
import { UUID, type Visit } from "../../../visit.ts";
import { objectionsTo } from "../../objections.ts";
import { readForCouncil } from "./booking.ts";

const Cause = type.CancelCause;
const CAUSES = [Cause.CHANGED_PLANS, Cause.ILLNESS, Cause.HOSPITAL, Cause.BEREAVEMENT, Cause.HARDSHIP, Cause.UNSPECIFIED];
const REASON_MAX = 500;

async function price(visit: Visit) {
  const name = visit.nameOf("bookings");
  const [found, cost] = await Promise.all([readForCouncil(visit), visit.me.bookings.cancelBooking({ requestId: newRequestId(), name, validateOnly: true })]);
  const waivedFor = found.booking.cancellation?.waivedFor ?? [];
  return { ...found, cost, causes: CAUSES, Cause, waivedFor, waiveRequestId: newRequestId() };
}

async function ask(visit: Visit): Promise<void> {
  const read = await price(visit);
  if (!read.can.cancel) return visit.goTo(`/council/bookings/${read.id}`);
  visit.show("council/children/cancel", { ...read, chosen: {} });
}

function mistakesIn({ t }: Visit, cause: type.CancelCause | undefined, chosen: { charge: string; reason: string }, costs: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (cause === undefined) errors.push({ field: "cause", text: t("council-cancel.cause_missing") });
  if (costs && !["lose", "waive"].includes(chosen.charge)) errors.push({ field: "charge", text: t("council-cancel.charge_missing") });
  if (chosen.charge === "waive" && chosen.reason === "") errors.push({ field: "reason", text: t("council-booking.waive_missing") });
  if (chosen.reason.length > REASON_MAX) errors.push({ field: "reason", text: t("council-book.reason_long", { max: REASON_MAX }) });
  return errors;
}

async function cancel(visit: Visit): Promise<void> {
  const cause = CAUSES.find((one) => Cause[one] === visit.field("cause"));
  const chosen = { cause: visit.field("cause"), charge: visit.field("charge"), reason: visit.field("reason") };
  const again = async (errors: FieldError[]) => visit.showAgain("council/children/cancel", errors, { ...(await price(visit)), chosen });
  const errors = mistakesIn(visit, cause, chosen, visit.field("costs") === "yes");
  if (errors.length > 0 || cause === undefined) return again(errors);
  const name = visit.nameOf("bookings");
  try {
    // The booking as the officer saw it: what it read of the price holds, or it is shown anew.
    const { booking } = await visit.me.bookings.cancelBooking({ requestId: visit.requestId, name, etag: visit.field("etag"), cause });
    if (chosen.charge === "waive" && (booking?.forfeited?.amount ?? 0n) > 0n) await giveBack(visit, name, chosen.reason);
  } catch (error) {
    if (isShortBreaksError(error, "ETAG_MISMATCH")) return again([{ field: "cause", text: visit.t("cancel.changed") }]);
    // Cancelled it is; why the charge is given back is asked again on the booking's own page.
    const errors = objectionsTo(error, {}, "reason");
    return visit.showAgain("council/children/booking", errors, { ...(await readForCouncil(visit)), reason: chosen.reason });
  }
  visit.goTo(`/council/bookings/${visit.request.params["id"]}`);
}

/** Under an id of its own from the same form, so that the form sent twice gives back once. */
async function giveBack(visit: Visit, name: string, reason: string): Promise<void> {
  const given = visit.field("waive_request_id");
  await visit.me.bookings.waiveCharge({ requestId: UUID.test(given) ? given : newRequestId(), name, reason });
}

export const cancelPages: Page[] = [
  { method: "get", path: "/council/bookings/:id/cancel", roles: ["officer"], purpose: "booking", about: "bookings", show: ask },
  { method: "post", path: "/council/bookings/:id/cancel", roles: ["officer"], purpose: "booking", about: "bookings", show: cancel },
];
