// What providers claim for a month: who has handed in, what it comes to, and the council's approval.
import { type availability, bookings, firstOf } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, type Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { pageOf } from "./lists.ts";
import { objections } from "./refused.ts";
import { whoOf } from "./shown.ts";

const State = bookings.ClaimState;
const MONTHS = 13;

/** `2026-10` and those before it: the last one that is over comes first. */
export function monthsBefore(today: string, count = MONTHS): string[] {
  const [year = 0, month = 0] = today.split("-").map(Number);
  return Array.from({ length: count }, (_, back) => new Date(Date.UTC(year, month - 2 - back, 1)).toISOString().slice(0, 7));
}

const MONTH_WORDS = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
const inWords = (month: string) => MONTH_WORDS.format(new Date(`${month}-01T00:00:00Z`));

/** Of the address or the form; the last month that is over, where it is none. */
function monthOf(visit: Visit, given: string): string {
  const months = monthsBefore(londonDay(visit.now));
  return months.find((month) => month === given) ?? months[0] ?? "";
}

async function namesOf({ me }: Visit): Promise<Map<string, string>> {
  const list = (request: { pageToken?: string }) => me.availability.listProviders({ ...request, pageSize: 200 });
  const providers = await firstOf(2_000, list, {}, (page: availability.ListProvidersResponse) => page.providers);
  return new Map(providers.map(({ name, displayName }) => [name, displayName]));
}

function amountsOf(visit: Visit, quantities: { unit: number; amount: bigint }[]): string {
  const said = quantities.filter(({ amount }) => amount !== 0n).map(({ unit, amount }) => visit.words.amount(unit, amount));
  return said.length > 0 ? visit.words.list(said) : visit.t("words.nothing");
}

async function list(visit: Visit): Promise<void> {
  const month = monthOf(visit, visit.query("month")[0] ?? "");
  const page = await pageOf(visit, `/council/claims?month=${month}`, (pageToken) => visit.me.registers.listClaims({ month, pageSize: 50, pageToken }));
  if (!page) return;
  const names = await namesOf(visit);
  const rows = page.answer.claims.map((claim) => ({
    id: idOf(claim.provider),
    provider: names.get(claim.provider) ?? claim.provider,
    state: State[claim.state],
    charged: claim.submittedTotals ? amountsOf(visit, claim.submittedTotals.charged) : "",
  }));
  const months = monthsBefore(londonDay(visit.now)).map((one) => ({ value: one, text: inWords(one), selected: one === month }));
  visit.show("council/claims", { ...page, rows, month, monthInWords: inWords(month), months });
}

async function read(visit: Visit, month: string) {
  const provider = visit.nameOf("providers");
  const [{ claim }, found] = await Promise.all([visit.me.registers.getClaim({ provider, month }), visit.me.availability.getProvider({ name: provider })]);
  if (!claim) throw new Error("no claim in the answer");
  return {
    claim,
    month,
    monthInWords: inWords(month),
    id: idOf(provider),
    provider: found.provider?.displayName ?? "",
    state: State[claim.state],
    outcomes: (claim.totals?.outcomes ?? []).map(({ outcome, bookings: count }) => ({ word: bookings.BookingState[outcome], count })),
    charged: amountsOf(visit, claim.totals?.charged ?? []),
    ledger: amountsOf(visit, claim.ledger),
    submitted: amountsOf(visit, claim.submittedTotals?.charged ?? []),
    submitter: whoOf(visit, claim.submitter),
    approver: whoOf(visit, claim.approver),
  };
}

async function show(visit: Visit): Promise<void> {
  visit.show("council/claim", await read(visit, monthOf(visit, visit.query("month")[0] ?? "")));
}

async function approve(visit: Visit): Promise<void> {
  const month = monthOf(visit, visit.field("month"));
  try {
    await visit.me.registers.approveClaim({ requestId: visit.requestId, provider: visit.nameOf("providers"), month, etag: visit.field("etag") });
  } catch (error) {
    const errors: FieldError[] = objections(visit, error);
    return visit.showAgain("council/claim", errors, await read(visit, month));
  }
  visit.goTo(`/council/claims/${visit.request.params["id"]}?month=${month}`);
}

const row = { roles: ["officer"], purpose: "payment", about: "providers" } as const;

export const claimPages: Page[] = [
  { method: "get", path: "/council/claims", ...row, show: list },
  { method: "get", path: "/council/claims/:id", ...row, show },
  { method: "post", path: "/council/claims/:id", ...row, show: approve },
];
