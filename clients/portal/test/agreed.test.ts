// What was agreed waits for the family to take it, and the family reads by when.
import { eligibility } from "@shortbreaks/client";
import { expect, test } from "vitest";

import { applicationPages } from "../src/pages/families/applications.ts";
import { homePages } from "../src/pages/home.ts";
import { uuid, visit } from "./visits.ts";

const State = eligibility.AllocationState;
const child = { name: `children/${uuid(1)}`, displayName: "Robin" };
const application = { name: `applications/${uuid(2)}`, child: child.name, state: eligibility.ApplicationState.NOTIFIED, etag: "1", offeredEvidence: [], evidenceWanted: [], allocation: `allocations/${uuid(3)}` };
const allocation = { name: application.allocation, application: application.name, granted: { unit: 1, amount: 2400n }, state: State.APPROVED, acceptByDate: { year: 2026, month: 12, day: 7 } };

const services = (allocations: object[]) => ({
  eligibility: {
    listChildren: async () => ({ children: [child], nextPageToken: "" }),
    getChild: async () => ({ child }),
    listAllocations: async () => ({ allocations, nextPageToken: "" }),
    getAllocation: async () => ({ allocation: allocations[0] }),
  },
  bookings: { listBookings: async () => ({ bookings: [], nextPageToken: "" }) },
  policies: { getLivePolicy: async () => ({ content: "offers: []" }) },
  applications: { getApplication: async () => ({ application, history: [] }) },
});

test("the start page says what was agreed and by when to take it", async () => {
  const { html, text } = await visit(homePages, "get", "/home", { me: services([allocation, { ...allocation, state: State.ACTIVE, application: `applications/${uuid(9)}` }]) });
  expect(text).toContain("We agreed 40 hours for Robin. Take it by 7 December 2026.");
  expect(html).toContain(`href="/applications/${uuid(2)}"`);
  expect(html).not.toContain(uuid(9));
});

test("so does the application", async () => {
  const { text } = await visit(applicationPages, "get", "/applications/:id", { me: services([allocation]), id: uuid(2) });
  expect(text).toContain("Take it by 7 December 2026. After that day it is no longer kept for you.");
});

test("without a last day none is named, and what is taken asks for nothing", async () => {
  const open = { ...allocation, acceptByDate: undefined };
  const agreed = await visit(homePages, "get", "/home", { me: services([open]) });
  expect(agreed.text).toContain("We agreed 40 hours for Robin.");
  expect(agreed.text).not.toContain("Take it by");
  const taken = await visit(applicationPages, "get", "/applications/:id", { me: services([{ ...allocation, state: State.ACTIVE }]), id: uuid(2) });
  expect(taken.text).not.toContain("Take it by");
});
