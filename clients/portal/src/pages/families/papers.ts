// The papers that a family says it has. They count once the team has seen them and put them on file.
import { eligibility } from "@shortbreaks/client";

import { dayIn, dayText } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";

const Kind = eligibility.EvidenceKind;
const MOST = 20;
// What only the council can know is not asked for, nor what needs more than a kind.
const KINDS = Object.values(Kind)
  .filter((kind): kind is eligibility.EvidenceKind => typeof kind === "number" && kind !== Kind.UNSPECIFIED)
  .filter((kind) => kind !== Kind.NO_EHC_PLAN && kind !== Kind.OTHER_BENEFIT);
export const SAYABLE = [eligibility.ApplicationState.DRAFT, eligibility.ApplicationState.EVIDENCE_REQUESTED];

async function read(visit: Visit) {
  const { application } = await visit.me.applications.getApplication({ name: visit.nameOf("applications") });
  if (!application) throw new Error("no application in the answer");
  return application;
}

async function viewOf(visit: Visit, chosen: object = {}) {
  const application = await read(visit);
  const kinds = KINDS.map((kind) => Kind[kind]);
  return { application, kinds, Kind, chosen, can: SAYABLE.includes(application.state), id: visit.request.params["id"] };
}

async function papers(visit: Visit): Promise<void> {
  visit.show("families/papers", await viewOf(visit));
}

/** The day that was entered in three fields; `undefined` where they are empty, `false` where it is none or to come. */
function dayOn(visit: Visit) {
  const [day, month, year] = [visit.field("issued-day"), visit.field("issued-month"), visit.field("issued-year")];
  if (day === "" && month === "" && year === "") return undefined;
  const found = dayIn(day, month, year);
  return found && dayText(found) <= londonDay(visit.now) ? found : false;
}

interface Paper {
  kind: eligibility.EvidenceKind;
  issueDate?: { year: number; month: number; day: number };
}

/** What else it says stays as it is, and it is changed as the family saw it. */
async function keep(visit: Visit, offeredEvidence: Paper[]): Promise<void> {
  const { name, statement, asked } = await read(visit);
  const application = { name, statement, ...(asked && { asked }), offeredEvidence, etag: visit.field("etag") };
  await visit.me.applications.updateApplication({ requestId: visit.requestId, application });
  visit.goTo(`/applications/${visit.request.params["id"]}/papers`);
}

async function add(visit: Visit): Promise<void> {
  const { offeredEvidence } = await read(visit);
  const kind = KINDS.find((one) => Kind[one] === visit.field("kind"));
  const issueDate = dayOn(visit);
  const errors: FieldError[] = [];
  if (kind === undefined) errors.push({ field: "kind", text: visit.t("papers.kind_missing") });
  if (issueDate === false) errors.push({ field: "issued-day", text: visit.t("papers.day_wrong") });
  if (offeredEvidence.length >= MOST) errors.push({ field: "kind", text: visit.t("papers.too_many", { max: MOST }) });
  if (errors.length > 0) {
    const chosen = { kind: visit.field("kind"), day: visit.field("issued-day"), month: visit.field("issued-month"), year: visit.field("issued-year") };
    return visit.showAgain("families/papers", errors, await viewOf(visit, chosen));
  }
  if (kind !== undefined) await keep(visit, [...offeredEvidence, issueDate ? { kind, issueDate } : { kind }]);
}

async function remove(visit: Visit): Promise<void> {
  const { offeredEvidence } = await read(visit);
  await keep(visit, offeredEvidence.filter((_, index) => String(index) !== visit.field("paper")));
}

export const paperPages: readonly Page[] = [
  { method: "get", path: "/applications/:id/papers", roles: ["carer"], show: papers },
  { method: "post", path: "/applications/:id/papers", roles: ["carer"], show: add },
  { method: "post", path: "/applications/:id/papers/remove", roles: ["carer"], show: remove },
];
