// What a new session or series is like, as a form says it, and what is still wrong with it.
import { type availability, firstOf } from "@shortbreaks/client";

import { readTime } from "../../days.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { readCount } from "./capacity.ts";
import { providerOf } from "./reads.ts";

const NIGHTS_MAX = 30;

/** As it was entered. */
export interface Plan {
  activity: string;
  start: string;
  end: string;
  nights: string;
  places: string;
  staff: string;
}

export const NO_PLAN: Plan = { activity: "", start: "", end: "", nights: "0", places: "", staff: "" };

export async function activitiesOf(visit: Visit): Promise<availability.Activity[]> {
  const asked = { provider: providerOf(visit), pageSize: 200 };
  return firstOf(500, (request: { pageToken?: string }) => visit.me.availability.listActivities({ ...asked, ...request }), {}, (page) => page.activities);
}

export function planIn(visit: Visit): Plan {
  const field = (name: keyof Plan) => visit.field(name);
  return { activity: field("activity"), start: field("start"), end: field("end"), nights: field("nights") || "0", places: field("places"), staff: field("staff") };
}

export const chosenActivity = (activities: availability.Activity[], plan: Plan) => activities.find(({ name }) => idOf(name) === plan.activity);

export function mistakesInPlan({ t }: Visit, plan: Plan, activities: availability.Activity[]): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: keyof Plan, text: string) => errors.push({ field, text });
  if (!chosenActivity(activities, plan)) wrong("activity", t("provider-plan.activity_missing"));
  const [start, end] = [readTime(plan.start), readTime(plan.end)];
  if (start === undefined) wrong("start", t("provider-plan.start_wrong"));
  if (end === undefined) wrong("end", t("provider-plan.end_wrong"));
  const nights = readCount(plan.nights);
  if (nights === undefined || nights > NIGHTS_MAX) wrong("nights", t("provider-plan.nights_wrong", { most: NIGHTS_MAX }));
  else if (nights === 0 && start !== undefined && end !== undefined && end <= start) wrong("end", t("provider-plan.end_early"));
  if (readCount(plan.places) === undefined) wrong("places", t("provider-capacity.places_wrong", { most: 1_000 }));
  if (plan.staff !== "" && readCount(plan.staff) === undefined) wrong("staff", t("provider-capacity.staff_wrong", { most: 1_000 }));
  return errors;
}

/** Of a plan without mistakes: the times in minutes after midnight. */
export function timesOf(plan: Plan) {
  return { start: readTime(plan.start) ?? 0, end: readTime(plan.end) ?? 0, nights: Number(plan.nights) };
}

export const staffOf = ({ staff }: Plan) => (staff === "" ? undefined : Number(staff));
