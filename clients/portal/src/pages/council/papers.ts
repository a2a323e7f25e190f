// Papers that an officer has seen, for the child of an application: put on the file, or taken off it.
import { eligibility } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { UUID, type Visit } from "../../visit.ts";
import { papersOf, readApplication } from "./application.ts";
import { dayOf } from "./days.ts";
import { objections } from "./refused.ts";

const Kind = eligibility.EvidenceKind;
const KINDS = Object.values(Kind).filter((kind): kind is eligibility.EvidenceKind => typeof kind === "number" && kind > 0);
const FIELDS = ["kind", "issued", "expires", "profession", "sections", "benefit", "component", "rate"] as const;
/** Where a field of the request stands in the form. */
const AT: Record<string, string> = {
  "evidence.kind": "kind",
  "evidence.issue_date": "issued",
  "evidence.expire_date": "expires",
  "evidence.profession": "profession",
  "evidence.sections": "sections",
  "evidence.benefit": "benefit",
  "evidence.benefit.name": "benefit",
  "evidence.benefit.component": "component",
  "evidence.benefit.rate": "rate",
};

async function read(visit: Visit) {
  const found = await readApplication(visit);
  return { ...found, papers: await papersOf(visit, found.application.child), kinds: KINDS.map((kind) => Kind[kind]) };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/papers", { ...(await read(visit)), given: {} });
}

function mistakes(visit: Visit): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: (typeof FIELDS)[number], is: boolean) => is && errors.push({ field, text: visit.t(`council-papers.wrong.${field}`) });
  const kind = visit.field("kind");
  const ends = visit.field("expires");
  wrong("kind", !KINDS.some((known) => Kind[known] === kind));
  wrong("issued", !dayOf(visit.field("issued")));
  wrong("expires", ends !== "" && (!dayOf(ends) || ends < visit.field("issued")));
  wrong("profession", kind === "LETTER_OTHER" && visit.field("profession") === "");
  wrong("benefit", kind === "OTHER_BENEFIT" && visit.field("benefit") === "");
  return errors;
}

/** Fields that are for other kinds of paper are left out. */
function evidenceOf(visit: Visit, child: string) {
  const kind = KINDS.find((known) => Kind[known] === visit.field("kind")) ?? Kind.UNSPECIFIED;
  const sections = visit.field("sections").split(/[\s,]+/).filter((one) => one !== "").map((one) => one.toUpperCase());
  const ends = dayOf(visit.field("expires"));
  return {
    child,
    kind,
    issueDate: dayOf(visit.field("issued")),
    ...(ends && { expireDate: ends }),
    ...(kind === Kind.LETTER_OTHER && { profession: visit.field("profession") }),
    ...(kind === Kind.EHC_PLAN && { sections }),
    ...(kind === Kind.OTHER_BENEFIT && { benefit: { name: visit.field("benefit"), component: visit.field("component"), rate: visit.field("rate") } }),
  };
}

const here = (visit: Visit) => `/council/applications/${visit.request.params["id"]}/papers`;

async function add(visit: Visit): Promise<void> {
  const given = Object.fromEntries(FIELDS.map((field) => [field, visit.field(field)]));
  const found = await read(visit);
  const again = (errors: FieldError[]) => visit.showAgain("council/papers", errors, { ...found, given });
  const errors = mistakes(visit);
  if (errors.length > 0) return again(errors);
  try {
    await visit.me.eligibility.addEvidence({ requestId: visit.requestId, evidence: evidenceOf(visit, found.application.child) });
  } catch (error) {
    return again(objections(visit, error, AT));
  }
  visit.goTo(here(visit));
}

async function withdraw(visit: Visit): Promise<void> {
  const paper = visit.field("paper");
  const reason = visit.field("reason");
  const found = await read(visit);
  const known = UUID.test(paper) && found.papers.some(({ id }) => id === paper);
  if (!known) return visit.goTo(here(visit));
  if (reason === "" || reason.length > 500) {
    return visit.showAgain("council/papers", [{ field: `reason-${paper}`, text: visit.t("council-papers.reason_missing") }], { ...found, given: {}, open: paper, reason });
  }
  await visit.me.eligibility.withdrawEvidence({ requestId: visit.requestId, name: `evidence/${paper}`, reason });
  visit.goTo(here(visit));
}

const row = { roles: ["officer"], purpose: "application", about: "applications" } as const;

export const paperPages: Page[] = [
  { method: "get", path: "/council/applications/:id/papers", ...row, show },
  { method: "post", path: "/council/applications/:id/papers", ...row, show: add },
  { method: "post", path: "/council/applications/:id/papers/withdraw", ...row, show: withdraw },
];
