// Children who wanted a place and could not have it because of what they need. The service leaves small counts out.
import { bookings } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { startOf } from "./weeks.ts";
import { countOr, type Report, type Table } from "./figures.ts";
import { withSecond } from "./suppression.ts";

const Group = bookings.UnmetNeedGroup;

interface Line {
  label: string;
  times: bigint;
  children: bigint;
  suppressed: boolean;
}

/** Counted by several things, a sum of one table could tell a line of another: a line that is left out alone takes a second with it. */
export function unmetTable(visit: Visit, key: "needs" | "activities" | "months", lines: Line[]): Table {
  const { t } = visit;
  const rows = withSecond(lines);
  const shown = rows.filter((row) => row.shown);
  const most = shown.toSorted((a, b) => Number(b.children - a.children))[0];
  return {
    key,
    caption: t(`council-demand-unmet.${key}_caption`),
    headline: most ? t(`council-demand-unmet.${key}_headline`, { name: most.label, count: Number(most.children) }) : t(rows.length > 0 ? "council-demand-unmet.all_small" : "council-demand-unmet.nothing"),
    rowHeader: t(`council-demand-unmet.${key}`),
    columns: [{ header: t("council-demand-unmet.children") }, { header: t("council-demand-unmet.times") }],
    rows: rows.map((row) => ({ label: row.label, cells: [countOr(visit, Number(row.children), !row.shown), countOr(visit, Number(row.times), !row.shown)] })),
    chart: {
      title: t(`council-demand-unmet.${key}_chart`),
      rows: rows.map((row) => ({ label: row.label, text: countOr(visit, Number(row.children), !row.shown).text, value: row.shown ? Number(row.children) : undefined })),
    },
  };
}

/** `December 2026` of its first day. */
function monthOf({ words }: Visit, line: bookings.UnmetNeedLine): string {
  const { year = 0, month = 1 } = line.month ?? {};
  return words.shortDay(startOf(`${year}-${String(month).padStart(2, "0")}-01`)).replace(/^1 /, "");
}

export async function unmetReport(visit: Visit): Promise<Report> {
  const ask = (groupBy: bookings.UnmetNeedGroup) => visit.me.needsMatch.summarizeUnmetNeed({ groupBy }).then(({ lines }) => lines);
  const [needs, activities, months] = await Promise.all([ask(Group.NEED), ask(Group.ACTIVITY), ask(Group.MONTH)]);
  const names = await Promise.all(activities.map(({ activity }) => visit.me.availability.getActivity({ name: activity })));
  return {
    topic: "unmet",
    ofPeople: true,
    tables: [
      unmetTable(visit, "needs", needs.map((line) => ({ ...line, label: visit.words.need(line.need) }))),
      unmetTable(visit, "activities", activities.map((line, index) => ({ ...line, label: names[index]?.activity?.title ?? "" }))),
      unmetTable(visit, "months", months.map((line) => ({ ...line, label: monthOf(visit, line) }))),
    ],
  };
}
