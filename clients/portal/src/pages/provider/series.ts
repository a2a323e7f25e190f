// Sessions that come round: every date is shown, with those left out and why, before any is made.
import { availability, firstOf, isShortBreaksError, newRequestId } from "@shortbreaks/client";

import { dateFields, readDay } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { dateOf, type Instant } from "../../words.ts";
import { DAYS } from "../families/filters.ts";
import { activitiesOf, chosenActivity, mistakesInPlan, NO_PLAN, type Plan, planIn, staffOf, timesOf } from "./plan.ts";
import { providerOf, stageOf } from "./reads.ts";

const Only = availability.OnlyDays;
const ONLY = ["UNSPECIFIED", "TERM", "HOLIDAYS"] as const;
const WEEKS = ["1", "2", "4"];

interface Repeat extends Plan {
  first: string;
  last: string;
  days: string[];
  weeks: string;
  only: string;
  bankHolidays: boolean;
  publish: boolean;
  /** Days that the person has left out by hand. */
  except: string[];
}

const choices = { days: DAYS, only: ONLY, weeks: WEEKS };
const NOTHING: Repeat = { ...NO_PLAN, first: "", last: "", days: [], weeks: "1", only: "UNSPECIFIED", bankHolidays: false, publish: true, except: [] };

function repeatIn(visit: Visit): Repeat {
  return {
    ...planIn(visit),
    first: visit.field("first"),
    last: visit.field("last"),
    days: visit.fields("days").filter((day) => (DAYS as readonly string[]).includes(day)),
    weeks: WEEKS.find((one) => one === visit.field("weeks")) ?? "1",
    only: ONLY.find((one) => one === visit.field("only")) ?? "UNSPECIFIED",
    bankHolidays: visit.field("bank_holidays") === "yes",
    publish: visit.field("publish") === "yes",
    except: visit.fields("except").filter((day) => readDay(day) !== undefined),
  };
}

function mistakesIn(visit: Visit, given: Repeat, activities: availability.Activity[]): FieldError[] {
  const { t } = visit;
  const errors = mistakesInPlan(visit, given, activities);
  const [first, last] = [readDay(given.first), readDay(given.last)];
  if (!first) errors.push({ field: "first", text: t("provider-series.first_wrong") });
  if (!last) errors.push({ field: "last", text: t("provider-series.last_wrong") });
  else if (first && last < first) errors.push({ field: "last", text: t("provider-series.last_early") });
  if (given.days.length === 0) errors.push({ field: "days", text: t("provider-series.days_missing") });
  return errors;
}

/** As the service takes it, of a form without mistakes. */
export function seriesOf(given: Repeat, activity: string) {
  const { start, end, nights } = timesOf(given);
  const rule = `FREQ=WEEKLY;INTERVAL=${given.weeks};BYDAY=${given.days.map((day) => day.slice(0, 2)).join(",")};UNTIL=${given.last.replaceAll("-", "")}`;
  return {
    activity,
    recurrence: {
      rule,
      firstDay: dateFields(given.first),
      exceptDays: given.except.map(dateFields),
      only: Only[given.only as (typeof ONLY)[number]],
      closedDays: availability.ClosedDays.SKIP,
      runsOnBankHolidays: given.bankHolidays,
    },
    pattern: { startMinutes: start, endMinutes: end, endDayOffset: nights, places: Number(given.places), staff: staffOf(given), publish: given.publish },
  };
}

async function blank(visit: Visit): Promise<void> {
  visit.show("provider/new-series", { activities: await activitiesOf(visit), choices, given: NOTHING });
}

async function entered(visit: Visit): Promise<void> {
  const activities = await activitiesOf(visit);
  const given = repeatIn(visit);
  if (visit.field("step") === "edit") return visit.show("provider/new-series", { activities, choices, given });
  const again = (errors: FieldError[]) => visit.showAgain("provider/new-series", errors, { activities, choices, given });
  const mistakes = mistakesIn(visit, given, activities);
  const activity = chosenActivity(activities, given);
  if (mistakes.length > 0 || !activity) return again(mistakes);
  const series = seriesOf(given, activity.name);
  try {
    if (visit.field("step") === "make") {
      const made = await visit.me.series.createSeries({ requestId: visit.requestId, series });
      return visit.goTo(`/provider/series/${idOf(made.series?.name ?? "")}`);
    }
    const { dates } = await visit.me.series.createSeries({ requestId: newRequestId(), series, validateOnly: true });
    visit.show("provider/new-series-check", { given, activity, dates: rowsOf(visit, dates, timesOf(given)), made: dates.filter(({ skipped }) => skipped === 0).length });
  } catch (error) {
    if (!isShortBreaksError(error, "INVALID_REQUEST")) throw error;
    again([{ field: "days", text: error.fieldViolations.map(({ description }) => description).join(" ") }]);
  }
}

/** How far London's clocks are from UTC then, in minutes. */
function offsetAt(instant: Instant | undefined): number {
  const name = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", timeZoneName: "longOffset" }).format(dateOf(instant));
  return name.includes("+01:00") ? 60 : 0;
}

/** Each date with its weekday, why it is left out, and where the clocks change on the way to it or in it. */
export function rowsOf(visit: Visit, dates: availability.SeriesDate[], { start, end, nights }: { start: number; end: number; nights: number }) {
  let offset: number | undefined;
  return dates.map((date) => {
    const day = date.day ? `${date.day.year}-${String(date.day.month).padStart(2, "0")}-${String(date.day.day).padStart(2, "0")}` : "";
    const skipped = availability.SkipReason[date.skipped];
    const now = date.startTime ? offsetAt(date.startTime) : offset;
    const changed = offset !== undefined && now !== offset;
    offset = now;
    const longer = date.startTime ? date.chargeMinutes - (nights * 1_440 + end - start) : 0;
    return { ...date, iso: day, skipped: skipped === "UNSPECIFIED" ? undefined : skipped, excepted: skipped === "EXCEPTED", changed, longer, word: visit.words.weekday(day) };
  });
}

async function list(visit: Visit): Promise<void> {
  const asked = { provider: providerOf(visit), pageSize: 200 };
  const [series, activities] = await Promise.all([
    firstOf(500, (request: { pageToken?: string }) => visit.me.series.listSeries({ ...asked, ...request }), {}, (page) => page.series),
    activitiesOf(visit),
  ]);
  visit.show("provider/series-list", { rows: series.map((one) => ({ ...describe(one, activities), id: idOf(one.name), copied: one.copiedFrom !== "" })) });
}

/** What a series is in a line: `Saturday, Sunday`, its times of day. */
export function describe(series: availability.Series, activities: availability.Activity[]) {
  const { rule = "" } = series.recurrence ?? {};
  const byDay = /BYDAY=([A-Z,]+)/.exec(rule)?.[1]?.split(",") ?? [];
  const days = DAYS.filter((day) => byDay.includes(day.slice(0, 2)));
  return { title: activities.find(({ name }) => name === series.activity)?.title ?? "", days, pattern: series.pattern, first: series.recurrence?.firstDay };
}

async function one(visit: Visit): Promise<void> {
  const [{ series, sessions }, activities] = await Promise.all([visit.me.series.getSeries({ name: visit.nameOf("series") }), activitiesOf(visit)]);
  if (!series) throw new Error("no series in the answer");
  const rows = sessions.map((session) => ({ ...session, id: idOf(session.session), stage: stageOf(session, visit.now) }));
  const { pattern: times, ...described } = describe(series, activities);
  visit.show("provider/series", { ...described, times, rows });
}

export const seriesPages: Page[] = [
  { method: "get", path: "/provider/new-series", roles: ["provider"], show: blank },
  { method: "post", path: "/provider/new-series", roles: ["provider"], show: entered },
  { method: "get", path: "/provider/series", roles: ["provider"], show: list },
  { method: "get", path: "/provider/series/:id", roles: ["provider"], show: one },
];
