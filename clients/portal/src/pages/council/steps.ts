// One step of an application: its form, and what becomes of it when it is sent.
import { type eligibility, isShortBreaksError } from "@shortbreaks/client";

import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { readApplication } from "./application.ts";
import { refusalOf } from "./shown.ts";

type Given = Record<string, string>;

export interface Sent {
  /** The form's fields as they were sent, to be shown again. */
  given: Given;
  errors: FieldError[];
}

/** What every step says: for which application, as the officer saw it, once. */
export const step = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("applications"), etag: visit.field("etag") });

export const backTo = (visit: Visit) => visit.goTo(`/council/applications/${visit.request.params["id"]}`);

/** A text that a family reads: there, and not too long. */
export function mistakeIn(visit: Visit, field: string, max = 2_000): FieldError[] {
  const text = visit.field(field);
  if (text === "") return [{ field, text: visit.t(`council-steps.missing.${field}`) }];
  return text.length > max ? [{ field, text: visit.t("apply.statement_long", { max }) }] : [];
}

/** The services' own objections, each at its field of the form; the rest stand at the top. */
function objections(visit: Visit, error: unknown, fields: Record<string, string>): FieldError[] {
  if (!isShortBreaksError(error, "INVALID_REQUEST")) return [{ field: "stands", text: refusalOf(visit, error) }];
  return error.fieldViolations.map(({ field, description }) => ({ field: fields[field] ?? "stands", text: description }));
}

/** Sends what is right; else, and where the services refuse, the form comes back with all that was written, on the application as it is now. */
export async function send(visit: Visit, view: string, sent: Sent, change: () => Promise<unknown>, options: { fields?: Record<string, string>; more?: (read: Awaited<ReturnType<typeof readApplication>>) => Promise<object> } = {}): Promise<void> {
  const again = async (errors: FieldError[]) => {
    const read = await readApplication(visit);
    visit.showAgain(view, errors, { ...read, ...(await options.more?.(read)), given: sent.given });
  };
  if (sent.errors.length > 0) return again(sent.errors);
  try {
    await change();
  } catch (error) {
    return again(objections(visit, error, options.fields ?? {}));
  }
  backTo(visit);
}

/** What was granted for the child last says whose money it probably is. */
export function usualStream(allocations: eligibility.Allocation[]): string {
  return allocations[0]?.fundingStream ?? "";
}
