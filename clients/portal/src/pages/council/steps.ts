// One step of an application: its form, and what becomes of it when it is sent.
import type { eligibility } from "@shortbreaks/client";

import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { readApplication } from "./application.ts";
import { asSeen, objections } from "./refused.ts";

export type ReadApplication = Awaited<ReturnType<typeof readApplication>>;

export interface Sent {
  view: string;
  /** The form's fields as they were sent, to be shown again. */
  given: Record<string, string>;
  errors: FieldError[];
  /** Where a field of the request stands in the form. */
  at?: Record<string, string>;
  /** What the page shows beside the form. */
  more?: (read: ReadApplication) => Promise<object>;
}

/** What every step says: for which application, as the officer saw it, once. */
export const step = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("applications"), etag: visit.field("etag") });

export const backTo = (visit: Visit) => visit.goTo(`/council/applications/${visit.request.params["id"]}`);

/** Sends what is right; else, and where the services refuse, the form comes back with all that was written. */
export async function send(visit: Visit, { view, given, errors, at, more }: Sent, change: () => Promise<unknown>): Promise<void> {
  const again = async (wrong: FieldError[]) => {
    const read = await readApplication(visit);
    visit.showAgain(view, wrong, { ...read, ...(await more?.(read)), application: asSeen(visit, read.application, wrong), given });
  };
  if (errors.length > 0) return again(errors);
  try {
    await change();
  } catch (error) {
    return again(objections(visit, error, at));
  }
  backTo(visit);
}

/** What was granted for the child last says whose money it probably is. */
export function usualStream(allocations: eligibility.Allocation[]): string {
  return allocations[0]?.fundingStream ?? "";
}
