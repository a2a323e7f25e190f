// Booking for a family: the rules' answer stands before the button, and where they refer the officer says why.
import { eligibility, isShortBreaksError, type ShortBreaksError } from "@shortbreaks/client";

import { takesWaiting } from "../../../places-left.ts";
import type { Page } from "../../../table.ts";
import type { FieldError } from "../../../views.ts";
import { idOf, NotFound, UUID, type Visit } from "../../../visit.ts";
import { objectionsTo } from "../../objections.ts";
import { childOf } from "./reads.ts";

const REASON_MAX = 500;
/** What the services say at the moment, that the officer can do something about on this page. */
const REFUSALS = [
  "SESSION_FULL", "SESSION_NOT_OPEN", "SESSION_CLOSED", "SESSION_CANCELLED", "SESSION_STARTED", "STAFF_NOT_TRAINED", "NEEDS_TEAM_DECISION",
  "BALANCE_TOO_SMALL", "OVERLAPPING_BOOKING", "TOO_MANY_HOLDS", "WAITING_LIST_CLOSED", "DETAILS_CHANGED", "CONTENTION", "STATE_FORBIDS",
] as const;

function sessionIn(id: string): string {
  if (!UUID.test(id)) throw new NotFound();
  return `sessions/${id}`;
}

async function read(visit: Visit, session: string) {
  const child = await childOf(visit);
  const [{ offer }, { decision }, { balances }] = await Promise.all([
    visit.me.availability.getSession({ name: session, supportRatio: child.supportRatio }),
    visit.me.eligibility.decide({ child: child.name, session }),
    visit.me.bookings.getBalance({ child: child.name }),
  ]);
  if (!offer || !decision) throw new Error("no offer or decision in the answer");
  const eligible = decision.result === eligibility.DecisionResult.ELIGIBLE;
  const free = offer.bookable;
  // Places that are kept back for the council are an officer's to give, with a reason.
  const canWait = takesWaiting(offer, visit.now);
  const keptBack = !free && canWait && (offer.session?.reservePlaces ?? 0) > 0 && (offer.session?.placesTaken ?? 0) < (offer.session?.places ?? 0);
  const pays = balances.find((balance) => balance.allocation === decision.allocation);
  return { child, id: idOf(child.name), sessionId: idOf(session), offer, decision, eligible, free, keptBack, canWait, pays, rules: decision.rules.filter((rule) => rule.depth === 0) };
}

async function page(visit: Visit): Promise<void> {
  visit.show("council/children/book", await read(visit, sessionIn(visit.query("session")[0] ?? "")));
}

async function again(visit: Visit, session: string, errors: FieldError[], status = 422): Promise<void> {
  visit.showAgain("council/children/book", errors, { ...(await read(visit, session)), reason: visit.field("reason") }, status);
}

async function send(visit: Visit): Promise<void> {
  const session = sessionIn(visit.field("session"));
  const officerReason = visit.field("reason");
  const why = visit.field("what") === "overrule";
  if (why && officerReason === "") return again(visit, session, [{ field: "reason", text: visit.t("council-book.reason_missing") }]);
  if (why && officerReason.length > REASON_MAX) return again(visit, session, [{ field: "reason", text: visit.t("council-book.reason_long", { max: REASON_MAX }) }]);
  try {
    visit.goTo(await done(visit, session, why ? officerReason : ""));
  } catch (error) {
    if (!isShortBreaksError(error)) throw error;
    await refused(visit, session, error);
  }
}

/** Does what the pressed button says, and answers with the page to read next. */
async function done(visit: Visit, session: string, officerReason: string): Promise<string> {
  const wanted = { requestId: visit.requestId, child: visit.nameOf("children"), session };
  const what = visit.field("what");
  if (what === "wait") {
    const { entry } = await visit.me.waiting.joinWaitingList(wanted);
    return `/council/waiting/${idOf(entry?.name ?? "")}`;
  }
  const { booking } = what === "hold" ? await visit.me.bookings.holdPlace(wanted) : await visit.me.bookings.bookPlace({ ...wanted, officerReason });
  return `/council/bookings/${idOf(booking?.name ?? "")}`;
}

async function refused(visit: Visit, session: string, error: ShortBreaksError): Promise<void> {
  const { booking, entry } = error.metadata;
  if (error.reason === "ALREADY_BOOKED" && booking) return visit.goTo(`/council/bookings/${idOf(booking)}`);
  if (error.reason === "ALREADY_WAITING" && entry) return visit.goTo(`/council/waiting/${idOf(entry)}`);
  if (!isShortBreaksError(error, ...REFUSALS)) return again(visit, session, objectionsTo(error, { officer_reason: "reason" }, "choose"));
  await again(visit, session, [{ field: "choose", text: error.sentence }], 409);
}

export const bookPages: Page[] = [
  { method: "get", path: "/council/children/:id/book", roles: ["officer"], purpose: "booking", about: "children", show: page },
  { method: "post", path: "/council/children/:id/book", roles: ["officer"], purpose: "booking", about: "children", show: send },
];
