// A claim's lines as a spreadsheet reads them. A cell that begins like a formula is made harmless.
import { type } from "@shortbreaks/client";

import { csvOf } from "../../csv.ts";
import type { Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";
import type { Line } from "./claims.ts";

const COLUMNS = ["day", "start", "session", "booking", "outcome", "minutes", "nights", "charged", "unit", "family_pays", "handed_in_outcome", "handed_in_charged"] as const;

const START = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function claimFile(visit: Visit, lines: Line[]): string {
  const { t } = visit;
  const header = COLUMNS.map((column) => t(`provider-claims.columns.${column}`));
  return csvOf([header, ...lines.map((line) => cellsOf(visit, line))]);
}

function cellsOf({ t, words }: Visit, { line, title, now, submitted }: Line): string[] {
  const { charged } = line.now ?? {};
  return [
    words.londonDayOf(line.startTime),
    START.format(dateOf(line.startTime)),
    title,
    line.booking,
    now && t(`provider-claims.outcomes.${now}`),
    String(line.now?.minutes ?? ""),
    String(line.now?.nights ?? ""),
    String(charged?.amount ?? ""),
    charged ? t(`provider-claims.units.${type.AllocationUnit[charged.unit]}`) : "",
    line.now ? (Number(line.now.pricePence) / 100).toFixed(2) : "",
    submitted && t(`provider-claims.outcomes.${submitted}`),
    String(line.submitted?.charged?.amount ?? ""),
  ];
}
