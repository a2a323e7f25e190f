// What the portal reads out of a policy's file: its offers, its rules and who decides how much. docs/policies.md says what stands there.
import { type eligibility, isShortBreaksError } from "@shortbreaks/client";
import { parse, stringify } from "yaml";

import { addDays } from "../../days.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";

type Criterion = Record<string, unknown> & { rule?: string; says?: string };

export interface PolicyOffer {
  offer?: string;
  title?: string;
  tier?: string;
  needs?: Criterion;
  then?: string;
  gives?: { amount?: string; or?: string; per?: string; when?: Criterion }[];
  review_months?: number;
  evidence_days?: number;
}

export interface PolicyFile {
  title?: string;
  sample?: boolean;
  year?: { starts?: string };
  offers?: PolicyOffer[];
  deciders?: { by?: string; up_to?: string }[];
  second_key_above?: string;
  second_key?: { above?: string; by?: string };
}

/** Empty where the text is no mapping: the services have checked it, and a page goes on without. */
export function readPolicyFile(content: string): PolicyFile {
  const file = parse(content) as unknown;
  return file !== null && typeof file === "object" ? (file as PolicyFile) : {};
}

/** What each offer is called. */
export function titlesIn({ offers = [] }: PolicyFile): Map<string, string> {
  return new Map(offers.map(({ offer = "", title = offer }) => [offer, title]));
}

/** The live policy's; empty while none is live. */
export async function liveFile({ me }: Visit): Promise<PolicyFile> {
  try {
    return readPolicyFile((await me.policies.getLivePolicy({})).content);
  } catch (error) {
    if (!isShortBreaksError(error, "NO_LIVE_POLICY")) throw error;
    return {};
  }
}

/** A rule of an offer, in the order of the file. */
export interface RuleText {
  rule: string;
  depth: number;
  /** The public words, where the file has its own. */
  says: string;
  /** As it stands in the file, without the rules that it is made of. */
  text: string;
  criterion: Criterion;
}

const GROUPS = ["all", "any", "none", "at_least"];

function partsOf(criterion: Criterion): Criterion[] {
  const found = GROUPS.flatMap((group) => criterion[group] ?? []) as (Criterion & { of?: Criterion[] })[];
  return found.flatMap((one) => (Array.isArray(one.of) && !one.rule ? one.of : [one]));
}

export function rulesIn(criterion: Criterion | undefined, depth = 0): RuleText[] {
  if (!criterion) return [];
  const { rule = "", says = "" } = criterion;
  const own = Object.fromEntries(Object.entries(criterion).filter(([key]) => !["rule", "says", ...GROUPS].includes(key)));
  const text = Object.keys(own).length > 0 ? stringify(own, { lineWidth: 60 }).trim() : "";
  return [...(rule ? [{ rule, depth, says, text, criterion }] : []), ...partsOf(criterion).flatMap((part) => rulesIn(part, rule ? depth + 1 : depth))];
}

/** Which papers a rule asks for: the beginning of their kinds' names. */
export function papersFor({ criterion }: RuleText, evidence: { kind: string; one: eligibility.Evidence }[]): eligibility.Evidence[] {
  const benefit = criterion["benefit"] as { name?: string } | undefined;
  const begins = [
    ...(benefit?.name ? [["dla", "pip"].includes(benefit.name) ? benefit.name.toUpperCase() : "OTHER_BENEFIT"] : []),
    ...(criterion["ehc_plan"] ? ["EHC_PLAN", "NO_EHC_PLAN"] : []),
    ...(criterion["letter"] ? ["LETTER"] : []),
  ];
  return evidence.filter(({ kind }) => begins.some((begin) => kind.startsWith(begin))).map(({ one }) => one);
}

/** From today to the last day of the policy's year: what a decision grants unless the officer says otherwise. */
export function usualWindow({ year }: PolicyFile, now: Date): { from: string; until: string } {
  const today = londonDay(now);
  const starts = /^\d\d-\d\d$/.test(year?.starts ?? "") ? (year?.starts ?? "") : "04-01";
  const ahead = `${today.slice(0, 4)}-${starts}` > today ? Number(today.slice(0, 4)) : Number(today.slice(0, 4)) + 1;
  return { from: today, until: addDays(`${ahead}-${starts}`, -1) };
}
