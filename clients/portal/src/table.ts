// Every page, and whom it is for. What is not in this table is not there; the services authorise once more.
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
  show: (visit: Visit) => Promise<void> | void;
}

export const PAGES: readonly Page[] = [...homePages, ...familyPages, ...providerPages, ...councilPages];
