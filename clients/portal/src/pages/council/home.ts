// What waits for an officer.
import { eligibility, firstOf } from "@shortbreaks/client";

import type { Visit } from "../../visit.ts";
import { queueAddress, TO_DO } from "./queue.ts";

const State = eligibility.ApplicationState;
const COUNTED_MAX = 1_000;

interface Waiting {
  text: string;
  count: number;
  address: string;
}

async function applicationsOf(visit: Visit): Promise<eligibility.Application[]> {
  const list = (request: { pageToken?: string }) => visit.me.applications.listApplications({ ...request, states: TO_DO, pageSize: 200 });
  return firstOf(COUNTED_MAX, list, {}, (page) => page.applications);
}

export async function councilHome(visit: Visit): Promise<void> {
  const applications = await applicationsOf(visit);
  const count = (which: (one: eligibility.Application) => boolean) => applications.filter(which).length;
  const states = TO_DO.map((state) => ({ text: State[state], count: count((one) => one.state === state), address: queueAddress({ state: State[state] }) }));
  const first: Waiting[] = [
    { text: "second", count: count(({ decision }) => decision?.awaitsSecondKey === true && decision.decider !== visit.actor), address: queueAddress({ second: true }) },
    { text: "late", count: count((one) => one.evidenceOverdue), address: queueAddress({ late: true }) },
    { text: "reached", count: count((one) => one.deferReached), address: queueAddress({ reached: true }) },
  ];
  visit.show("council/home", { states, first, more: applications.length === COUNTED_MAX });
}
