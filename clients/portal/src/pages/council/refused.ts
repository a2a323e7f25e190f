// What the services refuse an officer, each at its field.
import { isShortBreaksError } from "@shortbreaks/client";

import type { FieldError } from "../../views.ts";
import { NotFound, type Visit } from "../../visit.ts";
import { objectionsTo } from "../objections.ts";
import { refusalOf } from "./shown.ts";

/** `at` says where a field of the request stands in the form; what has no place stands at the top, `stands`. */
export function objections(visit: Visit, error: unknown, at: Record<string, string> = {}): FieldError[] {
  if (!isShortBreaksError(error, "INVALID_REQUEST")) return [{ field: "stands", text: refusalOf(visit, error) }];
  return objectionsTo(error, at, "stands");
}

/** Whoever puts a field right goes on from the record as it was seen; whoever was told of a change, from the record as it is. */
export function asSeen<Stored extends { etag: string }>(visit: Visit, record: Stored, errors: FieldError[]): Stored {
  const etag = visit.field("etag");
  return etag === "" || errors.some(({ field }) => field === "stands") ? record : { ...record, etag };
}

/** The form once more; where a colleague has seen to it meanwhile there is none, and the page says so with what was written. */
export async function againOrSeenTo(visit: Visit, lead: { list: string; written: string }, error: unknown, again: () => Promise<void>): Promise<void> {
  const seenTo = () => (visit.response.status(409), visit.show("council/seen-to", lead));
  if (isShortBreaksError(error, "NOT_FOUND")) return seenTo();
  try {
    await again();
  } catch (missing) {
    if (!(missing instanceof NotFound)) throw missing;
    seenTo();
  }
}

/** A text that is asked for: there, and not too long. */
export function mistakeIn(visit: Visit, field: string, max: number): FieldError[] {
  const text = visit.field(field);
  if (text === "") return [{ field, text: visit.t(`council-steps.missing.${field}`) }];
  return text.length > max ? [{ field, text: visit.t("apply.statement_long", { max }) }] : [];
}
