// What became of bookings, and why children did not come. The service leaves small counts out.
import { bookings, type as types } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { countOr, type Report, type Table } from "./figures.ts";

const State = bookings.BookingState;
export type OutcomeLine = Omit<bookings.OutcomeLine, "$typeName">;
/** The child was not there, and it was not the provider's doing. */
const MISSED = [State.NO_SHOW, State.ABSENT_WITH_NOTICE, State.CANCELLED_LATE];

function nameOf({ t }: Visit, { outcome, cause }: OutcomeLine): string {
  const what = t(`council-demand-outcomes.states.${State[outcome]}`);
  return cause === types.CancelCause.UNSPECIFIED ? what : t("council-demand-outcomes.with_cause", { what, cause: t(`council-demand-outcomes.causes.${types.CancelCause[cause]}`) });
}

export function outcomesTable(visit: Visit, key: "all" | "missed", lines: OutcomeLine[]): Table {
  const { t } = visit;
  const rows = lines.map((line) => ({ ...line, label: nameOf(visit, line), times: Number(line.bookings) }));
  const most = rows.filter((row) => !row.suppressed).toSorted((a, b) => b.times - a.times)[0];
  return {
    key,
    caption: t(`council-demand-outcomes.${key}_caption`),
    headline: most ? t(`council-demand-outcomes.${key}_headline`, { name: most.label, count: most.times }) : t(rows.length > 0 ? "council-demand-unmet.all_small" : `council-demand-outcomes.${key}_none`),
    rowHeader: t("council-demand-outcomes.what"),
    columns: [{ header: t("council-demand-outcomes.bookings") }, { header: t("council-demand-unmet.children") }],
    rows: rows.map((row) => ({ label: row.label, cells: [countOr(visit, row.times, row.suppressed), countOr(visit, Number(row.children), row.suppressed)] })),
    chart: {
      title: t(`council-demand-outcomes.${key}_chart`),
      rows: rows.map((row) => ({ label: row.label, text: countOr(visit, row.times, row.suppressed).text, value: row.suppressed ? undefined : row.times })),
    },
  };
}

export async function outcomesReport(visit: Visit): Promise<Report> {
  const { lines } = await visit.me.demand.summarizeOutcomes({});
  const missed = lines.filter((line) => MISSED.includes(line.outcome));
  return { topic: "outcomes", ofPeople: true, tables: [outcomesTable(visit, "missed", missed), outcomesTable(visit, "all", lines)] };
}
