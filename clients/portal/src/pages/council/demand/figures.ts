// A report: tables, each with a headline that is worked out from it, a picture of the same figures, and a file to download.
import type { Visit } from "../../../visit.ts";
import { bars, type ChartRow } from "./charts.ts";
import { csvOf } from "../../../csv.ts";

export interface FigureCell {
  /** As the page has it. */
  text: string;
  /** As the file has it: one for each of the column's names there. Empty where it is not shown. */
  values: readonly (number | string)[];
  /** 0 to 4, for a cell that is coloured: how much there is. */
  heat?: number;
}

export interface Column {
  header: string;
  /** In the file; left out: the header. */
  names?: readonly string[];
}

export interface Table {
  /** In addresses and ids: letters alone. */
  key: string;
  caption: string;
  headline: string;
  /** What a reader must know of the figures. */
  note?: string;
  /** Over the names of the rows. */
  rowHeader: string;
  columns: readonly Column[];
  rows: readonly { label: string; cells: readonly FigureCell[] }[];
  chart?: { title: string; rows: readonly ChartRow[] };
}

/** `5,217` */
export const inWords = (value: number): string => value.toLocaleString("en-GB");
export const count = (value: number): FigureCell => ({ text: inWords(value), values: [value] });

/** A count, or the words that it is not shown. */
export function countOr({ t }: Visit, value: number, hidden: boolean): FigureCell {
  const words = t("council-demand.not_shown");
  return hidden ? { text: words, values: [words] } : count(value);
}

export function fileOf({ rowHeader, columns, rows }: Table): string {
  const names = columns.flatMap(({ header, names: own }) => own ?? [header]);
  return csvOf([[rowHeader, ...names], ...rows.map(({ label, cells }) => [label, ...cells.flatMap(({ values }) => values.map(String))])]);
}

export function pictureOf({ key, headline, chart }: Table): string {
  return chart && chart.rows.length > 0 ? bars({ id: `chart-${key}`, title: chart.title, description: headline, rows: chart.rows }) : "";
}

export interface Report {
  /** `places` of `/council/demand/places`. */
  topic: string;
  tables: Table[];
  /** Its counts are of people: small ones are left out. */
  ofPeople: boolean;
}

export function showReport(visit: Visit, { topic, tables, ofPeople }: Report): void {
  visit.show("council/demand/report", { topic, ofPeople, tables: tables.map((table) => ({ ...table, picture: pictureOf(table) })) });
}

/** One table of the report as a file; the first where none is named. Its name tells the topic and the day, and nothing else. */
export function sendFile(visit: Visit, { topic, tables }: Report, day: string): void {
  const wanted = visit.query("table")[0];
  const table = tables.find(({ key }) => key === wanted) ?? tables[0];
  if (!table) throw new Error("a report without a table");
  visit.response.attachment(`short-breaks-${topic}-${table.key}-${day}.csv`).type("text/csv; charset=utf-8").send(fileOf(table));
}
