// A child's place on a waiting list: where it stands and why, and a free place offered out of turn with a reason.
import { bookings, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../../table.ts";
import type { FieldError } from "../../../views.ts";
import { idOf, UUID, type Visit } from "../../../visit.ts";
import { objectionsTo } from "../../objections.ts";
import { childOf } from "./reads.ts";

const State = bookings.WaitingListEntryState;
const PassedOver = bookings.PassedOverReason;
const REASON_MAX = 500;
const REFUSALS = ["SESSION_FULL", "SESSION_CLOSED", "SESSION_CANCELLED", "SESSION_STARTED", "SESSION_NOT_OPEN", "BALANCE_TOO_SMALL", "OVERLAPPING_BOOKING",
  "STAFF_NOT_TRAINED", "NEEDS_TEAM_DECISION", "STATE_FORBIDS", "NOT_FOUND", "DETAILS_CHANGED", "CONTENTION"] as const;

async function read(visit: Visit) {
  const { entry, position } = await visit.me.waiting.getWaitingListEntry({ name: visit.nameOf("waitingListEntries") });
  if (!entry) throw new Error("no entry in the answer");
  const session = entry.session || position?.session || "";
  const [child, { activity }, offer] = await Promise.all([
    childOf(visit, entry.child),
    visit.me.availability.getActivity({ name: entry.activity }),
    session ? visit.me.availability.getSession({ name: session }).then((answer) => answer.offer) : undefined,
  ]);
  return {
    entry, position, child, activity, offer, session,
    id: idOf(entry.name),
    childId: idOf(child.name),
    booking: entry.booking && idOf(entry.booking),
    word: State[entry.state],
    passedOver: entry.passedOverReason ? PassedOver[entry.passedOverReason] : "",
    waits: entry.state === State.WAITING,
    offered: entry.state === State.OFFERED,
  };
}

async function one(visit: Visit): Promise<void> {
  visit.show("council/children/waiting", await read(visit));
}

const here = (visit: Visit) => `/council/waiting/${visit.request.params["id"]}`;
const named = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("waitingListEntries") });

/** Where it no longer waits, its page says what became of it. */
const unlessOver = (change: (visit: Visit) => Promise<unknown>) => async (visit: Visit) => {
  try {
    await change(visit);
  } catch (error) {
    if (!isShortBreaksError(error, "STATE_FORBIDS", "OFFER_EXPIRED")) throw error;
  }
  visit.goTo(here(visit));
};

async function offer(visit: Visit): Promise<void> {
  const reason = visit.field("reason");
  const again = async (errors: FieldError[], status: number) => {
    visit.showAgain("council/children/waiting", errors, { ...(await read(visit)), reason }, status);
  };
  if (reason === "") return again([{ field: "reason", text: visit.t("council-waiting.reason_missing") }], 422);
  if (reason.length > REASON_MAX) return again([{ field: "reason", text: visit.t("council-book.reason_long", { max: REASON_MAX }) }], 422);
  const id = visit.field("session");
  try {
    await visit.me.waiting.offerPlace({ ...named(visit), reason, session: UUID.test(id) ? `sessions/${id}` : "" });
  } catch (error) {
    if (!isShortBreaksError(error, ...REFUSALS)) return again(objectionsTo(error, {}, "reason"), 422);
    const nobody = error.metadata["state"] === "nobody_may_act";
    return again([{ field: "reason", text: nobody ? visit.t("council-waiting.nobody_may_act") : error.sentence }], 409);
  }
  visit.goTo(here(visit));
}

const waiting = { roles: ["officer"], purpose: "booking", about: "waitingListEntries" } as const;

export const waitingPages: Page[] = [
  { method: "get", path: "/council/waiting/:id", ...waiting, show: one },
  { method: "post", path: "/council/waiting/:id/offer", ...waiting, show: offer },
  { method: "post", path: "/council/waiting/:id/leave", ...waiting, show: unlessOver((visit) => visit.me.waiting.leaveWaitingList(named(visit))) },
  { method: "post", path: "/council/waiting/:id/accept", ...waiting, show: unlessOver((visit) => visit.me.waiting.acceptOffer(named(visit))) },
  { method: "post", path: "/council/waiting/:id/decline", ...waiting, show: unlessOver((visit) => visit.me.waiting.declineOffer(named(visit))) },
];
