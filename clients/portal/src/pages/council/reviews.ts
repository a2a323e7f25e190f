// Packages that are to be looked at again: the longest due first, one of them, and what the review came to.
import { eligibility } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { dayOf, howFar } from "./days.ts";
import { pageOf } from "./lists.ts";
import { liveFile, titlesIn } from "./policy-text.ts";
import { asSeen, mistakeIn, objections } from "./refused.ts";
import { whoOf } from "./shown.ts";

const REASON_MAX = 500;
const Tier = { 1: "universal", 2: "targeted", 3: "specialist" } as const;

/** What an allocation is called: the offer that it was granted under, or else its tier. */
function titleOf(visit: Visit, { offer, tier }: eligibility.Allocation, titles: Map<string, string>): string {
  return titles.get(offer) ?? (offer || visit.t(`council-reviews.tiers.${Tier[tier as 1 | 2 | 3]}`));
}

function rowOf(visit: Visit, allocation: eligibility.Allocation, titles: Map<string, string>) {
  const { reviewDate } = allocation;
  return {
    allocation,
    id: idOf(allocation.name),
    reference: referenceOf(allocation.name),
    title: titleOf(visit, allocation, titles),
    due: reviewDate ? visit.t("council-reviews.due", { date: visit.words.date(reviewDate), far: howFar(visit, reviewDate) }) : visit.t("council-reviews.no_day"),
    state: eligibility.AllocationState[allocation.state],
  };
}

async function list(visit: Visit): Promise<void> {
  const given = visit.query("by")[0] ?? "";
  const by = dayOf(given);
  const first = `/council/reviews${by ? `?by=${given}` : ""}`;
  const errors: FieldError[] = given !== "" && !by ? [{ field: "by", text: visit.t("council-reviews.by_wrong") }] : [];
  const page = await pageOf(visit, first, (pageToken) => visit.me.allocations.listReviewsDue({ pageSize: 50, pageToken, by }));
  if (!page) return;
  const titles = titlesIn(await liveFile(visit));
  const shown = { ...page, by: given, rows: page.answer.allocations.map((allocation) => rowOf(visit, allocation, titles)) };
  if (errors.length > 0) return visit.showAgain("council/reviews", errors, shown);
  visit.show("council/reviews", shown);
}

async function read(visit: Visit) {
  const [{ allocation }, file] = await Promise.all([visit.me.eligibility.getAllocation({ name: visit.nameOf("allocations") }), liveFile(visit)]);
  if (!allocation) throw new Error("no allocation in the answer");
  const { child } = await visit.me.eligibility.getChild({ name: allocation.child });
  return { ...rowOf(visit, allocation, titlesIn(file)), child, reviewer: whoOf(visit, allocation.lastReviewer) };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/review", { ...(await read(visit)), given: {} });
}

async function review(visit: Visit): Promise<void> {
  const given = { reason: visit.field("reason"), next: visit.field("next") };
  const next = dayOf(given.next);
  const again = async (errors: FieldError[]) => {
    const found = await read(visit);
    visit.showAgain("council/review", errors, { ...found, allocation: asSeen(visit, found.allocation, errors), given });
  };
  const errors = mistakeIn(visit, "reason", REASON_MAX);
  if (given.next !== "" && (!next || given.next <= londonDay(visit.now))) errors.push({ field: "next", text: visit.t("council-reviews.next_wrong") });
  if (errors.length > 0) return again(errors);
  try {
    const asked = { requestId: visit.requestId, name: visit.nameOf("allocations"), etag: visit.field("etag"), reason: given.reason };
    await visit.me.allocations.reviewAllocation({ ...asked, ...(next && { nextReviewDate: next }) });
  } catch (error) {
    return again(objections(visit, error, { reason: "reason", next_review_date: "next" }));
  }
  visit.goTo(`/council/reviews/${visit.request.params["id"]}`);
}

const row = { roles: ["officer"], purpose: "review", about: "allocations" } as const;

export const reviewPages: Page[] = [
  { method: "get", path: "/council/reviews", ...row, show: list },
  { method: "get", path: "/council/reviews/:id", ...row, show },
  { method: "post", path: "/council/reviews/:id", ...row, show: review },
];
