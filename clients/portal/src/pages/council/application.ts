// One application: what was asked, the child's facts that matter, the papers, every rule with what it came to, and what may be done now.
import { eligibility, firstOf, type type } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { ageOn } from "../families/find.ts";
import { dayText } from "../../days.ts";
import { liveFile, papersFor, type PolicyFile, readPolicyFile, rulesIn, titlesIn } from "./policy-text.ts";
import { refusalOf, waitsFor, whoOf } from "./shown.ts";

const State = eligibility.ApplicationState;
const { SUBMITTED, EVIDENCE_REQUESTED, INDICATIVE_ELIGIBLE, NEEDS_REVIEW, PANEL_LISTED, DEFERRED, REVIEW_REQUESTED } = State;
const OPEN = [EVIDENCE_REQUESTED, INDICATIVE_ELIGIBLE, NEEDS_REVIEW, PANEL_LISTED, DEFERRED, REVIEW_REQUESTED];

/** What an officer may do in a state, as the services have it; while a second key is awaited, only that. */
export const MAY: Record<string, readonly eligibility.ApplicationState[]> = {
  assess: [SUBMITTED, EVIDENCE_REQUESTED, INDICATIVE_ELIGIBLE, NEEDS_REVIEW, DEFERRED],
  ask: [SUBMITTED, ...OPEN],
  panel: [SUBMITTED, EVIDENCE_REQUESTED, INDICATIVE_ELIGIBLE, NEEDS_REVIEW, DEFERRED, REVIEW_REQUESTED],
  decide: OPEN,
  notify: [State.APPROVED, State.APPROVED_VARIED, State.DECLINED],
  close: [State.NOTIFIED],
  priority: [SUBMITTED, ...OPEN],
  withdraw: [SUBMITTED, ...OPEN],
};

export function actionsOf(application: eligibility.Application): Record<string, boolean> {
  const waits = application.decision?.awaitsSecondKey ?? false;
  const may = Object.entries(MAY).map(([action, states]) => [action, !waits && states.includes(application.state)]);
  return { ...(Object.fromEntries(may) as Record<string, boolean>), second: waits };
}

/** By `:id`, with what every page of an application says of it. */
export async function readApplication(visit: Visit) {
  const answer = await visit.me.applications.getApplication({ name: visit.nameOf("applications") });
  const { application } = answer;
  if (!application) throw new Error("no application in the answer");
  const file = await policyOf(visit, application);
  return {
    ...answer,
    application,
    file,
    id: idOf(application.name),
    reference: referenceOf(application.name),
    title: titlesIn(file).get(application.offer) ?? application.offer,
    state: State[application.state],
    waits: waitsFor(visit, application),
    can: actionsOf(application),
    offered: application.offeredEvidence.map(({ kind, issueDate }) => ({ kind: eligibility.EvidenceKind[kind], issueDate })),
  };
}

/** The policy that holds for it: the one that was live when it was handed in. */
async function policyOf(visit: Visit, { policy }: eligibility.Application): Promise<PolicyFile> {
  return policy ? readPolicyFile((await visit.me.policies.getPolicy({ name: policy })).content) : liveFile(visit);
}

export interface Paper {
  one: eligibility.Evidence;
  id: string;
  kind: string;
  /** Counts, begins later, has run out, or was taken off the file. */
  stands: "counts" | "later" | "over" | "withdrawn";
}

export async function papersOf(visit: Visit, child: string): Promise<Paper[]> {
  const list = (request: { pageToken?: string }) => visit.me.eligibility.listEvidence({ ...request, child, pageSize: 200 });
  const evidence = await firstOf(200, list, {}, (page) => page.evidence);
  const today = londonDay(visit.now);
  return evidence.map((one) => ({ one, id: idOf(one.name), kind: eligibility.EvidenceKind[one.kind], stands: standsOf(one, today) }));
}

function standsOf(one: eligibility.Evidence, today: string): Paper["stands"] {
  if (one.withdrawTime) return "withdrawn";
  if (dayText(one.issueDate) > today) return "later";
  return one.expireDate && dayText(one.expireDate) < today ? "over" : "counts";
}

export interface ShownRule {
  depth: number;
  outcome: string;
  explanation: string;
  nextStep: string;
  papers: string[];
  text: string;
}

/** Each rule of the assessment, with the papers that it asks for and its words in the policy's file. */
function rulesOf(visit: Visit, { assessment, offer }: eligibility.Application, file: PolicyFile, papers: Paper[]): ShownRule[] {
  const texts = new Map(rulesIn(file.offers?.find((one) => one.offer === offer)?.needs).map((rule) => [rule.rule, rule]));
  const counting = papers.filter(({ stands }) => stands === "counts");
  return (assessment?.rules ?? []).map((rule) => {
    const text = rule.depth > 0 ? texts.get(rule.rule) : undefined;
    return {
      depth: Math.min(rule.depth, 3),
      outcome: eligibility.RuleOutcome[rule.outcome],
      explanation: rule.explanation,
      nextStep: rule.nextStep,
      papers: text ? papersFor(text, counting).map((one) => paperInWords(visit, one)) : [],
      text: text?.text ?? "",
    };
  });
}

export function paperInWords({ t, words }: Visit, one: eligibility.Evidence): string {
  const name = t(`child.kinds.${eligibility.EvidenceKind[one.kind]}`);
  const { issueDate, expireDate } = one;
  const when = expireDate ? t("child.from_to", { from: words.date(issueDate), to: words.date(expireDate) }) : t("child.from", { from: words.date(issueDate) });
  return `${name}, ${when}`;
}

/** Facts that a policy may ask for, in the order of docs/policies.md; what nobody recorded is left out. */
function factsOf({ t, words }: Visit, child: eligibility.Child): [string, string][] {
  const known = child.circumstances;
  const answer = (is: boolean) => t(is ? "council-application.yes" : "council-application.no");
  const facts: [string, string | undefined][] = [
    ["lives", [child.ward, child.postcodeDistrict].filter((one) => one !== "").join(", ") || undefined],
    ["resident", answer(child.resident)],
    ["support", words.ratio(child.supportRatio)],
    ["needs", child.needs.length > 0 ? child.needs.map((need: type.Need) => words.need(need)).join("; ") : undefined],
    ["route", t(`child.routes.${eligibility.AssessmentRoute[child.assessmentRoute]}`)],
    ["education", known?.fullTimeEducation === undefined ? undefined : answer(known.fullTimeEducation)],
    ["school_year", known?.schoolYear === undefined ? undefined : String(known.schoolYear)],
    ["packages", known?.packagesKnown ? known.packages.join("; ") || t("council-application.none") : undefined],
    ["scores", known?.scores.map(({ of, value }) => `${of}: ${value}`).join("; ") || undefined],
    ["recorded", known?.recorded.map(({ fact, is }) => `${fact}: ${answer(is)}`).join("; ") || undefined],
    ["plan", known?.plannedProvision.map((one) => `${one.ehcPlanSection}: ${words.quantity(one.quantity)}`).join("; ") || undefined],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

async function whole(visit: Visit) {
  const read = await readApplication(visit);
  const { application } = read;
  const kept = application.assessment?.name;
  const [{ child }, papers, allocations, decision] = await Promise.all([
    visit.me.eligibility.getChild({ name: application.child }),
    papersOf(visit, application.child),
    firstOf(50, (request: { pageToken?: string }) => visit.me.eligibility.listAllocations({ ...request, child: application.child }), {}, (page) => page.allocations),
    kept ? visit.me.eligibility.getDecision({ name: kept }) : undefined,
  ]);
  if (!child) throw new Error("no child in the answer");
  return {
    ...read,
    child,
    papers,
    age: ageOn(child.dateOfBirth, londonDay(visit.now)),
    facts: factsOf(visit, child),
    rules: rulesOf(visit, application, read.file, papers),
    asked: decision && { reproduced: decision.reproduced, time: decision.createTime },
    allocations: allocations.map((one) => ({ ...one, state: eligibility.AllocationState[one.state] })),
    duplicates: read.possibleDuplicates.map(referenceOf),
    decider: whoOf(visit, application.decision?.decider ?? ""),
    secondKey: whoOf(visit, application.decision?.secondKey ?? ""),
    steps: read.history.map((event) => ({ ...event, state: State[event.toState], who: whoOf(visit, event.actor) })),
    kinds: eligibility.ApplicantKind[application.applicantKind],
  };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/application", await whole(visit));
}

async function assess(visit: Visit): Promise<void> {
  try {
    await visit.me.applications.assessApplication({ requestId: visit.requestId, name: visit.nameOf("applications"), etag: visit.field("etag") });
  } catch (error) {
    return visit.showAgain("council/application", [{ field: "assess", text: refusalOf(visit, error) }], await whole(visit));
  }
  visit.goTo(`/council/applications/${visit.request.params["id"]}`);
}

const row = { roles: ["officer"], purpose: "application", about: "applications" } as const;

export const applicationPages: Page[] = [
  { method: "get", path: "/council/applications/:id", ...row, show },
  { method: "post", path: "/council/applications/:id/assess", ...row, show: assess },
];
