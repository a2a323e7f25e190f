// A session's register: who comes, on paper too, and who came. All that is on the page is sent at once.
import type { bookings } from "@shortbreaks/client";

import { kindOf } from "../../failures.ts";
import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { referenceOf, type Visit } from "../../visit.ts";
import { dateOf } from "../../words.ts";
import { byName, comingOf } from "./children.ts";
import { CAUSES, chosenOf, type Entered, enteredIn, known, markOf, mistakesIn, OUTCOMES } from "./marks.ts";
import { readSessionRow } from "./reads.ts";

// As many as one form sends; the service takes up to 200 at once.
const ROWS_MAX = 100;

async function read(visit: Visit) {
  const name = visit.nameOf("sessions");
  const [register, row] = await Promise.all([visit.me.registers.getRegister({ session: name }), readSessionRow(visit, name)]);
  const number = Math.max(1, Number(visit.query("page")[0] ?? "1") || 1);
  const children = byName(register.children);
  const all = register.bookings.map((booking) => comingOf(visit, booking, children.get(booking.child)));
  // As one looks for a name at the door.
  const shown = all.toSorted((a, b) => a.label.localeCompare(b.label, "en-GB")).slice((number - 1) * ROWS_MAX, number * ROWS_MAX);
  const more = number * ROWS_MAX < register.bookings.length;
  const begun = dateOf(register.startTime) <= visit.now;
  const closed = dateOf(register.closeTime) <= visit.now;
  const marked = register.bookings.length - register.unmarked;
  const address = `/provider/sessions/${row.id}/register`;
  return {
    register, row, begun, closed, marked, causes: CAUSES, outcomes: OUTCOMES, address,
    children: shown,
    action: number > 1 ? `${address}?page=${number}` : address,
    next: more ? `${address}?page=${number + 1}` : undefined,
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
  const page = await read(visit);
  const again = (errors: FieldError[], entered: Entered[]) => visit.showAgain("provider/register", errors, { ...page, entered: byId(entered) });
  if (chosen.length === 0) return again([{ field: "marks", text: visit.t("provider-register.nothing") }], rows);
  const mistakes = mistakesIn(visit, rows, page.register);
  if (mistakes.length > 0) return again(mistakes, rows);
  const asked = { requestId: visit.requestId, session, marks: chosen.map(markOf) };
  const answer = await visit.me.registers.markAttendance(asked).catch((error: unknown) => {
    if (kindOf(error) !== "down") throw error;
  });
  if (!answer) return visit.showUnanswered("provider/register", [{ field: "marks", text: visit.t("provider-register.unanswered") }], { ...page, entered: byId(rows) });
  const { results } = answer;
  const refused = results.flatMap((result, index) => (result.errorReason === "" ? [] : [{ result, row: chosen[index] as Entered }]));
  if (refused.length === 0) return visit.goTo(`${page.action}${page.action.includes("?") ? "&" : "?"}saved=${results.length}`);
  await showRefused(visit, refused, results.length - refused.length, rows);
}

/** What could be done is done; of the rest the page says why, as the register is now, with what was entered. */
async function showRefused(visit: Visit, refused: { result: bookings.BookingResult; row: Entered }[], saved: number, rows: Entered[]): Promise<void> {
  const page = await read(visit);
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
