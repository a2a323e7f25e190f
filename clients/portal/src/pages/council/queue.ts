// The queue of applications, most urgent first and then oldest, as the services list it; and approving several at once.
import { eligibility, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import { idOf, UUID, type Visit } from "../../visit.ts";
import { pageOf } from "./lists.ts";
import { liveFile, titlesIn } from "./policy-text.ts";
import { type Row, refusalOf, rowOf } from "./shown.ts";

const State = eligibility.ApplicationState;
const PAGE_SIZE = 50;
const REASON_MAX = 2_000;

/** In the order in which an application comes through them. */
export const STATES = Object.values(State).filter((state): state is eligibility.ApplicationState => typeof state === "number" && state > 0);
/** What an officer has to do with: nobody looks at a draft, and what the family was told of is done. */
export const TO_DO = STATES.filter((state) => ![State.DRAFT, State.NOTIFIED, State.CLOSED].includes(state));

interface Filters {
  state: string;
  offer: string;
  second: boolean;
  late: boolean;
  reached: boolean;
}

function filtersOf(visit: Visit, titles: Map<string, string>): Filters {
  const one = (name: string) => visit.query(name)[0] ?? "";
  const state = STATES.some((known) => State[known] === one("state")) ? one("state") : "";
  return { state, offer: titles.has(one("offer")) ? one("offer") : "", second: one("second") === "yes", late: one("late") === "yes", reached: one("reached") === "yes" };
}

export function queueAddress(filters: Partial<Filters>): string {
  const parameters = new URLSearchParams();
  if (filters.state) parameters.set("state", filters.state);
  if (filters.offer) parameters.set("offer", filters.offer);
  for (const flag of ["second", "late", "reached"] as const) if (filters[flag]) parameters.set(flag, "yes");
  return `/council/applications?${parameters.toString()}`;
}

async function queue(visit: Visit): Promise<void> {
  const titles = titlesIn(await liveFile(visit));
  const filters = filtersOf(visit, titles);
  const chosen = STATES.find((state) => State[state] === filters.state);
  const wanted = {
    states: chosen === undefined ? TO_DO : [chosen],
    offer: filters.offer,
    awaitsSecondKey: filters.second,
    evidenceOverdue: filters.late,
    deferReached: filters.reached,
    pageSize: PAGE_SIZE,
  };
  const page = await pageOf(visit, queueAddress(filters), (pageToken) => visit.me.applications.listApplications({ ...wanted, pageToken }));
  if (!page) return;
  const rows = page.answer.applications.map((application) => rowOf(visit, application, titles));
  visit.show("council/applications", { ...page, rows, ready: rows.some(({ mayApprove }) => mayApprove), filters, states: STATES.map((state) => State[state]), titles: [...titles] });
}

/** Each as it is now, a few at a time; what cannot be read any more is left out. */
async function readEach(visit: Visit, ids: string[]): Promise<eligibility.Application[]> {
  const left = ids.map((id, place) => ({ id, place }));
  const found: eligibility.Application[] = [];
  const ask = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) {
      try {
        const { application } = await visit.me.applications.getApplication({ name: `applications/${one.id}` });
        if (application) found[one.place] = application;
      } catch (error) {
        if (!isShortBreaksError(error, "NOT_FOUND", "NOT_ALLOWED")) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return found.filter((application) => application !== undefined);
}

const idsIn = (values: string[]): string[] => [...new Set(values)].filter((id) => UUID.test(id)).slice(0, PAGE_SIZE);

async function rowsOf(visit: Visit, ids: string[]): Promise<Row[]> {
  const [file, applications] = await Promise.all([liveFile(visit), readEach(visit, ids)]);
  return applications.map((application) => rowOf(visit, application, titlesIn(file)));
}

async function checkSeveral(visit: Visit): Promise<void> {
  visit.show("council/approve", { rows: await rowsOf(visit, idsIn(visit.query("pick"))), given: {} });
}

/** `{uuid} {etag}` of each, with commas between: the applications as the officer saw them. */
function itemsOf(visit: Visit): { name: string; etag: string }[] {
  const pairs = visit.field("items").split(",").map((item) => item.split(" "));
  return pairs.filter(([id = ""]) => UUID.test(id)).map(([id = "", etag = ""]) => ({ name: `applications/${id}`, etag }));
}

async function approveSeveral(visit: Visit): Promise<void> {
  const items = itemsOf(visit);
  const given = { reason: visit.field("reason"), stream: visit.field("stream") };
  const errors: FieldError[] = [];
  if (given.reason === "") errors.push({ field: "reason", text: visit.t("council-approve.reason_missing") });
  if (given.reason.length > REASON_MAX) errors.push({ field: "reason", text: visit.t("apply.statement_long", { max: REASON_MAX }) });
  if (given.stream === "" || given.stream.length > 64) errors.push({ field: "stream", text: visit.t("council-approve.stream_missing") });
  const again = async () => ({ rows: await rowsOf(visit, items.map(({ name }) => idOf(name))), given });
  if (items.length === 0 || errors.length > 0) return visit.showAgain("council/approve", errors, await again());
  try {
    const { results } = await visit.me.applications.bulkApprove({ requestId: visit.requestId, items, reason: given.reason, fundingStream: given.stream });
    visit.goTo(resultAddress(results));
  } catch (error) {
    visit.showAgain("council/approve", [{ field: "reason", text: refusalOf(visit, error) }], await again());
  }
}

/** What became of each: its id, and why not where it was not done. What it came to is read when the page is shown. */
function resultAddress(results: eligibility.BulkApproveResult[]): string {
  const parameters = new URLSearchParams();
  for (const { name, errorReason } of results) {
    parameters.append("one", errorReason === "" ? idOf(name) : `${idOf(name)}.${errorReason.replace("ERROR_REASON_", "")}`);
  }
  return `/council/applications/approved?${parameters.toString()}`;
}

const KNOWN = ["ETAG_MISMATCH", "STATE_FORBIDS", "ABOVE_LIMIT", "SECOND_PERSON_NEEDED", "NO_LIVE_POLICY", "NOT_FOUND", "NOT_ALLOWED"];

async function result(visit: Visit): Promise<void> {
  const given = visit.query("one").map((one) => one.split(".")).filter(([id = ""]) => UUID.test(id)).slice(0, PAGE_SIZE);
  const reasons = new Map(given.map(([id = "", reason = ""]) => [id, reason]));
  const rows = (await rowsOf(visit, [...reasons.keys()])).map((row) => {
    const reason = reasons.get(row.id) ?? "";
    const why = reason === "" ? "" : visit.t(`council-approved.why.${KNOWN.includes(reason) ? reason : "OTHER"}`);
    const { decision } = row.application;
    return { ...row, why, amount: reason === "" && decision?.grant ? visit.words.quantity(decision.grant.quantity) : "" };
  });
  const unseen = reasons.size - rows.length;
  visit.show("council/approved", { rows, done: rows.filter(({ why }) => why === "").length, undone: rows.filter(({ why }) => why !== "").length + unseen, unseen });
}

export const queuePages: Page[] = [
  { method: "get", path: "/council/applications", roles: ["officer"], purpose: "application", show: queue },
  { method: "get", path: "/council/applications/approve", roles: ["officer"], purpose: "application", show: checkSeveral },
  { method: "post", path: "/council/applications/approve", roles: ["officer"], purpose: "application", show: approveSeveral },
  { method: "get", path: "/council/applications/approved", roles: ["officer"], purpose: "application", show: result },
];
