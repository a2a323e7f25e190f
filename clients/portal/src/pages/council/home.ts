// What waits for an officer, counted, each with the way to it.
import { bookings, eligibility, firstOf } from "@shortbreaks/client";

import { kindOf } from "../../failures.ts";
import type { Visit } from "../../visit.ts";
import { londonDay } from "../../words.ts";
import { monthsBefore } from "./claims.ts";
import { dayText } from "../../days.ts";
import { queueAddress, TO_DO } from "./queue.ts";

const State = eligibility.ApplicationState;
// No call counts: these list, and every child that a list names has a row in the audit trail. So they stop soon.
const APPLICATIONS_MAX = 400;
const OTHERS_MAX = 100;

interface Waiting {
  text: string;
  /** Left out where it cannot be counted just now. */
  count?: number;
  more?: boolean;
  address: string;
}

async function applicationsOf(visit: Visit): Promise<eligibility.Application[]> {
  const list = (request: { pageToken?: string }) => visit.me.applications.listApplications({ ...request, states: TO_DO, pageSize: 200 });
  return firstOf(APPLICATIONS_MAX, list, {}, (page) => page.applications);
}

type Ask<Answer> = (request: { pageToken?: string; pageSize: number }) => Promise<Answer>;

/** How many there are, of a list; where its service is down the page does without. */
async function counted<Answer extends { nextPageToken: string }>(text: string, address: string, ask: Ask<Answer>, itemsOf: (page: Answer) => unknown[]): Promise<Waiting> {
  try {
    const items = await firstOf(OTHERS_MAX, (request: { pageToken?: string }) => ask({ pageSize: 100, ...request }), {}, itemsOf);
    return { text, address, count: items.length, more: items.length === OTHERS_MAX };
  } catch (error) {
    if (kindOf(error) !== "down") throw error;
    return { text, address };
  }
}

function others(visit: Visit): Promise<Waiting[]> {
  const { me } = visit;
  const today = londonDay(visit.now);
  const toCome = ({ state, meetDate }: eligibility.Panel) => state === eligibility.PanelState.OPEN && dayText(meetDate) >= today;
  const month = monthsBefore(today, 1)[0] ?? "";
  const handedIn = ({ state }: bookings.Claim) => state === bookings.ClaimState.SUBMITTED;
  const toPublish = ({ state, proposer }: eligibility.Policy) => state === eligibility.PolicyState.PROPOSED && proposer !== visit.actor;
  return Promise.all([
    counted("panels", "/council/panels", (request) => me.applications.listPanels(request), ({ panels }) => panels.filter(toCome)),
    counted("policies", "/council/policies", (request) => me.policies.listPolicies(request), ({ policies }) => policies.filter(toPublish)),
    counted("reviews", "/council/reviews", (request) => me.allocations.listReviewsDue(request), ({ allocations }) => allocations),
    counted("flags", "/council/flags", (request) => me.rechecks.listBookingFlags(request), ({ flags }) => flags),
    counted("no_shows", "/council/no-shows", (request) => me.registers.listRepeatedNoShows(request), ({ children }) => children),
    counted("corrections", "/council/corrections", (request) => me.corrections.listCorrections(request), ({ corrections }) => corrections),
    counted("claims", `/council/claims?month=${month}`, (request) => me.registers.listClaims({ ...request, month }), ({ claims }) => claims.filter(handedIn)),
  ]);
}

export async function councilHome(visit: Visit): Promise<void> {
  const [applications, rest] = await Promise.all([applicationsOf(visit), others(visit)]);
  const count = (which: (one: eligibility.Application) => boolean) => applications.filter(which).length;
  const states: Waiting[] = TO_DO.map((state) => ({ text: State[state], count: count((one) => one.state === state), address: queueAddress({ state: State[state] }) }));
  const first: Waiting[] = [
    { text: "second", count: count(({ decision }) => decision?.awaitsSecondKey === true && decision.decider !== visit.actor), address: queueAddress({ second: true }) },
    { text: "late", count: count((one) => one.evidenceOverdue), address: queueAddress({ late: true }) },
    { text: "reached", count: count((one) => one.deferReached), address: queueAddress({ reached: true }) },
    ...rest,
  ];
  visit.show("council/home", { states, first, more: applications.length === APPLICATIONS_MAX, max: APPLICATIONS_MAX });
}
