// What a register's form says of each child, and what is still wrong with it.
import { bookings, type } from "@shortbreaks/client";

import { instantAt, readDay, readTime } from "../../days.ts";
import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { dateOf, type Instant } from "../../words.ts";
import { objectionsTo } from "../objections.ts";

const Outcome = bookings.AttendanceOutcome;
export const OUTCOMES = ["ATTENDED", "PART_ATTENDED", "NO_SHOW", "ABSENT_WITH_NOTICE", "PROVIDER_CAUSE"] as const;
export const CAUSES = ["UNSPECIFIED", "CHANGED_PLANS", "ILLNESS", "HOSPITAL", "BEREAVEMENT", "HARDSHIP"] as const;
const REASON_MAX = 500;

/** A row of the form as it was sent. Its fields are named with the booking's id. */
export interface Entered {
  id: string;
  outcome: string;
  minutes: string;
  day: string;
  time: string;
  cause: string;
  reason: string;
  etag: string;
  /** It was marked when the page was shown: what is chosen is a correction. */
  marked: boolean;
}

export interface RegisterTimes {
  startTime?: Instant;
  endTime?: Instant;
}

const ROW = /^etag-([0-9a-f-]{36})$/;

export function enteredIn(visit: Visit): Entered[] {
  const fields = Object.keys((visit.request.body as object | undefined) ?? {});
  const rest = visit.field("rest") === "came";
  return fields.flatMap((field) => {
    const [, id] = ROW.exec(field) ?? [];
    if (!id) return [];
    const value = (name: string) => visit.field(`${name}-${id}`);
    const marked = value("marked") === "yes";
    const outcome = value("outcome") || (rest && !marked ? "ATTENDED" : "");
    return [{ id, outcome, minutes: value("minutes"), day: value("day"), time: value("time"), cause: value("cause"), reason: value("reason"), etag: value("etag"), marked }];
  });
}

/** Rows with something chosen: the others say nothing, and stay as they are. */
export const chosenOf = (rows: Entered[]) => rows.filter(({ outcome }) => outcome !== "");

export function mistakesIn(visit: Visit, rows: Entered[], times: RegisterTimes): FieldError[] {
  const { t } = visit;
  const lasts = Math.round((dateOf(times.endTime).getTime() - dateOf(times.startTime).getTime()) / 60_000);
  return chosenOf(rows).flatMap((row) => {
    const errors: FieldError[] = [];
    const wrong = (field: string, text: string) => errors.push({ field: `${field}-${row.id}`, text });
    if (row.outcome === "PART_ATTENDED" && !(/^\d{1,5}$/.test(row.minutes) && Number(row.minutes) >= 1 && Number(row.minutes) < lasts)) {
      wrong("minutes", t("provider-register.minutes_wrong", { most: lasts - 1 }));
    }
    if (row.outcome === "ABSENT_WITH_NOTICE") noticeMistakes(row, times, t, wrong);
    if (row.marked && row.reason === "") wrong("reason", t("provider-register.reason_missing"));
    if (row.reason.length > REASON_MAX) wrong("reason", t("provider-register.reason_long", { max: REASON_MAX }));
    return errors;
  });
}

function noticeMistakes(row: Entered, times: RegisterTimes, t: Visit["t"], wrong: (field: string, text: string) => void): void {
  const [day, time] = [readDay(row.day), readTime(row.time)];
  if (!day) wrong("day", t("provider-register.day_wrong"));
  if (time === undefined) wrong("time", t("provider-register.time_wrong"));
  if (day && time !== undefined && dateOf(instantAt(day, time)) >= dateOf(times.startTime)) wrong("day", t("provider-register.notice_late"));
}

/** As the service takes it, of a row without mistakes. */
export function markOf(row: Entered) {
  const outcome = Outcome[row.outcome as (typeof OUTCOMES)[number]];
  const absent = outcome === Outcome.ABSENT_WITH_NOTICE;
  return {
    booking: `bookings/${row.id}`,
    outcome,
    minutes: outcome === Outcome.PART_ATTENDED ? Number(row.minutes) : 0,
    ...(absent && { noticeTime: instantAt(row.day, readTime(row.time) ?? 0), cause: type.CancelCause[row.cause as (typeof CAUSES)[number]] ?? 0 }),
    reason: row.marked ? row.reason : "",
    // Without one it is a first mark, which no other's mark must stand before.
    etag: row.marked ? row.etag : "",
  };
}

// Where a field of a mark stands in its row.
const FIELDS: Record<string, string> = { minutes: "minutes", notice_time: "day", cause: "cause", reason: "reason" };

/** What the service does not take of the marks that were sent, each at its field of its row. */
export function wrongMarks(error: unknown, sent: Entered[]): FieldError[] {
  const at = sent.flatMap(({ id }, index) => Object.entries(FIELDS).map(([field, name]) => [`marks[${index}].${field}`, `${name}-${id}`]));
  return objectionsTo(error, Object.fromEntries(at) as Record<string, string>, "marks");
}

/** Whether the register says of a booking already what was entered. */
export function stands({ outcome, minutes, day, time }: Entered, booking: bookings.Booking | undefined): boolean {
  const { state = 0, attendance } = booking ?? {};
  if (bookings.BookingState[state] !== (outcome === "PROVIDER_CAUSE" ? "CANCELLED_BY_PROVIDER" : outcome)) return false;
  if (outcome === "PART_ATTENDED") return attendance?.minutes === Number(minutes);
  return outcome !== "ABSENT_WITH_NOTICE" || attendance?.noticeTime?.seconds === instantAt(day, readTime(time) ?? 0).seconds;
}

/** A choice of the form that nobody's browser would send is left out. */
export const known = (row: Entered): boolean => row.outcome === "" || (OUTCOMES as readonly string[]).includes(row.outcome);
