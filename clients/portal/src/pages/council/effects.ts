// What a version would change, counted: for whom an offer comes out otherwise, and which open applications that are.
import type { eligibility } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { liveFile, readPolicyFile, titlesIn } from "./policy-text.ts";

const CHILDREN_A_PAGE = 1_000;
/** A council of 60,000 families' children is more than there is. */
const PAGES_MAX = 60;

/** Children for whom one offer comes out in one way now, and in another then. */
export interface Change {
  offer: string;
  before: string;
  after: string;
  children: number;
  more: number;
  less: number;
}

export function changesIn(effects: eligibility.PolicyEffect[]): Change[] {
  const changes = new Map<string, Change>();
  for (const { offer, before, after, entitlementBefore, entitlementAfter } of effects) {
    const key = `${offer} ${before} ${after}`;
    const change = changes.get(key) ?? { offer, before, after, children: 0, more: 0, less: 0 };
    const [was, is] = [entitlementBefore?.amount ?? 0n, entitlementAfter?.amount ?? 0n];
    change.children += 1;
    if (is > was) change.more += 1;
    if (is < was) change.less += 1;
    changes.set(key, change);
  }
  return [...changes.values()].toSorted((a, b) => b.children - a.children);
}

/** How often each rule comes out otherwise, the most often first. */
export function rulesIn(effects: eligibility.PolicyEffect[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { rules } of effects) for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

async function replay({ me }: Visit, name: string) {
  const effects: eligibility.PolicyEffect[] = [];
  let [examined, pageToken] = [0, ""];
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await me.policies.replayPolicy({ name, pageSize: CHILDREN_A_PAGE, pageToken }, { timeoutMs: 30_000 });
    effects.push(...answer.effects);
    examined += answer.examined;
    pageToken = answer.nextPageToken;
    if (pageToken === "") break;
  }
  return { effects, examined };
}

async function show(visit: Visit): Promise<void> {
  const name = visit.nameOf("policies");
  const [{ policy, content }, file] = await Promise.all([visit.me.policies.getPolicy({ name }), liveFile(visit)]);
  const { effects, examined } = await replay(visit, name);
  const titles = new Map([...titlesIn(file), ...titlesIn(readPolicyFile(content))]);
  const titleOf = (offer: string) => titles.get(offer) ?? offer;
  const open = effects.filter(({ application }) => application !== "");
  visit.show("council/effects", {
    policy,
    id: idOf(name),
    examined,
    children: new Set(effects.map(({ child }) => child)).size,
    changes: changesIn(effects).map((change) => ({ ...change, title: titleOf(change.offer) })),
    rules: rulesIn(effects),
    applications: open.map((one) => ({ ...one, id: idOf(one.application), reference: referenceOf(one.application), title: titleOf(one.offer) })),
  });
}

export const effectPages: Page[] = [{ method: "get", path: "/council/policies/:id/effects", roles: ["officer"], show }];
