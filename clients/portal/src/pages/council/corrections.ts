// What families say is wrong on file: the one that is due first before the others, and the council's answer.
import { eligibility, firstOf } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, NotFound, referenceOf, type Visit } from "../../visit.ts";
import { daysUntil, howFar } from "./days.ts";
import { pageOf } from "./lists.ts";
import { againOrSeenTo, asSeen, mistakeIn, objections } from "./refused.ts";
import { whoOf } from "./shown.ts";

const State = eligibility.CorrectionState;
const ANSWER_MAX = 2_000;
const CORRECTIONS_MAX = 2_000;
const ANSWERS = ["CORRECTED", "PARTLY_CORRECTED", "REFUSED", "WITHDRAWN"] as const;
const EXTEND = "EXTEND";

function rowOf(visit: Visit, correction: eligibility.Correction) {
  const { dueDate } = correction;
  const late = dueDate !== undefined && daysUntil(dueDate, visit.now) < 0;
  const due = dueDate ? visit.t(late ? "council-corrections.late" : "council-corrections.due", { date: visit.words.date(dueDate), far: howFar(visit, dueDate) }) : "";
  return { correction, id: idOf(correction.name), reference: referenceOf(correction.name), due, late, requester: whoOf(visit, correction.requester) };
}

async function list(visit: Visit): Promise<void> {
  const page = await pageOf(visit, "/council/corrections", (pageToken) => visit.me.corrections.listCorrections({ pageSize: 50, pageToken }));
  if (page) visit.show("council/corrections", { ...page, rows: page.answer.corrections.map((correction) => rowOf(visit, correction)) });
}

/** Out of the open ones, since there is no other way to ask for one. */
async function read(visit: Visit) {
  const name = visit.nameOf("corrections");
  const ask = (request: { pageToken?: string }) => visit.me.corrections.listCorrections({ ...request, pageSize: 200 });
  const found = (await firstOf(CORRECTIONS_MAX, ask, {}, (page) => page.corrections)).find((correction) => correction.name === name);
  if (!found) throw new NotFound();
  const { child } = await visit.me.eligibility.getChild({ name: found.child });
  const shown = rowOf(visit, found);
  // More time is taken once, and before it is over.
  return { ...shown, child, answers: found.extended || shown.late ? ANSWERS : [...ANSWERS, EXTEND] };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/correction", { ...(await read(visit)), given: {} });
}

async function answer(visit: Visit): Promise<void> {
  const given = { state: visit.field("state"), answer: visit.field("answer") };
  const known = ANSWERS.find((one) => one === given.state);
  const again = async (errors: FieldError[]) => {
    const found = await read(visit);
    visit.showAgain("council/correction", errors, { ...found, correction: asSeen(visit, found.correction, errors), given });
  };
  const errors: FieldError[] = known || given.state === EXTEND ? [] : [{ field: "state", text: visit.t("council-corrections.state_missing") }];
  errors.push(...mistakeIn(visit, "answer", ANSWER_MAX));
  if (errors.length > 0) return again(errors);
  try {
    const said = { requestId: visit.requestId, name: visit.nameOf("corrections"), etag: visit.field("etag"), answer: given.answer };
    await visit.me.corrections.answerCorrection({ ...said, ...(known ? { state: State[known] } : { extend: true }) });
  } catch (error) {
    return againOrSeenTo(visit, { list: "/council/corrections", written: given.answer }, error, () => again(objections(visit, error, { answer: "answer", state: "state" })));
  }
  visit.goTo("/council/corrections");
}

const row = { roles: ["officer"], purpose: "correction", about: "corrections" } as const;

export const correctionPages: Page[] = [
  { method: "get", path: "/council/corrections", ...row, show: list },
  { method: "get", path: "/council/corrections/:id", ...row, show },
  { method: "post", path: "/council/corrections/:id", ...row, show: answer },
];
