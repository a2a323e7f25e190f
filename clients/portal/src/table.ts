// Every page, and whom it is for. What is not in this table is not there; the services authorise once more.
import type { Purpose } from "@shortbreaks/client";

import { councilPages } from "./pages/council/pages.ts";
import { familyPages } from "./pages/families/pages.ts";
import { homePages } from "./pages/home.ts";
import { providerPages } from "./pages/provider/pages.ts";
import type { Role } from "./session.ts";
import type { Visit } from "./visit.ts";

export interface Page {
  method: "get" | "post";
  /** With `:id` for a record's own part of its name. */
  path: string;
  roles: readonly Role[];
  /** Why an officer opens records here, and the collection that `:id` is of, for the audit trail; `enquiry` where it is left out. */
  purpose?: Purpose;
  about?: string;
  show: (visit: Visit) => Promise<void> | void;
}

export const PAGES: readonly Page[] = [...homePages, ...familyPages, ...providerPages, ...councilPages];
