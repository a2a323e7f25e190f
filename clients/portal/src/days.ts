// Days of London's calendar, `2026-11-29`, and times of day in minutes after midnight, as forms have them.
import { type Instant, instantOf } from "./words.ts";

const DAY_MS = 86_400_000;
const LONDON = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const asUtc = (day: string) => Date.parse(`${day}T00:00:00Z`);

export function addDays(day: string, days: number): string {
  return new Date(asUtc(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of the week in which it is. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(asUtc(day)).getUTCDay() + 6) % 7));
}

/** A day that somebody entered; nothing where it is none, or far away. */
export function readDay(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(asUtc(text))) return undefined;
  const year = Number(text.slice(0, 4));
  return addDays(text, 0) === text && year >= 2000 && year <= 2199 ? text : undefined;
}

/** `14:30`, `9:00` or `2.30pm` that somebody entered, in minutes after midnight. */
export function readTime(text: string): number | undefined {
  const [, hours = "", minutes = "0", half = ""] = /^(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?$/i.exec(text) ?? [];
  if (hours === "") return undefined;
  const hour = half === "" ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  const wrong = hour > 23 || Number(minutes) > 59 || (half !== "" && (Number(hours) > 12 || hours === "0"));
  return wrong ? undefined : hour * 60 + Number(minutes);
}

/** `14:30` of minutes after midnight. */
export function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * The instant at which London's clocks show that time of that day. A time that they skip in spring is an hour later, and of
 * one that they pass twice in autumn the first is meant: the services do the same (RFC 5545).
 */
export function instantAt(day: string, minutes: number): Instant {
  const utc = asUtc(day) + minutes * 60_000;
  const inSummer = new Date(utc - 3_600_000);
  return instantOf(LONDON.format(inSummer) === timeText(minutes) ? inSummer : new Date(utc));
}

/** A day of the calendar, as the services have it. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

/** Of three fields, birthdays too; nothing where they are no day. */
export function dayIn(day: string, month: string, year: string): Day | undefined {
  if (![day, month].every((one) => /^\d{1,2}$/.test(one)) || !/^\d{4}$/.test(year)) return undefined;
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (Number.isNaN(asUtc(text)) || addDays(text, 0) !== text || Number(year) < 1900) return undefined;
  return dateFields(text);
}

/** `2026-12-05`, as an input for days takes it. */
export function dayText(day: Day | undefined): string {
  if (!day) return "";
  return [String(day.year).padStart(4, "0"), String(day.month).padStart(2, "0"), String(day.day).padStart(2, "0")].join("-");
}

export function dateFields(day: string): Day {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split("-").map(Number);
  return { year, month, day: dayOfMonth };
}
