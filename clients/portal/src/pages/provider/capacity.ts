// Places and staff of a session. Whom fewer of them affect is shown before anything is changed.
import { type availability, isShortBreaksError } from "@shortbreaks/client";

import type { Page } from "../../table.ts";
import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { readSession } from "./session.ts";

const MOST = 1_000;

interface Wanted {
  places: string;
  staff: string;
}

/** A whole number up to a thousand; nothing where it is none. */
export function readCount(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) && Number(text) <= MOST ? Number(text) : undefined;
}

const asStored = (session: availability.Session): Wanted => ({ places: String(session.places), staff: session.staff === undefined ? "" : String(session.staff) });

async function ask(visit: Visit): Promise<void> {
  const read = await readSession(visit);
  if (!read.can.change) return visit.goTo(`/provider/sessions/${read.row.id}`);
  visit.show("provider/capacity", { ...read, given: asStored(read.session) });
}

function mistakesIn({ t }: Visit, { places, staff }: Wanted, session: availability.Session): FieldError[] {
  const errors: FieldError[] = [];
  const count = readCount(places);
  if (count === undefined) errors.push({ field: "places", text: t("provider-capacity.places_wrong", { most: MOST }) });
  else if (count < session.reservePlaces) errors.push({ field: "places", text: t("provider-capacity.places_reserved", { count: session.reservePlaces }) });
  if (staff !== "" && readCount(staff) === undefined) errors.push({ field: "staff", text: t("provider-capacity.staff_wrong", { most: MOST }) });
  return errors;
}

/** What the change would mean for those who have a place: the service counts in the same way. */
export function effectOf(session: availability.Session, use: availability.CapacityUse | undefined, places: number, staff: number | undefined) {
  return {
    placesOver: Math.max(0, session.placesTaken - places),
    staffShort: staff === undefined ? 0 : Math.max(0, (use?.staffNeeded ?? 0) - staff),
  };
}

async function save(visit: Visit): Promise<void> {
  const read = await readSession(visit);
  const { session } = read;
  const given: Wanted = { places: visit.field("places"), staff: session.trainingChecked ? asStored(session).staff : visit.field("staff") };
  const again = (errors: FieldError[]) => visit.showAgain("provider/capacity", errors, { ...read, given });
  const mistakes = mistakesIn(visit, given, session);
  if (mistakes.length > 0) return again(mistakes);
  const places = Number(given.places);
  const staff = given.staff === "" ? undefined : Number(given.staff);
  const effect = effectOf(session, read.use, places, staff);
  const affects = effect.placesOver > 0 || effect.staffShort > 0;
  const etag = visit.field("etag");
  if (affects && visit.field("step") !== "save") return visit.show("provider/capacity-check", { ...read, given, effect, etag });
  const { ratioCaps, reservePlaces, reserveReleaseTime } = session;
  const capacity = { places, staff, ratioCaps: ratioCaps.map(({ supportRatio, childrenMax }) => ({ supportRatio, childrenMax })), reservePlaces, reserveReleaseTime };
  try {
    await visit.me.capacity.setCapacity({ requestId: visit.requestId, session: session.name, capacity, etag });
  } catch (error) {
    const text = whyNot(visit, error);
    if (text === undefined) throw error;
    return again([{ field: "places", text }]);
  }
  visit.goTo(`/provider/sessions/${read.row.id}`);
}

function whyNot({ t }: Visit, error: unknown): string | undefined {
  if (isShortBreaksError(error, "ETAG_MISMATCH")) return t("provider-session.changed");
  if (isShortBreaksError(error, "INVALID_REQUEST")) return error.fieldViolations.map(({ description }) => description).join(" ");
  return undefined;
}

export const capacityPages: Page[] = [
  { method: "get", path: "/provider/sessions/:id/capacity", roles: ["provider"], show: ask },
  { method: "post", path: "/provider/sessions/:id/capacity", roles: ["provider"], show: save },
];
