// Every page, and whom it is for. What is not in this table is not there; the services authorise once more.
import { applicationPages } from "./pages/applications.ts";
import { bookingPages } from "./pages/bookings.ts";
import { cancelPages } from "./pages/cancel.ts";
import { balancePages } from "./pages/balance.ts";
import { childPages } from "./pages/children.ts";
import { findPages } from "./pages/find.ts";
import { holdPages } from "./pages/hold.ts";
import { homePages } from "./pages/home.ts";
import { sessionPages } from "./pages/session.ts";
import { waitingPages } from "./pages/waiting.ts";
import type { Role } from "./session.ts";
import type { Visit } from "./visit.ts";

export interface Page {
  method: "get" | "post";
  /** With `:id` for a record's own part of its name. */
  path: string;
  roles: readonly Role[];
  show: (visit: Visit) => Promise<void> | void;
}

export const PAGES: readonly Page[] = [
  ...homePages,
  ...findPages,
  ...sessionPages,
  ...holdPages,
  ...bookingPages,
  ...cancelPages,
  ...balancePages,
  ...childPages,
  ...waitingPages,
  ...applicationPages,
];
