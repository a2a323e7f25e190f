// Demand and fairness: a page for each report, and its tables as files.
import type { Page } from "../../../table.ts";
import type { Visit } from "../../../visit.ts";
import { londonDay } from "../../../words.ts";
import { answersReport } from "./answers.ts";
import { deliveryReport } from "./delivery.ts";
import { type Report, sendFile, showReport } from "./figures.ts";
import { outcomesReport } from "./outcomes.ts";
import { placesReport } from "./places.ts";
import { supplyReport } from "./supply.ts";
import { takeUpReport } from "./take-up.ts";
import { unmetReport } from "./unmet.ts";

const REPORTS: Record<string, (visit: Visit) => Promise<Report>> = {
  supply: supplyReport,
  places: placesReport,
  "take-up": takeUpReport,
  unmet: unmetReport,
  outcomes: outcomesReport,
  answers: answersReport,
  delivery: deliveryReport,
};

function pagesOf([topic, read]: [string, (visit: Visit) => Promise<Report>]): Page[] {
  const path = `/council/demand/${topic}`;
  return [
    { method: "get", path, roles: ["officer"], purpose: "review", show: async (visit) => showReport(visit, await read(visit)) },
    { method: "get", path: `${path}.csv`, roles: ["officer"], purpose: "review", show: async (visit) => sendFile(visit, await read(visit), londonDay(visit.now)) },
  ];
}

export const councilDemandPages: readonly Page[] = [
  { method: "get", path: "/council/demand", roles: ["officer"], show: (visit) => visit.show("council/demand/topics", { topics: Object.keys(REPORTS) }) },
  ...Object.entries(REPORTS).flatMap(pagesOf),
];
