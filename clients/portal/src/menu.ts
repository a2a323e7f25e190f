// The links at the top of each page, by role: only to pages that the role may open.
import type { Role } from "./session.ts";

interface Entry {
  path: string;
  text: string;
  /** Where else pages of this part lie, beside below `path`. */
  also?: readonly string[];
}

const MENUS: Record<Role, readonly Entry[]> = {
  carer: [
    { path: "/find", text: "find" },
    { path: "/bookings", text: "bookings" },
    { path: "/waiting", text: "waiting" },
    { path: "/balance", text: "balance" },
    { path: "/children", text: "children" },
    { path: "/applications", text: "applications" },
  ],
  provider: [
    { path: "/provider/sessions", text: "provider_sessions" },
    { path: "/provider/requests", text: "provider_requests" },
    { path: "/provider/claims", text: "provider_claims" },
  ],
  officer: [
    { path: "/council/applications", text: "council_applications" },
    { path: "/council/panels", text: "council_panels" },
    { path: "/council/policies", text: "council_policies" },
    { path: "/council/reviews", text: "council_reviews", also: ["/council/flags", "/council/no-shows", "/council/stays", "/council/corrections", "/council/claims"] },
    { path: "/council/children", text: "council_children" },
    { path: "/council/demand", text: "council_demand" },
  ],
};

/** The entries, and which of them the page at that path is ("page") or is a part of ("true"): values of `aria-current`. */
export const menuOf = (role: Role, path: string) =>
  MENUS[role].map(({ path: own, text, also = [] }) => ({ path: own, text, current: own === path ? "page" : [own, ...also].some((part) => `${path}/`.startsWith(`${part}/`)) ? "true" : undefined }));
