// The pages of parents and carers.
import type { Page } from "../../table.ts";
import { applicationPages } from "./applications.ts";
import { balancePages } from "./balance.ts";
import { bookingPages } from "./bookings.ts";
import { calendarPages } from "./calendar.ts";
import { cancelPages } from "./cancel.ts";
import { childPages } from "./children.ts";
import { findPages } from "./find.ts";
import { holdPages } from "./hold.ts";
import { paperPages } from "./papers.ts";
import { sessionPages } from "./session.ts";
import { waitingPages } from "./waiting.ts";

export const familyPages: readonly Page[] = [
  ...findPages,
  ...sessionPages,
  ...holdPages,
  ...bookingPages,
  ...cancelPages,
  ...calendarPages,
  ...balancePages,
  ...childPages,
  ...waitingPages,
  ...applicationPages,
  ...paperPages,
];
