// What the services object to in a form, each at its field: with what was written still there, and what to do about it.
import { isShortBreaksError } from "@shortbreaks/client";

import type { FieldError } from "../views.ts";

/** `at` says where a field of the request stands in the form, of a list's `wanted[2]` also as `wanted`; what has no place stands at `otherwise`. */
export function objectionsTo(error: unknown, at: Record<string, string>, otherwise: string): FieldError[] {
  if (!isShortBreaksError(error, "INVALID_REQUEST")) throw error;
  if (error.fieldViolations.length === 0) return [{ field: otherwise, text: error.sentence }];
  return error.fieldViolations.map(({ field, description }) => ({ field: at[field] ?? at[field.replace(/\[\d+\]/, "")] ?? otherwise, text: description }));
}
