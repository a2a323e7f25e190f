// Children, papers and applications of the council's tests' own, so that they touch nobody else's.
import { Connection, eligibility, newRequestId, type ShortBreaks, type as types } from "@shortbreaks/client";
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";

import { test, world } from "../support.ts";

const connection = new Connection(world);
test.afterAll(() => connection.close());

const as = (name: string): ShortBreaks => connection.as({ token: readFileSync(`${world.directory}/tokens/${name}`, "utf8").trim(), purpose: "application" });
/** The services in the name of Ola, and of Max. */
export const ola = as("officer");
export const max = as("second_officer");

export interface Options {
  /** With papers that meet the rules. */
  papers?: boolean;
  offer?: string;
  born?: { year: number; month: number; day: number };
  asked?: { unit: types.AllocationUnit; amount: bigint };
}

const FIRST_NAMES = ["Casey", "Jules", "Quinn", "Morgan", "Wren", "Ezra", "Indigo", "Hollis"];
let made = 0;

export async function newChild({ papers = true, born = { year: 2015, month: 1 + (made % 12), day: 1 + (Date.now() % 28) } }: Options = {}): Promise<{ child: string; name: string }> {
  made += 1;
  const name = `${FIRST_NAMES[made % FIRST_NAMES.length]} Council-${Date.now().toString(36)}`;
  const { child } = await ola.eligibility.createChild({
    requestId: newRequestId(),
    child: { displayName: name, dateOfBirth: born, ward: "Penn", postcodeDistrict: "WV4", resident: true, supportRatio: { staff: 1, children: 3 }, needs: [types.Need.AUTISM] },
  });
  const evidence = { child: child?.name ?? "", kind: eligibility.EvidenceKind.DLA_CARE_HIGHEST, issueDate: { year: 2024, month: 5, day: 1 } };
  if (papers) await ola.eligibility.addEvidence({ requestId: newRequestId(), evidence });
  return { child: child?.name ?? "", name };
}

/** Handed in by an officer for the family; the id of it. */
export async function newApplication(options: Options = {}): Promise<{ id: string; name: string; child: string }> {
  const { child, name } = await newChild(options);
  const draft = { child, offer: options.offer ?? "targeted", applicantKind: eligibility.ApplicantKind.OFFICER, statement: "Saturdays are hard for us.", ...(options.asked && { asked: options.asked }) };
  const { application } = await ola.applications.createApplication({ requestId: newRequestId(), application: draft });
  await ola.applications.submitApplication({ requestId: newRequestId(), name: application?.name ?? "", etag: application?.etag ?? "" });
  return { id: application?.name.split("/")[1] ?? "", name, child };
}

export async function stored(id: string): Promise<eligibility.Application> {
  const { application } = await ola.applications.getApplication({ name: `applications/${id}` });
  if (!application) throw new Error("no application");
  return application;
}

export const State = eligibility.ApplicationState;
export const hours = (count: number) => ({ unit: types.AllocationUnit.MINUTES, amount: BigInt(count * 60) });

/** What a form would send, as it stands on the page. */
export async function formOf(page: Page, action: string): Promise<Record<string, string>> {
  return page.locator(`form[action="${action}"]`).evaluate((form) => {
    const entries = [...new FormData(form as HTMLFormElement)].map(([key, value]) => [key, String(value)] as const);
    return Object.fromEntries(entries);
  });
}
