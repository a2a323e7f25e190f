// A month's claim: what the registers say, what is missing in them, its lines, and handing it in.
import { bookings, firstOf, isShortBreaksError } from "@shortbreaks/client";

import { addDays } from "../../days.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, NotFound, referenceOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { claimFile } from "./claim-file.ts";
import { providerOf, sessionsBetween, type SessionRow } from "./reads.ts";

const State = bookings.ClaimState;
const MONTHS_SHOWN = 6;
const LINES_MAX = 20_000;
const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

/** The months before the one of this day, the latest first. */
export function monthsBefore(day: string, count: number): string[] {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return Array.from({ length: count }, (_, index) => new Date(Date.UTC(year, month - 2 - index, 1)).toISOString().slice(0, 7));
}

/** `November 2026` */
export function monthWord(visit: Visit, month: string): string {
  const [year = 0, ofYear = 0] = month.split("-").map(Number);
  return visit.words.date({ year, month: ofYear, day: 1 }).replace(/^1 /, "");
}

export async function readClaim(visit: Visit, month: string): Promise<bookings.Claim> {
  const { claim } = await visit.me.registers.getClaim({ provider: providerOf(visit), month });
  if (!claim) throw new Error("no claim in the answer");
  return claim;
}

async function list(visit: Visit): Promise<void> {
  const today = londonDay(visit.now);
  const handedIn = (request: { pageToken?: string }) => visit.me.registers.listClaims({ ...request, provider: providerOf(visit), pageSize: 200 });
  const recent = [today.slice(0, 7), ...monthsBefore(today, MONTHS_SHOWN)];
  const [claims, kept] = await Promise.all([
    Promise.all(recent.map((month) => readClaim(visit, month))),
    firstOf(200, handedIn, {}, (page) => page.claims),
  ]);
  const rows = [...claims, ...kept.filter(({ month }) => !recent.includes(month))];
  visit.show("provider/claims", { rows: rows.map((claim) => ({ ...claim, word: monthWord(visit, claim.month), stateWord: State[claim.state], bookings: (claim.totals ?? claim.submittedTotals)?.bookings ?? 0 })) });
}

function monthIn(visit: Visit): string {
  const month = String(visit.request.params["id"]);
  if (!MONTH.test(month)) throw new NotFound();
  return month;
}

async function read(visit: Visit) {
  const month = monthIn(visit);
  const claim = await readClaim(visit, month);
  const [gaps, disagreeing, lines] = await Promise.all([
    claim.unmarked > 0 ? gapsIn(visit, month) : [],
    Promise.all(claim.disagreeing.map(async (name) => ({ label: referenceOf(name), session: await sessionIdOf(visit, name) }))),
    linesOf(visit, month, claim.revision > 0),
  ]);
  const over = londonDay(visit.now).slice(0, 7) > month;
  const open = claim.state !== State.APPROVED;
  const outcomes = (claim.totals?.outcomes ?? []).map(({ outcome, bookings: count }) => ({ word: bookings.BookingState[outcome], bookings: count }));
  return { month, word: monthWord(visit, month), claim, outcomes, stateWord: State[claim.state], over, gaps, disagreeing, lines, canHandIn: open && claim.complete && claim.agrees };
}

async function sessionIdOf({ me }: Visit, name: string): Promise<string> {
  const { booking } = await me.bookings.getBooking({ name });
  return idOf(booking?.session ?? "");
}

/** The last day of a month. */
const lastDay = (month: string): string => addDays(`${addDays(`${month}-01`, 31).slice(0, 7)}-01`, -1);

/** The sessions of the month whose registers have somebody who is not marked; each asked for once, some at a time. */
async function gapsIn(visit: Visit, month: string): Promise<{ row: SessionRow; unmarked: number }[]> {
  const rows = await sessionsBetween(visit, `${month}-01`, lastDay(month));
  const left = rows.filter(({ begun }) => begun);
  const gaps: { row: SessionRow; unmarked: number }[] = [];
  const ask = async (): Promise<void> => {
    for (let row = left.shift(); row; row = left.shift()) {
      const { unmarked } = await visit.me.registers.getRegister({ session: row.session.name });
      if (unmarked > 0) gaps.push({ row, unmarked });
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return gaps.sort((a, b) => Number((a.row.session.startTime?.seconds ?? 0n) - (b.row.session.startTime?.seconds ?? 0n)));
}

export interface Line {
  line: bookings.ClaimLine;
  title: string;
  label: string;
  session: string;
  /** The outcome by name; empty where the booking is in the claim no more. */
  now: string;
  submitted: string;
  changed: boolean;
}

async function linesOf(visit: Visit, month: string, handedIn: boolean): Promise<Line[]> {
  const asked = { provider: providerOf(visit), month, pageSize: 1_000 };
  const all = await firstOf(LINES_MAX, (request: { pageToken?: string }) => visit.me.registers.listClaimLines({ ...asked, ...request }), {}, (page) => page.lines);
  const differing = handedIn ? await firstOf(LINES_MAX, (request: { pageToken?: string }) => visit.me.registers.listClaimLines({ ...asked, ...request, differencesOnly: true }), {}, (page) => page.lines) : [];
  const changed = new Set(differing.map(({ booking }) => booking));
  const titles = await titlesOf(visit, all.map(({ activity }) => activity));
  return all.map((line) => ({
    line,
    title: titles.get(line.activity) ?? "",
    label: referenceOf(line.booking),
    session: idOf(line.session),
    now: line.now ? (bookings.BookingState[line.now.outcome] ?? "") : "",
    submitted: line.submitted ? (bookings.BookingState[line.submitted.outcome] ?? "") : "",
    changed: changed.has(line.booking),
  }));
}

async function titlesOf({ me }: Visit, names: string[]): Promise<Map<string, string>> {
  const found = await Promise.all([...new Set(names)].map((name) => me.availability.getActivity({ name })));
  return new Map(found.map(({ activity }) => [activity?.name ?? "", activity?.title ?? ""]));
}

async function one(visit: Visit): Promise<void> {
  visit.show("provider/claim", await read(visit));
}

async function handIn(visit: Visit): Promise<void> {
  const month = monthIn(visit);
  try {
    await visit.me.registers.submitClaim({ requestId: visit.requestId, provider: providerOf(visit), month });
  } catch (error) {
    if (!isShortBreaksError(error, "STATE_FORBIDS", "INVALID_REQUEST")) throw error;
    const errors: FieldError[] = [{ field: "hand-in", text: visit.t("provider-claims.not_yet") }];
    return visit.showAgain("provider/claim", errors, await read(visit));
  }
  visit.goTo(`/provider/claims/${month}`);
}

/** The lines for a spreadsheet. Its name tells the month and nothing of a person. */
async function file(visit: Visit): Promise<void> {
  const month = monthIn(visit);
  const lines = await linesOf(visit, month, false);
  visit.response.type("text/csv; charset=utf-8").attachment(`claim-${month}.csv`).send(claimFile(visit, lines));
}

export const claimPages: Page[] = [
  { method: "get", path: "/provider/claims", roles: ["provider"], show: list },
  { method: "get", path: "/provider/claims/:id", roles: ["provider"], show: one },
  { method: "post", path: "/provider/claims/:id", roles: ["provider"], show: handIn },
  { method: "get", path: "/provider/claims/:id/lines.csv", roles: ["provider"], show: file },
];
