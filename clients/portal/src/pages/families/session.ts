import { type availability, type eligibility, isShortBreaksError, type ShortBreaksError, type } from "@shortbreaks/client";

import { childrenOf } from "./reads.ts";
import { takesWaiting } from "../../places-left.ts";
import type { Page } from "../../table.ts";
import { idOf, type Visit } from "../../visit.ts";

export interface SessionView {
  offer: availability.SessionOffer;
  children: eligibility.Child[];
  alternatives: availability.Alternative[];
  /** What of the allowance. */
  uses: string;
  canWait: boolean;
}

function usesOf({ words, t }: Visit, { session, activity }: availability.SessionOffer): string {
  if (activity?.tier === type.Tier.UNIVERSAL) return t("tiers.uses_none");
  return session?.chargeNights ? t("words.nights", { count: session.chargeNights }) : words.duration(session?.chargeMinutes ?? 0);
}

/** With one child, for that child: how much support it needs says how many places there are for it. */
export async function readSession(visit: Visit, name: string, chosen?: string): Promise<SessionView> {
  const children = await childrenOf(visit);
  const child = children.length === 1 ? children[0] : children.find((one) => one.name === chosen);
  const { offer } = await visit.me.availability.getSession({ name, ...(child?.supportRatio && { supportRatio: child.supportRatio }) });
  if (!offer) throw new Error("a session without its offer");
  const canWait = offer.freePlaces === 0 && takesWaiting(offer, visit.now);
  return { offer, children, uses: usesOf(visit, offer), canWait, alternatives: offer.bookable ? [] : await alternativesTo(visit, name, child) };
}

export async function alternativesTo(visit: Visit, session: string, child: eligibility.Child | undefined) {
  const suits = child?.dateOfBirth && { dateOfBirth: child.dateOfBirth, supportRatio: child.supportRatio, needs: child.needs };
  const { alternatives } = await visit.me.suggestions.listAlternatives({ session, ...suits, pageSize: 5 });
  return alternatives;
}

async function session(visit: Visit): Promise<void> {
  visit.show("families/session", { ...(await readSession(visit, visit.nameOf("sessions"))), id: visit.request.params["id"] });
}

/** Which child of the form; with one child there is nothing to choose. */
export function chosenChild(visit: Visit, children: eligibility.Child[]): eligibility.Child | undefined {
  return children.length === 1 ? children[0] : children.find((child) => idOf(child.name) === visit.field("child"));
}

async function hold(visit: Visit): Promise<void> {
  const name = visit.nameOf("sessions");
  const children = await childrenOf(visit);
  const child = chosenChild(visit, children);
  const again = async () => ({ ...(await readSession(visit, name)), id: visit.request.params["id"] });
  if (!child) return visit.showAgain("families/session", [{ field: "child", text: visit.t("session.child_missing") }], await again());
  try {
    const { booking } = await visit.me.bookings.holdPlace({ requestId: visit.requestId, child: child.name, session: name });
    visit.goTo(`/bookings/${idOf(booking?.name ?? "")}/check`);
  } catch (error) {
    if (!isShortBreaksError(error)) throw error;
    await refused(visit, error, name, child);
  }
}

/** The place is gone, or the team must look at it, or the child is booked already: each with what to do now. */
async function refused(visit: Visit, error: ShortBreaksError, name: string, child: eligibility.Child): Promise<void> {
  const { booking } = error.metadata;
  if (error.reason === "ALREADY_BOOKED" && booking) return visit.goTo(`/bookings/${idOf(booking)}`);
  const gone = ["SESSION_FULL", "SESSION_CLOSED", "SESSION_CANCELLED", "SESSION_STARTED", "STAFF_NOT_TRAINED"];
  if (gone.includes(error.reason)) {
    const { offer } = await visit.me.availability.getSession({ name, ...(child.supportRatio && { supportRatio: child.supportRatio }) });
    const alternatives = await alternativesTo(visit, name, child);
    visit.response.status(409);
    return visit.show("families/gone", { offer, alternatives, child, childId: idOf(child.name), sentence: error.sentence, canWait: error.reason === "SESSION_FULL", id: idOf(name) });
  }
  if (error.reason === "NEEDS_TEAM_DECISION") {
    const { decision } = await visit.me.eligibility.decide({ child: child.name, session: name });
    const open = decision?.rules.filter((rule) => rule.outcome !== 1 && rule.depth === 0) ?? [];
    visit.response.status(409);
    return visit.show("families/team", { rules: open, child });
  }
  throw error;
}

export const sessionPages: Page[] = [
  { method: "get", path: "/sessions/:id", roles: ["carer"], show: session },
  { method: "post", path: "/sessions/:id", roles: ["carer"], show: hold },
];
