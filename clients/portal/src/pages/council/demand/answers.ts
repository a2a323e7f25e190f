// How providers answered when they were asked whether they can meet a child's needs.
import { bookings } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { countOr, type FigureCell, type Report, type Table } from "./figures.ts";
import { providerNames } from "./supply.ts";
import { hiddenIn, hiddenOf } from "./suppression.ts";

export type Answers = Pick<bookings.ProviderAnswers, "answered" | "suitable" | "suitableWithAdjustments" | "cannotMeet" | "categories"> & { label: string };

const partsOf = ({ suitable, suitableWithAdjustments, cannotMeet, answered }: Answers) => [suitable, suitableWithAdjustments, cannotMeet, answered].map(Number);
const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
const share = (part: number, whole: number) => Math.round((1000 * part) / whole) / 10;

function shareCell(visit: Visit, row: number[], hidden: boolean[]): FigureCell {
  if (hidden[2] || hidden[3] || !row[3]) return countOr(visit, 0, true);
  const percent = share(row[2] ?? 0, row[3]);
  return { text: `${percent}%`, values: [percent] };
}

/** Providers, and a last line for all of them: every row and every column adds up. */
export function providersTable(visit: Visit, answers: Answers[]): Table {
  const { t } = visit;
  const rows = answers.map(partsOf);
  const all = [0, 1, 2, 3].map((column) => sum(rows.map((row) => row[column] ?? 0)));
  const counts = [...rows, all];
  const hidden = hiddenIn({ counts, columns: true });
  const last = hidden.at(-1) ?? [];
  const labels = [...answers.map(({ label }) => label), t("council-demand-answers.all")];
  const can = answers.length > 0 && !last[2] && !last[3];
  const nothing = t(answers.length > 0 ? "council-demand-unmet.all_small" : "council-demand-answers.nothing");
  const cellsOf = (row: number[], index: number) => row.map((value, column) => countOr(visit, value, hidden[index]?.[column] ?? true));
  return {
    key: "providers",
    caption: t("council-demand-answers.providers_caption"),
    headline: can ? t("council-demand-answers.providers_headline", { cannot: all[2] ?? 0, count: all[3] ?? 0, percent: share(all[2] ?? 0, all[3] ?? 1) }) : nothing,
    rowHeader: t("council-demand-answers.provider"),
    columns: ["suitable", "adjusted", "cannot", "answered", "share"].map((column) => ({ header: t(`council-demand-answers.${column}`) })),
    rows: answers.length === 0 ? [] : counts.map((row, index) => ({ label: labels[index] ?? "", cells: [...cellsOf(row, index), shareCell(visit, row, hidden[index] ?? [])] })),
    chart: {
      title: t("council-demand-answers.providers_chart"),
      rows: answers.map(({ label }, index) => {
        const [answered, cannot] = [hidden[index]?.[3] ? undefined : rows[index]?.[3], hidden[index]?.[2] ? undefined : rows[index]?.[2]];
        const both = answered !== undefined && cannot !== undefined;
        return { label, text: both ? t("council-demand-answers.of", { cannot, answered }) : t("council-demand.not_shown"), value: both ? answered : undefined, part: cannot };
      }),
    },
  };
}

export function reasonsTable(visit: Visit, answers: Answers[]): Table {
  const { t } = visit;
  const categories = Object.values(bookings.CannotMeetCategory).filter((one): one is bookings.CannotMeetCategory => typeof one === "number" && one > 0);
  const counts = categories.map((category) => sum(answers.flatMap((one) => one.categories.filter((count) => count.category === category).map(({ times }) => Number(times)))));
  const hidden = hiddenOf(counts);
  const rows = categories.map((category, index) => ({ label: t(`council-demand-answers.reasons.${bookings.CannotMeetCategory[category]}`), value: counts[index] ?? 0, hidden: hidden[index] ?? true }));
  const most = rows.filter((row) => !row.hidden && row.value > 0).toSorted((a, b) => b.value - a.value)[0];
  const none = rows.every((row) => row.value === 0);
  return {
    key: "reasons",
    caption: t("council-demand-answers.reasons_caption"),
    headline: most ? t("council-demand-answers.reasons_headline", { name: most.label, count: most.value }) : t(none ? "council-demand-answers.no_reasons" : "council-demand-unmet.all_small"),
    rowHeader: t("council-demand-answers.reason"),
    columns: [{ header: t("council-demand-unmet.times") }],
    rows: none ? [] : rows.map((row) => ({ label: row.label, cells: [countOr(visit, row.value, row.hidden)] })),
    chart: {
      title: t("council-demand-answers.reasons_chart"),
      rows: none ? [] : rows.map((row) => ({ label: row.label, text: countOr(visit, row.value, row.hidden).text, value: row.hidden ? undefined : row.value })),
    },
  };
}

export async function answersReport(visit: Visit): Promise<Report> {
  const [{ providers }, names] = await Promise.all([visit.me.needsMatch.summarizeAnswers({}), providerNames(visit)]);
  const answers = providers.map((one) => ({ ...one, label: names.get(one.provider) ?? "" }));
  return { topic: "answers", ofPeople: true, tables: [providersTable(visit, answers), reasonsTable(visit, answers)] };
}
