// A named officer decides: yes, yes with a change, no with reasons, or later. And the second officer, where one is needed.
import { eligibility } from "@shortbreaks/client";

import { addDays } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { readApplication } from "./application.ts";
import { dayOf } from "./days.ts";
import { usualWindow } from "./policy-text.ts";
import { amountOf, quantityOf, UNIT_WORDS, whoOf } from "./shown.ts";
import { mistakeIn } from "./refused.ts";
import { type ReadApplication, send, step, usualStream } from "./steps.ts";
import { londonDay } from "../../words.ts";

const Outcome = eligibility.ApplicationOutcome;
const OUTCOMES = { approve: Outcome.APPROVE, vary: Outcome.APPROVE_VARIED, decline: Outcome.DECLINE, defer: Outcome.DEFER } as const;
type OutcomeWord = keyof typeof OUTCOMES;
const WORDS = Object.keys(OUTCOMES) as OutcomeWord[];
const FIELDS = ["amount", "unit", "stream", "from", "until", "section", "defer", "reason"] as const;
const REASON_MAX = 2_000;
const SECTIONS = ["H1", "H2"];
/** Where a field of the request stands in the form. */
const AT = {
  reason: "reason",
  outcome: "stands",
  "grant.quantity": "amount",
  "grant.funding_stream": "stream",
  "grant.window_start": "from",
  "grant.window_end": "until",
  "grant.ehc_plan_section": "section",
  defer_until: "defer",
};

/** What the page shows beside the form: the choices, and who may decide how much by the policy. */
function choices({ file, application }: ReadApplication, to: string) {
  const met = application.assessment?.rules[0]?.outcome === eligibility.RuleOutcome.MET;
  const above = file.second_key?.above ?? file.second_key_above ?? "";
  return { to, outcomes: WORDS, units: UNIT_WORDS, sections: SECTIONS, deciders: file.deciders ?? [], above, met };
}

const outcomeIn = (text: string): OutcomeWord | "" => WORDS.find((word) => word === text) ?? "";

/** What the rules give, from today to the end of the policy's year, paid as before: the officer changes what is not right. */
async function usual(visit: Visit, { application, file }: ReadApplication, to: string): Promise<Record<string, string>> {
  const { allocations } = await visit.me.eligibility.listAllocations({ child: application.child, pageSize: 1 });
  const wanted = amountOf(application.asked ?? application.entitlement);
  const { from, until } = usualWindow(file, visit.now);
  return { ...wanted, amount: to === "vary" ? "" : wanted.amount, stream: usualStream(allocations), from, until, defer: addDays(londonDay(visit.now), 28) };
}

async function ask(visit: Visit): Promise<void> {
  const read = await readApplication(visit);
  const to = outcomeIn(visit.query("to")[0] ?? "");
  const shown = { ...read, ...choices(read, to), given: await usual(visit, read, to) };
  if (to === "" && visit.query("go").length > 0) return visit.showAgain("council/decide", [{ field: "to", text: visit.t("council-decide.what_missing") }], shown);
  visit.show("council/decide", shown);
}

function mistakes(visit: Visit, to: OutcomeWord): FieldError[] {
  const { t } = visit;
  const errors: FieldError[] = [];
  const wrong = (field: (typeof FIELDS)[number], is: boolean) => is && errors.push({ field, text: t(`council-decide.wrong.${field}`) });
  if (to === "approve" || to === "vary") {
    wrong("amount", !quantityOf(visit.field("amount"), visit.field("unit")));
    wrong("stream", visit.field("stream") === "" || visit.field("stream").length > 64);
    wrong("from", !dayOf(visit.field("from")));
    wrong("until", !dayOf(visit.field("until")) || visit.field("until") < visit.field("from"));
  }
  if (to === "defer") wrong("defer", !dayOf(visit.field("defer")) || visit.field("defer") < londonDay(visit.now));
  return [...errors, ...mistakeIn(visit, "reason", REASON_MAX)];
}

function requestOf(visit: Visit, to: OutcomeWord) {
  const outcome = OUTCOMES[to];
  const common = { ...step(visit), outcome, reason: visit.field("reason") };
  if (to === "defer") return { ...common, deferUntil: dayOf(visit.field("defer")) };
  if (to === "decline") return common;
  const grant = {
    quantity: quantityOf(visit.field("amount"), visit.field("unit")),
    fundingStream: visit.field("stream"),
    windowStart: dayOf(visit.field("from")),
    windowEnd: dayOf(visit.field("until")),
    ehcPlanSection: SECTIONS.find((one) => one === visit.field("section")) ?? "",
  };
  return { ...common, grant };
}

async function decide(visit: Visit): Promise<void> {
  const to = outcomeIn(visit.field("to"));
  if (to === "") return visit.goTo(`/council/applications/${visit.request.params["id"]}/decide`);
  const given = Object.fromEntries(FIELDS.map((field) => [field, visit.field(field)]));
  const more = (read: ReadApplication) => Promise.resolve(choices(read, to));
  const sent = { view: "council/decide", given, errors: mistakes(visit, to), at: AT, more };
  await send(visit, sent, () => visit.me.applications.decideApplication(requestOf(visit, to)));
}

const decision = (visit: Visit) => async ({ application }: ReadApplication) => ({
  mine: application.decision?.decider === visit.actor,
  decider: whoOf(visit, application.decision?.decider ?? ""),
});

async function second(visit: Visit): Promise<void> {
  const read = await readApplication(visit);
  visit.show("council/second", { ...read, ...(await decision(visit)(read)), given: {} });
}

const confirm = (visit: Visit) =>
  send(visit, { view: "council/second", given: {}, errors: [], more: decision(visit) }, () => visit.me.applications.confirmDecision(step(visit)));

async function reject(visit: Visit): Promise<void> {
  const given = { reason: visit.field("reason") };
  const sent = { view: "council/second", given, errors: mistakeIn(visit, "reason", REASON_MAX), at: { reason: "reason" }, more: decision(visit) };
  await send(visit, sent, () => visit.me.applications.rejectDecision({ ...step(visit), ...given }));
}

const row = { roles: ["officer"], purpose: "application", about: "applications" } as const;

export const decidePages: Page[] = [
  { method: "get", path: "/council/applications/:id/decide", ...row, show: ask },
  { method: "post", path: "/council/applications/:id/decide", ...row, show: decide },
  { method: "get", path: "/council/applications/:id/second", ...row, show: second },
  { method: "post", path: "/council/applications/:id/confirm", ...row, show: confirm },
  { method: "post", path: "/council/applications/:id/reject", ...row, show: reject },
];
