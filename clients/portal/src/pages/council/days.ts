// Days as forms give them, and how far off they are.
import { dateFields, readDay } from "../../days.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";

/** A day of the calendar, as the services have it. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

/** Of `2026-12-05`; nothing where it is no real day. */
export function dayOf(text: string): Day | undefined {
  const day = readDay(text);
  return day === undefined ? undefined : dateFields(day);
}

/** `2026-12-05`, as an input for days takes it. */
export function textOf(day: Day | undefined): string {
  if (!day) return "";
  return [String(day.year).padStart(4, "0"), String(day.month).padStart(2, "0"), String(day.day).padStart(2, "0")].join("-");
}

/** Whole days from today, London; below zero for what is past. */
export function daysUntil(day: Day, now: Date): number {
  return Math.round((Date.parse(textOf(day)) - Date.parse(londonDay(now))) / 86_400_000);
}

/** `in 4 days`, `today`, `2 days ago`. */
export function howFar({ t, now }: Visit, day: Day): string {
  const days = daysUntil(day, now);
  if (days === 0) return t("council-words.today");
  return days > 0 ? t("council-words.in_days", { count: days }) : t("council-words.days_ago", { count: -days });
}
