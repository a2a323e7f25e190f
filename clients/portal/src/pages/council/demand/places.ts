// What is offered in the coming weeks, and how much of it is free.
import { availability, pages } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { count, type FigureCell, inWords, type Report, type Table } from "./figures.ts";
import { comingWeeks, daysAfter, startOf, weekOf } from "./weeks.ts";

export interface Places {
  sessions: number;
  offered: number;
  free: number;
}

export interface OfferedSession extends Omit<Places, "sessions"> {
  week: string;
  activity: string;
  place: string;
}

/** Every session of the weeks that is on: those called off offer nothing. */
async function sessionsIn({ me }: Visit, weeks: string[]): Promise<OfferedSession[]> {
  const sessions: OfferedSession[] = [];
  const request = { endTime: startOf(daysAfter(weeks.at(-1) ?? "", 7)), pageSize: 200 };
  for await (const { offers } of pages((page: { pageToken?: string }) => me.availability.searchSessions({ ...request, ...page }), {})) {
    for (const { session, activity, freePlaces } of offers) {
      if (!session || !activity || session.state === availability.SessionState.CANCELLED) continue;
      const place = activity.venue?.postcode.split(" ")[0] ?? "";
      sessions.push({ week: weekOf(session.startTime), activity: activity.title, place, offered: session.places, free: freePlaces });
    }
  }
  return sessions;
}

export function sumOf(sessions: readonly OfferedSession[]): Places {
  return sessions.reduce((sum, { offered, free }) => ({ sessions: sum.sessions + 1, offered: sum.offered + offered, free: sum.free + free }), { sessions: 0, offered: 0, free: 0 });
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((100 * part) / whole));

export function byWeek({ t, words }: Visit, sessions: OfferedSession[], weeks: string[]): Table {
  const sums = weeks.map((week) => ({ week, ...sumOf(sessions.filter((session) => session.week === week)) }));
  const all = sumOf(sessions);
  const fullest = sums.filter(({ offered }) => offered > 0).toSorted((a, b) => a.free / a.offered - b.free / b.offered)[0];
  const name = (week: string) => words.shortDay(startOf(week));
  const said = { offered: inWords(all.offered), free: inWords(all.free), percent: percent(all.free, all.offered) };
  const headline = fullest
    ? t("council-demand-places.week_headline", { ...said, week: name(fullest.week), week_free: fullest.free, week_offered: fullest.offered })
    : t("council-demand-places.nothing");
  return {
    key: "weeks",
    caption: t("council-demand-places.week_caption"),
    headline,
    note: t("council-demand-places.week_note"),
    rowHeader: t("council-demand-places.week"),
    columns: ["sessions", "offered", "free", "taken"].map((column) => ({ header: t(`council-demand-places.${column}`) })),
    rows: sums.map(({ week, sessions: number, offered, free }) => ({ label: name(week), cells: [number, offered, free, offered - free].map(count) })),
    chart: {
      title: t("council-demand-places.week_chart"),
      rows: sums.map(({ week, offered, free }) => ({ label: name(week), text: t("council-demand-places.of", { free, offered }), value: offered, part: free })),
    },
  };
}

/** How much of it is gone: from 0, nothing, to 4, all. */
const heatOf = ({ offered, free }: Places): number => (free === 0 ? 4 : Math.min(3, Math.ceil((4 * (offered - free)) / offered)));

function heatCell({ t }: Visit, places: Places): FigureCell {
  const { offered, free } = places;
  if (offered === 0) return { text: t("council-demand-places.none"), values: [0, 0] };
  return { text: t("council-demand-places.cell", { free, offered }), values: [free, offered], heat: heatOf(places) };
}

export function heatMap(visit: Visit, key: "place" | "activity", sessions: OfferedSession[], weeks: string[]): Table {
  const { t, words } = visit;
  const groups = [...Map.groupBy(sessions, (session) => session[key])].toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  const cells = groups.map(([label, ofGroup]) => ({ label, all: sumOf(ofGroup), weeks: weeks.map((week) => sumOf(ofGroup.filter((session) => session.week === week))) }));
  const offered = cells.flatMap((row) => row.weeks).filter((sum) => sum.offered > 0);
  const full = offered.filter(({ free }) => free === 0).length;
  const column = (header: string, name: string) => ({ header, names: [t("council-demand-places.file_free", { name }), t("council-demand-places.file_offered", { name })] });
  return {
    key: key === "place" ? "places" : "activities",
    caption: t(`council-demand-places.${key}_caption`),
    headline: full === 0 ? t(`council-demand-places.${key}_all_free`) : t("council-demand-places.full_headline", { full: inWords(full), weeks: inWords(offered.length), by: t(`council-demand-places.by_${key}`) }),
    note: t("council-demand-places.heat_note"),
    rowHeader: t(`council-demand-places.${key}`),
    columns: [...weeks.map((week) => column(words.shortDay(startOf(week)), week)), column(t("council-demand-places.all"), t("council-demand-places.all"))],
    rows: cells.map((row) => ({ label: row.label, cells: [...row.weeks, row.all].map((sum) => heatCell(visit, sum)) })),
  };
}

export async function placesReport(visit: Visit): Promise<Report> {
  const weeks = comingWeeks(visit.now);
  const sessions = await sessionsIn(visit, weeks);
  return { topic: "places", ofPeople: false, tables: [byWeek(visit, sessions, weeks), heatMap(visit, "place", sessions, weeks), heatMap(visit, "activity", sessions, weeks)] };
}
