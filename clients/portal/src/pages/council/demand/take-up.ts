// How many children have breaks, by ward and by need: where and for whom breaks are missing. The service leaves small counts out.
import { eligibility, type as types } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { countOr, type FigureCell, type Report, type Table } from "./figures.ts";

const Group = eligibility.TakeUpGroup;
export type TakeUpLine = Omit<eligibility.TakeUpLine, "$typeName">;

function nameOf({ t, words }: Visit, key: "wards" | "needs", line: TakeUpLine): string {
  // One line stands for all wards that are left out.
  if (key === "wards") return line.ward || t(line.suppressed ? "council-demand-take-up.other_wards" : "council-demand-take-up.no_ward");
  return line.need === types.Need.UNSPECIFIED ? t("council-demand-take-up.no_need") : words.need(line.need);
}

const share = ({ children, childrenWithBreaks }: TakeUpLine): number => (children === 0n ? 0 : Math.round((1000 * Number(childrenWithBreaks)) / Number(children)) / 10);

function shareCell(visit: Visit, line: TakeUpLine): FigureCell {
  return line.suppressed ? countOr(visit, 0, true) : { text: `${share(line)}%`, values: [share(line)] };
}

export function takeUpTable(visit: Visit, key: "wards" | "needs", lines: TakeUpLine[]): Table {
  const { t } = visit;
  const rows = lines.map((line) => ({ ...line, label: nameOf(visit, key, line) }));
  const shown = rows.filter((row) => !row.suppressed).toSorted((a, b) => share(a) - share(b));
  const [least, most] = [shown[0], shown.at(-1)];
  const said = least && most && { least: least.label, least_share: share(least), most: most.label, most_share: share(most) };
  return {
    key,
    caption: t(`council-demand-take-up.${key}_caption`),
    headline: said ? t(`council-demand-take-up.${key}_${said.least_share === said.most_share ? "same" : "headline"}`, said) : t(rows.length > 0 ? "council-demand-unmet.all_small" : "council-demand-take-up.nothing"),
    rowHeader: t(`council-demand-take-up.${key}`),
    columns: ["children", "with_breaks", "share", "breaks"].map((column) => ({ header: t(`council-demand-take-up.${column}`) })),
    rows: rows.map((row) => ({
      label: row.label,
      cells: [countOr(visit, Number(row.children), row.suppressed), countOr(visit, Number(row.childrenWithBreaks), row.suppressed), shareCell(visit, row), countOr(visit, Number(row.breaks), row.suppressed)],
    })),
    chart: {
      title: t(`council-demand-take-up.${key}_chart`),
      rows: rows.map((row) => ({
        label: row.label,
        text: row.suppressed ? t("council-demand.not_shown") : t("council-demand-take-up.of", { with: Number(row.childrenWithBreaks), count: Number(row.children) }),
        value: row.suppressed ? undefined : Number(row.children),
        part: Number(row.childrenWithBreaks),
      })),
    },
  };
}

export async function takeUpReport(visit: Visit): Promise<Report> {
  const ask = (groupBy: eligibility.TakeUpGroup) => visit.me.delivery.summarizeTakeUp({ groupBy }).then(({ lines }) => lines);
  const [wards, needs] = await Promise.all([ask(Group.WARD), ask(Group.NEED)]);
  return { topic: "take-up", ofPeople: true, tables: [takeUpTable(visit, "wards", wards), takeUpTable(visit, "needs", needs)] };
}
