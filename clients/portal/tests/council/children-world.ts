// Children and sessions of these tests' own, made as an officer's system makes them.
import { type availability, Connection, eligibility, newRequestId, type as types } from "@shortbreaks/client";
import { readFileSync } from "node:fs";

import { world } from "../support.ts";

export const connection = new Connection(world);
const token = (name: string) => readFileSync(`${world.directory}/tokens/${name}`, "utf8").trim();
export const officer = connection.as({ token: token("officer"), purpose: "booking" });

const today = new Date();
export const PLAN_YEAR = today.getMonth() >= 3 ? today.getFullYear() : today.getFullYear() - 1;
let made = 0;

export interface NewChild {
  name: string;
  id: string;
  key: string;
  displayName: string;
}

/** Ten years old, with what the demonstration's policy asks for and hours to spend. */
export async function newChild(hours = 40, year = today.getFullYear() - 10, needs = [types.Need.AUTISM]): Promise<NewChild> {
  const key = `TEST-${Date.now() % 1e9}-${made++}`;
  const displayName = `Case ${key}`;
  const { child } = await officer.eligibility.createChild({
    requestId: newRequestId(),
    child: {
      externalId: key, displayName, dateOfBirth: { year, month: 1, day: 15 }, resident: true, postcodeDistrict: "WV4", ward: "Penn",
      supportRatio: { staff: 1, children: 3 }, needs, assessmentRoute: eligibility.AssessmentRoute.EARLY_HELP,
      circumstances: { fullTimeEducation: true, packagesKnown: true },
    },
  });
  const name = child?.name ?? "";
  const { carer } = await officer.eligibility.createCarer({ requestId: newRequestId(), carer: { displayName: `Carer of ${key}`, externalId: `CR-${key}` } });
  await officer.eligibility.grantAuthority({ requestId: newRequestId(), carer: carer?.name ?? "", child: name });
  for (const kind of [eligibility.EvidenceKind.EHC_PLAN, eligibility.EvidenceKind.DLA_CARE_MIDDLE]) {
    await officer.eligibility.addEvidence({ requestId: newRequestId(), evidence: { child: name, kind, issueDate: { year: PLAN_YEAR - 1, month: 9, day: 1 }, sections: kind === eligibility.EvidenceKind.EHC_PLAN ? ["F"] : [] } });
  }
  const window = { windowStart: { year: PLAN_YEAR, month: 4, day: 1 }, windowEnd: { year: PLAN_YEAR + 1, month: 3, day: 31 } };
  await officer.eligibility.grantAllocation({
    requestId: newRequestId(), reason: "For a test of the portal.",
    allocation: { child: name, granted: { unit: types.AllocationUnit.MINUTES, amount: BigInt(hours * 60) }, tier: types.Tier.TARGETED, fundingStream: "short-breaks-grant", ...window },
  });
  return { name, id: name.split("/")[1] ?? "", key, displayName };
}

/** Like Saturday Explorers of the demonstration, of a provider of its own. Its key. */
export async function newActivity(title: string, more: Partial<availability.Activity> = {}): Promise<string> {
  const key = `TEST-${Date.now() % 1e9}-${made++}`;
  const { provider } = await officer.availability.createProvider({ requestId: newRequestId(), provider: { externalId: key, displayName: `@Provider ${key}` } });
  const { activities } = await officer.availability.listActivities({ externalId: "WV-AC-01" });
  const like = activities[0] as availability.Activity;
  await officer.availability.createActivity({ requestId: newRequestId(), activity: { ...like, name: "", etag: "", provider: provider?.name ?? "", externalId: key, title, ...more } });
  return key;
}

let club: Promise<string> | undefined;

/** A published session, three hours long, that starts so many hours from now; of a club that no other test uses. */
export async function newSession(more: { places: number; reservePlaces?: number; inHours?: number; activity?: string }): Promise<{ name: string; id: string }> {
  const { places, reservePlaces = 0, inHours = 24 * 20 + made++ } = more;
  const { activities } = await officer.availability.listActivities({ externalId: more.activity ?? (await (club ??= newActivity("Club of these tests"))) });
  const start = BigInt(Math.floor(Date.now() / 1000) + inHours * 3600);
  const session = { activity: activities[0]?.name ?? "", places, reservePlaces, startTime: { seconds: start, nanos: 0 }, endTime: { seconds: start + 10_800n, nanos: 0 } };
  const { session: draft } = await officer.availability.createSession({ requestId: newRequestId(), session });
  await officer.availability.publishSession({ requestId: newRequestId(), name: draft?.name ?? "" });
  return { name: draft?.name ?? "", id: (draft?.name ?? "").split("/")[1] ?? "" };
}

export async function placesTaken(session: string): Promise<number> {
  const { offer } = await officer.availability.getSession({ name: session });
  return (offer as availability.SessionOffer).session?.placesTaken ?? -1;
}

export async function minutesLeft(child: string): Promise<number> {
  const { balances } = await officer.bookings.getBalance({ child });
  return Number(balances[0]?.balance ?? -1n);
}
