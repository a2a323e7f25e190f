// One session: who is coming and what they need, and what the provider does with it.
import { bookings, firstOf, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { referenceOf, type Visit } from "../../visit.ts";
import { objectionsTo } from "../objections.ts";
import { byName, comingOf } from "./children.ts";
import { readSessionRow, requestsOf } from "./reads.ts";

const { HELD, CONFIRMED, OFFERED, REQUESTED } = bookings.BookingState;
const BOOKINGS_MAX = 1_000;
const REASON_MAX = 500;

/** Whoever has a place, or has one kept, in the order in which they booked. */
export async function comingTo(visit: Visit, session: string): Promise<bookings.Booking[]> {
  const asked = { session, states: [HELD, CONFIRMED, OFFERED, REQUESTED], pageSize: 200 };
  return firstOf(BOOKINGS_MAX, (request: { pageToken?: string }) => visit.me.bookings.listBookings({ ...asked, ...request }), {}, (page) => page.bookings);
}

/** Whom the staff that are there do not fit, as the service says it. */
async function affectedIn(visit: Visit, session: string) {
  const first = await visit.me.affected.listAffectedBookings({ session, pageSize: 200 });
  return {
    staffShort: first.staffShort,
    affected: first.bookings.map(({ booking, supportRatio, untrainedFor }) => ({ label: visit.t("provider-register.child", { id: referenceOf(booking?.name ?? "") }), booking, supportRatio, untrainedFor })),
  };
}

export async function readSession(visit: Visit) {
  const name = visit.nameOf("sessions");
  const row = await readSessionRow(visit, name);
  const [capacity, coming, register, short, requests] = await Promise.all([
    visit.me.capacity.getCapacity({ session: name }),
    row.begun ? [] : comingTo(visit, name),
    visit.me.registers.getRegister({ session: name }),
    row.stage === "cancelled" || row.begun ? { staffShort: 0, affected: [] } : affectedIn(visit, name),
    requestsOf(visit),
  ]);
  const waiting = new Map(requests.filter(({ session }) => session === name).map((request) => [request.booking, request]));
  const children = byName(register.children);
  return {
    row,
    session: capacity.session ?? row.session,
    use: capacity.use,
    short: { ...short, affected: short.affected.map((one) => ({ ...one, label: children.get(one.booking?.child ?? "")?.callName ?? one.label })) },
    // Once it has begun the register says who has a place, and what became of it.
    children: (row.begun ? register.bookings : coming).map((booking) => comingOf(visit, booking, children.get(booking.child), waiting.get(booking.name))),
    can: {
      publish: row.stage === "draft",
      reopen: row.stage === "closed",
      close: row.stage === "open",
      change: ["draft", "open", "closed"].includes(row.stage),
      register: row.stage !== "draft" && row.stage !== "cancelled",
    },
  };
}

async function show(visit: Visit): Promise<void> {
  visit.show("provider/session", await readSession(visit));
}

/** As the person saw the session; where it has changed since, it is shown anew. */
async function change(visit: Visit, does: (asked: { requestId: string; name: string; etag: string }) => Promise<unknown>): Promise<void> {
  try {
    await does({ requestId: visit.requestId, name: visit.nameOf("sessions"), etag: visit.field("etag") });
  } catch (error) {
    if (!isShortBreaksError(error, "ETAG_MISMATCH")) throw error;
    return visit.showAgain("provider/session", [{ field: "changes", text: visit.t("provider-session.changed") }], await readSession(visit));
  }
  visit.goTo(`/provider/sessions/${visit.request.params["id"]}`);
}

const publish = (visit: Visit) => change(visit, (asked) => visit.me.availability.publishSession(asked));
const close = (visit: Visit) => change(visit, (asked) => visit.me.availability.closeSession(asked));

async function ask(visit: Visit): Promise<void> {
  const read = await readSession(visit);
  if (!read.can.change) return visit.goTo(`/provider/sessions/${read.row.id}`);
  visit.show("provider/call-off", read);
}

async function callOff(visit: Visit): Promise<void> {
  const reason = visit.field("reason");
  const again = async (errors: FieldError[]) => visit.showAgain("provider/call-off", errors, { ...(await readSession(visit)), reason });
  const wrong = (text: string): FieldError[] => [{ field: "reason", text }];
  if (reason === "") return again(wrong(visit.t("provider-call-off.reason_missing")));
  if (reason.length > REASON_MAX) return again(wrong(visit.t("provider-call-off.reason_long", { max: REASON_MAX })));
  try {
    await visit.me.availability.cancelSession({ requestId: visit.requestId, name: visit.nameOf("sessions"), etag: visit.field("etag"), reason });
  } catch (error) {
    const changed = isShortBreaksError(error, "ETAG_MISMATCH");
    return again(changed ? wrong(visit.t("provider-session.changed")) : objectionsTo(error, {}, "reason"));
  }
  visit.goTo(`/provider/sessions/${visit.request.params["id"]}`);
}

export const providerSessionPages: Page[] = [
  { method: "get", path: "/provider/sessions/:id", roles: ["provider"], show },
  { method: "post", path: "/provider/sessions/:id/publish", roles: ["provider"], show: publish },
  { method: "post", path: "/provider/sessions/:id/close", roles: ["provider"], show: close },
  { method: "get", path: "/provider/sessions/:id/call-off", roles: ["provider"], show: ask },
  { method: "post", path: "/provider/sessions/:id/call-off", roles: ["provider"], show: callOff },
];
