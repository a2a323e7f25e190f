// A single new session: entered, looked at with its weekday, then made as a draft.
import { availability, isShortBreaksError } from "@shortbreaks/client";

import { addDays, dateFields, instantAt, readDay } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { dateOf, londonDay } from "../../words.ts";
import { activitiesOf, chosenActivity, mistakesInPlan, NO_PLAN, planIn, staffOf, timesOf } from "./plan.ts";
import { providerOf } from "./reads.ts";

async function blank(visit: Visit): Promise<void> {
  visit.show("provider/new-session", { activities: await activitiesOf(visit), given: { ...NO_PLAN, day: "" } });
}

async function entered(visit: Visit): Promise<void> {
  const activities = await activitiesOf(visit);
  const given = { ...planIn(visit), day: visit.field("day") };
  const again = (errors: FieldError[]) => visit.showAgain("provider/new-session", errors, { activities, given });
  if (visit.field("step") === "edit") return visit.show("provider/new-session", { activities, given });
  const day = readDay(given.day);
  const mistakes = mistakesInPlan(visit, given, activities);
  if (!day || day < londonDay(visit.now)) mistakes.push({ field: "day", text: visit.t("provider-plan.day_wrong") });
  const activity = chosenActivity(activities, given);
  if (mistakes.length > 0 || !day || !activity) return again(mistakes);
  const { start, end, nights } = timesOf(given);
  const times = { startTime: instantAt(day, start), endTime: instantAt(addDays(day, nights), end) };
  const minutes = (dateOf(times.endTime).getTime() - dateOf(times.startTime).getTime()) / 60_000;
  if (minutes <= 0) return again([{ field: "end", text: visit.t("provider-plan.end_early") }]);
  if (visit.field("step") !== "make") {
    const clocks = minutes !== nights * 1_440 + end - start;
    return visit.show("provider/new-session-check", { given, activity, times, minutes, clocks, closed: await closedOn(visit, day, activity.name) });
  }
  try {
    const session = { activity: activity.name, ...times, places: Number(given.places), staff: staffOf(given) };
    const made = await visit.me.availability.createSession({ requestId: visit.requestId, session });
    visit.goTo(`/provider/sessions/${idOf(made.session?.name ?? "")}`);
  } catch (error) {
    if (!isShortBreaksError(error, "INVALID_REQUEST")) throw error;
    again([{ field: "day", text: error.fieldViolations.map(({ description }) => description).join(" ") }]);
  }
}

/** Why the calendar says that nothing runs on that day. */
async function closedOn(visit: Visit, day: string, activity: string): Promise<string[]> {
  const days = { firstDay: dateFields(day), lastDay: dateFields(day) };
  const own = await Promise.all([
    visit.me.series.listCalendarDays({ ...days, provider: providerOf(visit) }),
    visit.me.series.listCalendarDays({ ...days, activity }),
  ]);
  const closed = own.flatMap((answer) => answer.days).filter(({ kind }) => kind !== availability.CalendarDayKind.TERM);
  return [...new Set(closed.map(({ displayName }) => displayName))];
}

export const newSessionPages: Page[] = [
  { method: "get", path: "/provider/new-session", roles: ["provider"], show: blank },
  { method: "post", path: "/provider/new-session", roles: ["provider"], show: entered },
];
