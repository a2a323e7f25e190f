// How applications and the people who handle them are named on pages of the council: by an id, never by a child's name.
import { eligibility, isShortBreaksError, type } from "@shortbreaks/client";

import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { howFar } from "./days.ts";

const State = eligibility.ApplicationState;

const ROLES = ["carer", "provider", "officer", "practitioner", "partner", "service"];

/** Who did something, by role; of officers with the id that the council knows them by. */
export function whoDid({ t }: Visit, actor: string): string {
  const [role = "", ...id] = actor.split(":");
  if (!ROLES.includes(role)) return t("council-who.system");
  return role === "officer" ? t("council-who.officer", { id: id.join(":").replace(/^officer:/, "") }) : t(`council-who.${role}`);
}

/** `you` for the person's own deeds; nothing where nobody is named. */
export function whoOf(visit: Visit, actor: string): string {
  if (actor === "") return "";
  return actor === visit.actor ? visit.t("council-words.you") : whoDid(visit, actor);
}

/** What an application waits for, with days in words. */
export function waitsFor(visit: Visit, application: eligibility.Application): string[] {
  const { t, words } = visit;
  const said: string[] = [];
  if (application.priority === eligibility.ApplicationPriority.URGENT) said.push(t("council-words.urgent"));
  if (application.priority === eligibility.ApplicationPriority.HIGH) said.push(t("council-words.high"));
  if (application.submitTime) said.push(application.ageDays === 0 ? t("council-words.handed_in_today") : t("council-words.handed_in", { count: application.ageDays }));
  const due = application.evidenceDueDate;
  const late = application.evidenceOverdue;
  if (due) said.push(t(late ? "council-words.evidence_late" : "council-words.evidence_due", { date: words.date(due), far: howFar(visit, due) }));
  const { decision } = application;
  if (application.state === State.DEFERRED && decision?.deferUntil) {
    said.push(t(application.deferReached ? "council-words.defer_reached" : "council-words.deferred", { date: words.date(decision.deferUntil), far: howFar(visit, decision.deferUntil) }));
  }
  if (decision?.awaitsSecondKey) said.push(t(decision.decider === visit.actor ? "council-words.second_mine" : "council-words.second"));
  if (application.underReview) said.push(t("council-words.under_review"));
  return said;
}

export interface Row {
  application: eligibility.Application;
  id: string;
  reference: string;
  title: string;
  state: string;
  waits: string[];
  gives: string;
  mayApprove: boolean;
}

/** An application in a list. */
export function rowOf(visit: Visit, application: eligibility.Application, titles: Map<string, string>): Row {
  return {
    application,
    id: idOf(application.name),
    reference: referenceOf(application.name),
    title: titles.get(application.offer) ?? application.offer,
    state: State[application.state],
    waits: waitsFor(visit, application),
    gives: visit.words.quantity(application.entitlement),
    mayApprove: application.state === State.INDICATIVE_ELIGIBLE && !application.decision?.awaitsSecondKey,
  };
}

const REFUSALS = ["ETAG_MISMATCH", "STATE_FORBIDS", "SECOND_PERSON_NEEDED", "ABOVE_LIMIT", "NO_LIVE_POLICY", "INVALID_REQUEST"] as const;

/** What the services would not do, in words for the officer; anything else goes on to its own page. */
export function refusalOf({ t }: Visit, error: unknown): string {
  if (!isShortBreaksError(error, ...REFUSALS)) throw error;
  const decider = error.metadata["decider"];
  if (error.reason === "ABOVE_LIMIT" && decider) return t("council-refusals.ABOVE_LIMIT_BY", { decider });
  if (error.reason === "INVALID_REQUEST") return error.fieldViolations.map((one) => one.description).join(" ");
  // The service knows better than a general sentence why a state forbids it.
  if (error.reason === "STATE_FORBIDS" && error.sentence.startsWith("The ")) return error.sentence;
  return t(`council-refusals.${error.reason}`);
}

const UNITS = { hours: type.AllocationUnit.MINUTES, nights: type.AllocationUnit.NIGHTS, sessions: type.AllocationUnit.SESSIONS, pounds: type.AllocationUnit.PENCE } as const;
export type UnitWord = keyof typeof UNITS;
export const UNIT_WORDS = Object.keys(UNITS) as UnitWord[];
const SCALE: Record<UnitWord, number> = { hours: 60, nights: 1, sessions: 1, pounds: 100 };

/** Of `37.5` and `hours`; nothing where it is no whole number of minutes, nights, sessions or pence. */
export function quantityOf(amount: string, unit: string): { unit: type.AllocationUnit; amount: bigint } | undefined {
  const word = UNIT_WORDS.find((one) => one === unit);
  if (!word || !/^\d{1,7}(\.\d{1,2})?$/.test(amount)) return undefined;
  const whole = Number(amount) * SCALE[word];
  if (Math.abs(whole - Math.round(whole)) > 1e-6 || whole < 1) return undefined;
  return { unit: UNITS[word], amount: BigInt(Math.round(whole)) };
}

/** The two fields of an amount. */
export function amountOf(quantity: type.Quantity | undefined): { amount: string; unit: UnitWord | "" } {
  const unit = UNIT_WORDS.find((one) => UNITS[one] === quantity?.unit);
  return quantity && unit ? { amount: String(Number(quantity.amount) / SCALE[unit]), unit } : { amount: "", unit: "" };
}
