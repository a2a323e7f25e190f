// Families that wait for the provider's word: whether it can meet a child's needs.
import { bookings, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, NotFound, referenceOf, type Visit } from "../../visit.ts";
import { objectionsTo } from "../objections.ts";
import { readSessionRow, requestsOf } from "./reads.ts";

const Answer = bookings.MatchAnswer;
const Category = bookings.CannotMeetCategory;
export const ANSWERS = ["SUITABLE", "SUITABLE_WITH_ADJUSTMENTS", "CANNOT_MEET"] as const;
const CATEGORIES = ["STAFFING", "TRAINING", "ACCESSIBILITY", "SAFETY", "GROUP", "OTHER"] as const;
const DONE = ["yes", "gone"] as const;
const TEXT_MAX = 1_000;
const FIELDS = { adjustments: "adjustments", cannot_meet_category: "category", cannot_meet_reason: "reason" };

interface Given {
  answer: string;
  adjustments: string;
  category: string;
  reason: string;
}

const NOTHING: Given = { answer: "", adjustments: "", category: "", reason: "" };

async function list(visit: Visit): Promise<void> {
  const requests = await requestsOf(visit);
  const titles = await titlesOf(visit, requests);
  const rows = requests.map((request) => ({ request, id: idOf(request.booking), label: referenceOf(request.booking), title: titles.get(request.activity) ?? "" }));
  visit.show("provider/requests", { rows, overdue: rows.filter(({ request }) => request.overdue).length, done: DONE.find((one) => one === visit.query("done")[0]) });
}

async function titlesOf({ me }: Visit, requests: bookings.MatchRequest[]): Promise<Map<string, string>> {
  const names = [...new Set(requests.map(({ activity }) => activity))];
  const found = await Promise.all(names.map((name) => me.availability.getActivity({ name })));
  return new Map(found.map(({ activity }) => [activity?.name ?? "", activity?.title ?? ""]));
}

/** One that still waits: once answered nothing of the child is shown. */
async function read(visit: Visit) {
  const name = visit.nameOf("bookings");
  const request = (await requestsOf(visit)).find(({ booking }) => booking === name);
  if (!request) return undefined;
  const row = await readSessionRow(visit, request.session);
  return { request, row, id: idOf(name), label: referenceOf(name), answers: ANSWERS, categories: CATEGORIES };
}

async function one(visit: Visit): Promise<void> {
  const found = await read(visit);
  if (!found) throw new NotFound();
  visit.show("provider/request", { ...found, given: NOTHING });
}

function mistakesIn({ t }: Visit, { answer, adjustments, category, reason }: Given): FieldError[] {
  const errors: FieldError[] = [];
  const tooLong = t("provider-requests.text_long", { max: TEXT_MAX });
  if (!(ANSWERS as readonly string[]).includes(answer)) errors.push({ field: "answer", text: t("provider-requests.answer_missing") });
  if (answer === "SUITABLE_WITH_ADJUSTMENTS") {
    if (adjustments === "") errors.push({ field: "adjustments", text: t("provider-requests.adjustments_missing") });
    if (adjustments.length > TEXT_MAX) errors.push({ field: "adjustments", text: tooLong });
  }
  if (answer === "CANNOT_MEET") {
    if (!(CATEGORIES as readonly string[]).includes(category)) errors.push({ field: "category", text: t("provider-requests.category_missing") });
    if (reason === "") errors.push({ field: "reason", text: t("provider-requests.reason_missing") });
    if (reason.length > TEXT_MAX) errors.push({ field: "reason", text: tooLong });
  }
  return errors;
}

async function answer(visit: Visit): Promise<void> {
  const given: Given = { answer: visit.field("answer"), adjustments: visit.field("adjustments"), category: visit.field("category"), reason: visit.field("reason") };
  const mistakes = mistakesIn(visit, given);
  if (mistakes.length > 0) return again(visit, mistakes, given);
  try {
    await visit.me.needsMatch.answerRequest({
      requestId: visit.requestId,
      booking: visit.nameOf("bookings"),
      etag: visit.field("etag"),
      answer: Answer[given.answer as (typeof ANSWERS)[number]],
      ...(given.answer === "SUITABLE_WITH_ADJUSTMENTS" && { adjustments: given.adjustments }),
      ...(given.answer === "CANNOT_MEET" && { cannotMeetCategory: Category[given.category as (typeof CATEGORIES)[number]], cannotMeetReason: given.reason }),
    });
  } catch (error) {
    const changed = isShortBreaksError(error, "ETAG_MISMATCH", "STATE_FORBIDS");
    return again(visit, changed ? [{ field: "answer", text: visit.t("provider-requests.changed") }] : objectionsTo(error, FIELDS, "answer"), given);
  }
  visit.goTo("/provider/requests?done=yes");
}

async function again(visit: Visit, errors: FieldError[], given: Given): Promise<void> {
  const found = await read(visit);
  // Somebody else has answered, or the family has let the place go.
  if (!found) return visit.goTo("/provider/requests?done=gone");
  visit.showAgain("provider/request", errors, { ...found, given });
}

export const requestPages: Page[] = [
  { method: "get", path: "/provider/requests", roles: ["provider"], show: list },
  { method: "get", path: "/provider/requests/:id", roles: ["provider"], show: one },
  { method: "post", path: "/provider/requests/:id", roles: ["provider"], show: answer },
];
