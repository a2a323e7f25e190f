// What was planned for the council's children this year, what they had, and why any of it fell short.
import { eligibility, pages, type as types } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { countOr, type FigureCell, inWords, type Report, type Table } from "./figures.ts";
import { hiddenOf, SMALL } from "./suppression.ts";

const BEHIND_PERCENT = 20;
const AMOUNTS = ["planned", "allocated", "delivered", "booked", "expected", "unmarked"] as const;
type Amount = (typeof AMOUNTS)[number];
type Sums = Record<Amount, bigint> & { unit: types.AllocationUnit; section: string; causes: Map<eligibility.ShortfallCause, bigint> };

export interface Year {
  children: number;
  behind: number;
  lines: Sums[];
}

/** The pages' sums, added up. */
export function addUp(answers: Pick<eligibility.SummarizeDeliveryResponse, "children" | "behind" | "lines">[]): Year {
  const lines = new Map<string, Sums>();
  for (const line of answers.flatMap((answer) => answer.lines)) {
    const key = `${line.ehcPlanSection} ${line.unit}`;
    const sums = lines.get(key) ?? { unit: line.unit, section: line.ehcPlanSection, planned: 0n, allocated: 0n, delivered: 0n, booked: 0n, expected: 0n, unmarked: 0n, causes: new Map() };
    for (const amount of AMOUNTS) sums[amount] += line[amount];
    for (const { cause, amount } of line.shortfalls) sums.causes.set(cause, (sums.causes.get(cause) ?? 0n) + amount);
    lines.set(key, sums);
  }
  const total = (of: (answer: (typeof answers)[number]) => number) => answers.reduce((sum, answer) => sum + of(answer), 0);
  return { children: total((answer) => answer.children), behind: total((answer) => answer.behind.length), lines: [...lines.values()] };
}

const { MINUTES, PENCE, NIGHTS } = types.AllocationUnit;

/** Hours to a tenth, nights, sessions, or pounds. */
function inUnits(unit: types.AllocationUnit, amount: bigint): number {
  if (unit === MINUTES) return Math.round(Number(amount) / 6) / 10;
  return unit === PENCE ? Number(amount) / 100 : Number(amount);
}

/** `18,145.8 hours`: sums of a council are too large for minutes. */
function sumInWords({ t, words }: Visit, unit: types.AllocationUnit, amount: bigint): string {
  if (unit === PENCE) return words.pounds(amount);
  const count = inUnits(unit, amount);
  const key = unit === MINUTES ? "hours" : unit === NIGHTS ? "nights" : "sessions";
  return t(`council-demand-delivery.sums.${key}`, { count, number: inWords(count) });
}

const amountCell = (visit: Visit, unit: types.AllocationUnit, amount: bigint): FigureCell => ({ text: sumInWords(visit, unit, amount), values: [inUnits(unit, amount)] });

function nameOf({ t }: Visit, { unit, section }: Sums): string {
  const what = section === "" ? t("council-delivery.granted") : t("council-delivery.section", { section });
  return `${what}, ${t(`council-delivery.units.${unit}`)}`;
}

export function childrenTable(visit: Visit, { children, behind }: Year): Table {
  const { t } = visit;
  const counts = [behind, children - behind];
  const hidden = hiddenOf(counts);
  const labels = [t("council-demand-delivery.behind", { percent: BEHIND_PERCENT }), t("council-demand-delivery.on_track")];
  const rows = counts.map((value, index) => ({ label: labels[index] ?? "", value, hidden: hidden[index] ?? true }));
  const shown = !rows.some((row) => row.hidden);
  return {
    key: "children",
    caption: t("council-demand-delivery.children_caption"),
    headline: children > 0 && children < SMALL ? t("council-demand-unmet.all_small") : shown ? t("council-demand-delivery.children_headline", { behind: inWords(behind), all: inWords(children), count: children }) : t("council-demand-delivery.children_small", { count: children }),
    rowHeader: t("council-demand-delivery.how"),
    columns: [{ header: t("council-demand-unmet.children") }],
    rows: rows.map((row) => ({ label: row.label, cells: [countOr(visit, row.value, row.hidden)] })),
    chart: { title: t("council-demand-delivery.children_caption"), rows: rows.map((row) => ({ label: row.label, text: countOr(visit, row.value, row.hidden).text, value: row.hidden ? undefined : row.value })) },
  };
}

export function linesTable(visit: Visit, { lines }: Year): Table {
  const { t } = visit;
  const main = lines.find((line) => line.section === "" && line.unit === MINUTES) ?? lines[0];
  const said = main && { name: nameOf(visit, main), delivered: sumInWords(visit, main.unit, main.delivered), expected: sumInWords(visit, main.unit, main.expected), planned: sumInWords(visit, main.unit, main.planned) };
  return {
    key: "lines",
    caption: t("council-demand-delivery.lines_caption"),
    headline: said ? t("council-demand-delivery.lines_headline", said) : t("council-delivery.none"),
    note: t("council-demand-delivery.lines_note"),
    rowHeader: t("council-demand-delivery.line"),
    columns: AMOUNTS.map((amount) => ({ header: t(`council-demand-delivery.${amount}`) })),
    rows: lines.map((line) => ({ label: nameOf(visit, line), cells: AMOUNTS.map((amount) => amountCell(visit, line.unit, line[amount])) })),
    chart: {
      title: t("council-demand-delivery.lines_chart"),
      // Units do not compare: each line is drawn as the share of its plan.
      rows: lines.map((line) => ({ label: nameOf(visit, line), text: t("council-demand-delivery.of", { delivered: sumInWords(visit, line.unit, line.delivered), planned: sumInWords(visit, line.unit, line.planned) }), value: 100, part: line.planned === 0n ? 0 : Math.min(100, Number((100n * line.delivered) / line.planned)) })),
    },
  };
}

/** One for each unit: amounts of other units do not add up. */
export function causesTable(visit: Visit, line: Sums, index: number): Table {
  const { t } = visit;
  const causes = [...line.causes].toSorted(([, a], [, b]) => Number(b - a));
  const name = (cause: eligibility.ShortfallCause) => t(`council-delivery.causes.${eligibility.ShortfallCause[cause]}`);
  const [first] = causes;
  return {
    key: `causes${"abcdefghijklmnop"[index] ?? "z"}`,
    caption: t("council-demand-delivery.causes_caption", { name: nameOf(visit, line) }),
    headline: first ? t("council-demand-delivery.causes_headline", { amount: sumInWords(visit, line.unit, first[1]), cause: name(first[0]) }) : t("council-demand-delivery.nothing_short"),
    rowHeader: t("council-delivery.cause"),
    columns: [{ header: t(`council-demand-delivery.amounts.${line.unit}`) }],
    rows: causes.map(([cause, amount]) => ({ label: name(cause), cells: [amountCell(visit, line.unit, amount)] })),
    chart: { title: t("council-demand-delivery.causes_caption", { name: nameOf(visit, line) }), rows: causes.map(([cause, amount]) => ({ label: name(cause), text: sumInWords(visit, line.unit, amount), value: inUnits(line.unit, amount) })) },
  };
}

export async function deliveryReport(visit: Visit): Promise<Report> {
  const ask = (request: { pageToken?: string }) => visit.me.delivery.summarizeDelivery({ ...request, behindPercentMin: BEHIND_PERCENT, pageSize: 500 });
  const answers: eligibility.SummarizeDeliveryResponse[] = [];
  for await (const answer of pages(ask, {})) answers.push(answer);
  const year = addUp(answers);
  return { topic: "delivery", ofPeople: true, tables: [childrenTable(visit, year), linesTable(visit, year), ...year.lines.map((line, index) => causesTable(visit, line, index))] };
}
