// The next season from this one's series: what would be made is shown first.
import { isShortBreaksError, newRequestId } from "@shortbreaks/client";

import { dateFields, readDay } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { activitiesOf } from "./plan.ts";
import { providerOf } from "./reads.ts";
import { describe, rowsOf } from "./series.ts";

function givenIn(visit: Visit) {
  return { first: visit.field("first"), last: visit.field("last"), to: visit.field("to"), drafts: visit.field("drafts") === "yes" };
}

function blank(visit: Visit): void {
  visit.show("provider/copy-season", { given: { first: "", last: "", to: "", drafts: true } });
}

function mistakesIn({ t }: Visit, given: ReturnType<typeof givenIn>): FieldError[] {
  const errors: FieldError[] = [];
  const [first, last, to] = [readDay(given.first), readDay(given.last), readDay(given.to)];
  if (!first) errors.push({ field: "first", text: t("provider-season.first_wrong") });
  if (!last) errors.push({ field: "last", text: t("provider-season.last_wrong") });
  else if (first && last < first) errors.push({ field: "last", text: t("provider-season.last_early") });
  if (!to) errors.push({ field: "to", text: t("provider-season.to_wrong") });
  return errors;
}

async function entered(visit: Visit): Promise<void> {
  const given = givenIn(visit);
  if (visit.field("step") === "edit") return visit.show("provider/copy-season", { given });
  const mistakes = mistakesIn(visit, given);
  if (mistakes.length > 0) return visit.showAgain("provider/copy-season", mistakes, { given });
  const asked = { provider: providerOf(visit), firstDay: dateFields(given.first), lastDay: dateFields(given.last), toDay: dateFields(given.to), asDrafts: given.drafts };
  try {
    if (visit.field("step") === "make") {
      await visit.me.series.copySeason({ requestId: visit.requestId, ...asked });
      return visit.goTo("/provider/series");
    }
    const { copies } = await visit.me.series.copySeason({ requestId: newRequestId(), ...asked, validateOnly: true });
    const rows = await Promise.all(copies.map((copy) => describeCopy(visit, copy)));
    const fresh = rows.filter(({ copiedBefore }) => !copiedBefore);
    visit.show("provider/copy-season-check", { given, rows, series: fresh.length, sessions: fresh.reduce((sum, row) => sum + row.sessions, 0) });
  } catch (error) {
    if (!isShortBreaksError(error, "INVALID_REQUEST")) throw error;
    visit.showAgain("provider/copy-season", [{ field: "first", text: error.fieldViolations.map(({ description }) => description).join(" ") }], { given });
  }
}

async function describeCopy(visit: Visit, copy: Awaited<ReturnType<typeof visit.me.series.copySeason>>["copies"][number]) {
  const [{ series }, activities] = await Promise.all([visit.me.series.getSeries({ name: copy.source }), activitiesOf(visit)]);
  if (!series) throw new Error("no series in the answer");
  const skipped = rowsOf(visit, copy.skipped, { start: 0, end: 0, nights: 0 });
  return { ...describe(series, activities), id: idOf(copy.source), sessions: copy.sessions, copiedBefore: copy.copiedBefore, skipped };
}

export const seasonPages: Page[] = [
  { method: "get", path: "/provider/copy-season", roles: ["provider"], show: blank },
  { method: "post", path: "/provider/copy-season", roles: ["provider"], show: entered },
];
