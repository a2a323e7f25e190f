import { eligibility, firstOf } from "@shortbreaks/client";

import { childrenOf } from "./reads.ts";
import type { Page } from "../../table.ts";
import { idOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { addressOf } from "./filters.ts";
import { ageOn, filtersFor } from "./find.ts";

async function children(visit: Visit): Promise<void> {
  const all = await childrenOf(visit);
  visit.show("families/children", { children: all.map((child) => ({ child, id: idOf(child.name), age: ageOn(child.dateOfBirth, londonDay(visit.now)) })) });
}

async function child(visit: Visit): Promise<void> {
  const name = visit.nameOf("children");
  const [{ child: found }, evidence] = await Promise.all([
    visit.me.eligibility.getChild({ name }),
    firstOf(100, (request: { pageToken?: string }) => visit.me.eligibility.listEvidence({ ...request, child: name }), {}, (page) => page.evidence),
  ]);
  if (!found) throw new Error("no child in the answer");
  const papers = evidence.filter((one) => !one.withdrawTime).map((one) => ({ ...one, word: eligibility.EvidenceKind[one.kind] }));
  visit.show("families/child", { child: found, papers, route: eligibility.AssessmentRoute[found.assessmentRoute], find: addressOf(filtersFor(visit, found)) });
}

export const childPages: Page[] = [
  { method: "get", path: "/children", roles: ["carer"], show: children },
  { method: "get", path: "/children/:id", roles: ["carer"], show: child },
];
