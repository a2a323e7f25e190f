// Demand against supply: places, what is taken of them, and who waits for how long. The service leaves small counts of those who wait out.
import { bookings, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../../visit.ts";
import { count, countOr, inWords, type Report, type Table } from "./figures.ts";
import { startOf } from "./weeks.ts";

const Group = bookings.SupplyGroup;
export type SupplyLine = Omit<bookings.SupplyLine, "$typeName"> & { label: string };

type Key = "weeks" | "activities" | "providers";

const share = (part: bigint, whole: bigint) => (whole === 0n ? 0 : Math.round((1000 * Number(part)) / Number(whole)) / 10);
const sumOf = (lines: SupplyLine[], of: (line: SupplyLine) => bigint) => lines.reduce((sum, line) => sum + of(line), 0n);

/** What is taken of all, and where most wait: the first sentence is a sum of the table, the second a line of it. */
function headlineOf({ t }: Visit, key: Key, lines: SupplyLine[]): string {
  const [places, taken] = [sumOf(lines, (line) => line.places), sumOf(lines, (line) => line.placesTaken)];
  if (places === 0n) return t("council-demand-supply.nothing");
  const said = t("council-demand-supply.headline", { taken: inWords(Number(taken)), places: inWords(Number(places)), percent: share(taken, places) });
  const most = lines.filter((line) => !line.waitingSuppressed && line.waitingChildren > 0n).toSorted((a, b) => Number(b.waitingChildren - a.waitingChildren))[0];
  if (!most) return `${said} ${t(lines.some((line) => line.waitingSuppressed) ? "council-demand-supply.few_wait" : "council-demand-supply.nobody_waits")}`;
  const wait = { name: t(`council-demand-supply.said.${key}`, { name: most.label }), count: Number(most.waitingChildren) };
  // Below a whole day there is nothing to say of how long.
  const long = most.medianWaitingDays > 0 ? ` ${t("council-demand-supply.half_wait", { days: t("council-demand-supply.days", { count: most.medianWaitingDays }) })}` : "";
  return `${said} ${t("council-demand-supply.most_wait", wait)}${long}`;
}

export function supplyTable(visit: Visit, key: Key, lines: SupplyLine[]): Table {
  const { t } = visit;
  return {
    key,
    caption: t(`council-demand-supply.${key}_caption`),
    headline: headlineOf(visit, key, lines),
    ...(key === "weeks" && { note: t("council-demand-supply.note") }),
    rowHeader: t(`council-demand-supply.${key}`),
    columns: ["sessions", "cancelled", "places", "taken", "waiting", "waiting_days"].map((column) => ({ header: t(`council-demand-supply.${column}`) })),
    rows: lines.map((line) => ({
      label: line.label,
      cells: [
        ...[line.sessions, line.cancelledSessions, line.places, line.placesTaken].map((one) => count(Number(one))),
        countOr(visit, Number(line.waitingChildren), line.waitingSuppressed),
        countOr(visit, line.medianWaitingDays, line.waitingSuppressed),
      ],
    })),
    chart: {
      title: t(`council-demand-supply.${key}_chart`),
      rows: lines.map((line) => ({ label: line.label, text: t("council-demand-supply.of", { taken: inWords(Number(line.placesTaken)), places: inWords(Number(line.places)) }), value: Number(line.places), part: Math.min(Number(line.places), Number(line.placesTaken)) })),
    },
  };
}

function weekName({ words }: Visit, { firstDay }: bookings.SupplyLine): string {
  const { year = 0, month = 1, day = 1 } = firstDay ?? {};
  return words.shortDay(startOf([year, month, day].map((one) => String(one).padStart(2, "0")).join("-")));
}

/** The names of providers, as people know them. */
export async function providerNames({ me }: Visit): Promise<Map<string, string>> {
  const list = (request: { pageToken?: string }) => me.availability.listProviders({ ...request, pageSize: 200 });
  const providers = await firstOf(1_000, list, {}, (page) => page.providers);
  return new Map(providers.map(({ name, displayName }) => [name, displayName]));
}

async function activityNames({ me }: Visit): Promise<Map<string, string>> {
  const list = (request: { pageToken?: string }) => me.availability.listActivities({ ...request, pageSize: 200 });
  const activities = await firstOf(2_000, list, {}, (page) => page.activities);
  return new Map(activities.map(({ name, title }) => [name, title]));
}

export async function supplyReport(visit: Visit): Promise<Report> {
  const ask = (groupBy: bookings.SupplyGroup) => visit.me.demand.summarizeSupply({ groupBy }).then(({ lines }) => lines);
  const [weeks, activities, providers, titles, names] = await Promise.all([ask(Group.WEEK), ask(Group.ACTIVITY), ask(Group.PROVIDER), activityNames(visit), providerNames(visit)]);
  return {
    topic: "supply",
    ofPeople: true,
    tables: [
      supplyTable(visit, "weeks", weeks.map((line) => ({ ...line, label: weekName(visit, line) }))),
      supplyTable(visit, "activities", activities.map((line) => ({ ...line, label: titles.get(line.activity) ?? "" }))),
      supplyTable(visit, "providers", providers.map((line) => ({ ...line, label: names.get(line.provider) ?? "" }))),
    ],
  };
}
