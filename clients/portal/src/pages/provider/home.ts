// What is today and soon, and what waits for the provider.
import { bookings } from "@shortbreaks/client";

import { addDays } from "../../days.ts";
import type { Visit } from "../../visit.ts";
import { instantOf, londonDay } from "../../words.ts";
import { monthsBefore, monthWord, readClaim } from "./claims.ts";
import { readSessionRow, requestsOf, sessionsBetween } from "./reads.ts";

const DAYS_AHEAD = 7;
const SHORT_SHOWN = 5;

export async function providerHome(visit: Visit): Promise<void> {
  const today = londonDay(visit.now);
  const [sessions, requests, claims, short] = await Promise.all([
    sessionsBetween(visit, today, addDays(today, DAYS_AHEAD)),
    requestsOf(visit),
    dueClaims(visit, today),
    shortSessions(visit),
  ]);
  const isToday = ({ session }: (typeof sessions)[number]) => visit.words.londonDayOf(session.startTime) === today;
  visit.show("provider/home", {
    todayIs: instantOf(visit.now),
    today: sessions.filter(isToday),
    ahead: sessions.filter((row) => !isToday(row)),
    requests: requests.length,
    overdue: requests.filter(({ overdue }) => overdue).length,
    claims,
    short,
  });
}

/** The soonest of the sessions of the next four weeks whose bookings the staff do not fit. */
async function shortSessions(visit: Visit) {
  const { sessions } = await visit.me.affected.listShortSessions({ pageSize: SHORT_SHOWN });
  return Promise.all(sessions.map(async ({ session, staffShort, bookingsUntrained }) => ({ row: await readSessionRow(visit, session), staffShort, bookingsUntrained })));
}

/** Months that are over, have something in them, and were not handed in; and gaps in this month's registers. */
async function dueClaims(visit: Visit, today: string) {
  const months = [today.slice(0, 7), ...monthsBefore(today, 3)];
  const claims = await Promise.all(months.map((month) => readClaim(visit, month)));
  const open = claims.filter(({ state }) => state === bookings.ClaimState.DRAFT);
  return open
    .filter(({ totals, unmarked, month }) => unmarked > 0 || (month !== months[0] && (totals?.bookings ?? 0) > 0))
    .map(({ month, unmarked, complete }) => ({ month, word: monthWord(visit, month), unmarked, complete }));
}
