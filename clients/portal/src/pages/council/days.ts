// Days as forms give them, and how far off they are.
import { dateFields, type Day, dayText, readDay } from "../../days.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";

/** Of `2026-12-05`; nothing where it is no real day. */
export function dayOf(text: string): Day | undefined {
  const day = readDay(text);
  return day === undefined ? undefined : dateFields(day);
}

/** Whole days from today, London; below zero for what is past. */
export function daysUntil(day: Day, now: Date): number {
  return Math.round((Date.parse(dayText(day)) - Date.parse(londonDay(now))) / 86_400_000);
}

/** `in 4 days`, `today`, `2 days ago`. */
export function howFar({ t, now }: Visit, day: Day): string {
  const days = daysUntil(day, now);
  if (days === 0) return t("council-words.today");
  return days > 0 ? t("council-words.in_days", { count: days }) : t("council-words.days_ago", { count: -days });
}
