// A session's register: who comes, on paper too, and who came. All that is on the page is sent at once.
import { type bookings, isShortBreaksError } from "@shortbreaks/client";

import { kindOf } from "../../failures.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, referenceOf, type Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";
import { byName, comingOf } from "./children.ts";
import { CAUSES, chosenOf, type Entered, enteredIn, known, markOf, mistakesIn, OUTCOMES, stands, wrongMarks } from "./marks.ts";
import { readSessionRow } from "./reads.ts";

// As many as one form sends; the service takes up to 200 at once.
const ROWS_MAX = 100;
const numberOf = (visit: Visit): number => Math.max(1, Number(visit.query("page")[0] ?? "1") || 1);
const addressOf = (visit: Visit): string => `/provider/sessions/${idOf(visit.nameOf("sessions"))}/register`;
const actionOf = (visit: Visit): string => (numberOf(visit) > 1 ? `${addressOf(visit)}?page=${numberOf(visit)}` : addressOf(visit));

async function read(visit: Visit) {
  const name = visit.nameOf("sessions");
  const [register, row] = await Promise.all([visit.me.registers.getRegister({ session: name }), readSessionRow(visit, name)]);
  const number = numberOf(visit);
  const children = byName(register.children);
  const all = register.bookings.map((booking) => comingOf(visit, booking, children.get(booking.child)));
  // As one looks for a name at the door.
  const shown = all.toSorted((a, b) => a.label.localeCompare(b.label, "en-GB")).slice((number - 1) * ROWS_MAX, number * ROWS_MAX);
  const more = number * ROWS_MAX < register.bookings.length;
  const begun = dateOf(register.startTime) <= visit.now;
  const closed = dateOf(register.closeTime) <= visit.now;
  const marked = register.bookings.length - register.unmarked;
  return {
    register, row, begun, closed, marked, causes: CAUSES, outcomes: OUTCOMES,
    children: shown,
    action: actionOf(visit),
    next: more ? `${addressOf(visit)}?page=${number + 1}` : undefined,
    canMark: begun && !closed && row.stage !== "cancelled",
  };
}

async function show(visit: Visit): Promise<void> {
  const saved = Number(visit.query("saved")[0] ?? "") || 0;
  visit.show("provider/register", { ...(await read(visit)), saved: saved > 0 ? saved : undefined, entered: {} });
}

const byId = (rows: Entered[]) => Object.fromEntries(rows.map((row) => [row.id, row]));

async function mark(visit: Visit): Promise<void> {
  const session = visit.nameOf("sessions");
  const rows = enteredIn(visit).filter(known);
  const chosen = chosenOf(rows);
  const page = chosen.length > 0 ? await unlessDown(read(visit)) : await read(visit);
  if (!page) return showKept(visit, chosen.length);
  const again = (errors: FieldError[], entered: Entered[]) => visit.showAgain("provider/register", errors, { ...page, entered: byId(entered) });
  if (chosen.length === 0) return again([{ field: "marks", text: visit.t("provider-register.nothing") }], rows);
  const mistakes = mistakesIn(visit, rows, page.register);
  if (mistakes.length > 0) return again(mistakes, rows);
  const asked = { requestId: visit.requestId, session, marks: chosen.map(markOf) };
  const answer = await unlessDown(visit.me.registers.markAttendance(asked)).catch((error: unknown) => sentBefore(error) ?? wrongMarks(error, chosen));
  if (answer === "sent before") return showSentBefore(visit, rows);
  if (Array.isArray(answer)) return again(answer, rows);
  if (!answer) return visit.showUnanswered("provider/register", [{ field: "marks", text: visit.t("provider-register.unanswered") }], { ...page, entered: byId(rows) });
  const { results } = answer;
  const refused = results.flatMap((result, index) => (result.errorReason === "" ? [] : [{ result, row: chosen[index] as Entered }]));
  if (refused.length === 0) return visit.goTo(`${page.action}${page.action.includes("?") ? "&" : "?"}saved=${results.length}`);
  await showRefused(visit, refused, results.length - refused.length, rows);
}

/** Nothing where a service does not answer. */
async function unlessDown<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch((error: unknown) => {
    if (kindOf(error) !== "down") throw error;
    return undefined;
  });
}

/** A first try of the same form arrived, though no answer came back, and something was changed before the second. */
function sentBefore(error: unknown): "sent before" | undefined {
  return isShortBreaksError(error, "REQUEST_ID_REUSED") ? "sent before" : undefined;
}

/** The register cannot be read, and what was entered stays: every field of it, to be sent once more as the same request. */
function showKept(visit: Visit, count: number): void {
  const own = ["_csrf", "request_id"];
  const fields = Object.entries(visit.request.body as Record<string, unknown>).filter(([name, value]) => !own.includes(name) && typeof value === "string");
  visit.showUnanswered("provider/register-kept", [{ field: "marks", text: visit.t("provider-register.unanswered") }], { fields, count, action: actionOf(visit) });
}

/** The register as it is now, with what was entered and does not stand in it yet, to be sent as a new request. */
async function showSentBefore(visit: Visit, rows: Entered[]): Promise<void> {
  const page = await unlessDown(read(visit));
  if (!page) return showKept(visit, chosenOf(rows).length);
  const found = new Map(page.register.bookings.map((booking) => [idOf(booking.name), booking]));
  const left = rows.filter((row) => !stands(row, found.get(row.id)));
  visit.showAgain("provider/register", [{ field: "marks", text: visit.t("provider-register.sent_before") }], { ...page, entered: byId(left) }, 409);
}

/** What could be done is done; of the rest the page says why, as the register is now, with what was entered. */
async function showRefused(visit: Visit, refused: { result: bookings.BookingResult; row: Entered }[], saved: number, rows: Entered[]): Promise<void> {
  const page = await unlessDown(read(visit));
  if (!page) return showKept(visit, refused.length);
  const errors = refused.map(({ result, row }) => ({ field: `outcome-${row.id}`, text: whyNot(visit, result, page) }));
  const failed = new Set(refused.map(({ row }) => row.id));
  const entered = rows.filter(({ id, outcome }) => failed.has(id) || outcome === "");
  visit.showAgain("provider/register", errors, { ...page, entered: byId(entered), saved: saved > 0 ? saved : undefined });
}

function whyNot({ t }: Visit, result: bookings.BookingResult, { children }: Awaited<ReturnType<typeof read>>): string {
  const child = children.find(({ booking }) => booking.name === result.name);
  const label = child?.label ?? t("provider-register.child", { id: referenceOf(result.name) });
  if (result.errorReason !== "ERROR_REASON_ETAG_MISMATCH") return t("provider-register.refused", { child: label, why: result.errorText });
  if (!child?.marked) return t("provider-register.changed", { child: label });
  return t("provider-register.other_tablet", { child: label, mark: t(`provider-register.outcomes.${child.word}`) });
}

export const registerPages: Page[] = [
  { method: "get", path: "/provider/sessions/:id/register", roles: ["provider"], show },
  { method: "post", path: "/provider/sessions/:id/register", roles: ["provider"], show: mark },
];
