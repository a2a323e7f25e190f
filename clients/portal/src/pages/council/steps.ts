// One step of an application: its form, and what becomes of it when it is sent.
import type { eligibility } from "@shortbreaks/client";

import type { FieldError } from "../../views.ts";
import type { Visit } from "../../visit.ts";
import { readApplication } from "./application.ts";
import { objections } from "./refused.ts";

type Given = Record<string, string>;

export interface Sent {
  /** The form's fields as they were sent, to be shown again. */
  given: Given;
  errors: FieldError[];
}

/** What every step says: for which application, as the officer saw it, once. */
export const step = (visit: Visit) => ({ requestId: visit.requestId, name: visit.nameOf("applications"), etag: visit.field("etag") });

export const backTo = (visit: Visit) => visit.goTo(`/council/applications/${visit.request.params["id"]}`);

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
    return again(objections(visit, error, options.fields));
  }
  backTo(visit);
}

/** What was granted for the child last says whose money it probably is. */
export function usualStream(allocations: eligibility.Allocation[]): string {
  return allocations[0]?.fundingStream ?? "";
}
