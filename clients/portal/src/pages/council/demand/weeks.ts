// Weeks from Monday to Sunday, London.
import { instantOf, londonDay, startOfLondonDay, type Instant } from "../../../words.ts";

export const WEEKS = 13;
const DAY_MS = 86_400_000;

/** The Monday on or before a day, `2026-11-30`. */
export function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}

export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Mondays of this week and those after it. */
export function comingWeeks(now: Date): string[] {
  const first = mondayOf(londonDay(now));
  return Array.from({ length: WEEKS }, (_, week) => daysAfter(first, 7 * week));
}

export const startOf = (day: string): Instant => instantOf(startOfLondonDay(day));

export const weekOf = (instant: Instant | undefined): string => mondayOf(londonDay(new Date(Number(instant?.seconds ?? 0n) * 1000)));
