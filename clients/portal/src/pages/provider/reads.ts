// What several pages of a provider read.
import { availability, type bookings, firstOf } from "@shortbreaks/client";

import { dateFields } from "../../days.ts";
import { idOf, type Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";

const State = availability.SessionState;
const SESSIONS_MAX = 500;

/** `providers/{uuid}` whose staff the person is. */
export function providerOf({ person }: Visit): string {
  if (!person.provider) throw new Error("nobody's staff");
  return person.provider;
}

export type Stage = "draft" | "open" | "closed" | "cancelled" | "running" | "over";

export interface SessionRow {
  id: string;
  offer: availability.SessionOffer;
  session: availability.Session;
  stage: Stage;
  /** From then on the register can be marked. */
  begun: boolean;
}

export function stageOf(session: Pick<availability.Session, "state" | "startTime" | "endTime">, now: Date): Stage {
  if (session.state === State.CANCELLED) return "cancelled";
  if (session.state === State.DRAFT) return "draft";
  if (dateOf(session.endTime) <= now) return "over";
  if (dateOf(session.startTime) <= now) return "running";
  return session.state === State.CLOSED ? "closed" : "open";
}

export function rowOf(visit: Visit, offer: availability.SessionOffer): SessionRow {
  const { session } = offer;
  if (!session) throw new Error("an offer without its session");
  const stage = stageOf(session, visit.now);
  return { id: idOf(session.name), offer, session, stage, begun: stage === "running" || stage === "over" };
}

/** The provider's sessions that start on these days of London, the last included, in every state, by start. */
export async function sessionsBetween(visit: Visit, firstDay: string, lastDay: string): Promise<SessionRow[]> {
  const asked = { provider: providerOf(visit), fromDate: dateFields(firstDay), toDate: dateFields(lastDay), pageSize: 200 };
  const ask = (request: { pageToken?: string }) => visit.me.timetables.listSessions({ ...asked, ...request });
  const offers = await firstOf(SESSIONS_MAX, ask, {}, (page) => page.offers);
  return offers.map((offer) => rowOf(visit, offer));
}

export async function readSessionRow(visit: Visit, name: string): Promise<SessionRow> {
  const { offer } = await visit.me.availability.getSession({ name });
  if (!offer) throw new Error("a session without its offer");
  return rowOf(visit, offer);
}

export async function requestsOf({ me }: Visit): Promise<bookings.MatchRequest[]> {
  return firstOf(500, (request: { pageToken?: string }) => me.needsMatch.listRequests({ ...request, pageSize: 200 }), {}, (page) => page.requests);
}
