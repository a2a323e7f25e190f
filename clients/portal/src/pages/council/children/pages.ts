// The pages of one child's file, and of what is booked for it.
import type { Page } from "../../../table.ts";
import { accessPages } from "./accesses.ts";
import { bookPages } from "./book.ts";
import { bookingPages } from "./booking.ts";
import { cancelPages } from "./cancel.ts";
import { childPages } from "./child.ts";
import { deliveryPages } from "./delivery.ts";
import { findChildPages } from "./find.ts";
import { searchPages } from "./search.ts";
import { statementPages } from "./statement.ts";
import { waitingPages } from "./waiting.ts";

export const councilChildPages: readonly Page[] = [
  ...findChildPages,
  ...childPages,
  ...statementPages,
  ...deliveryPages,
  ...accessPages,
  ...searchPages,
  ...bookPages,
  ...bookingPages,
  ...cancelPages,
  ...waitingPages,
];
