// The links at the top of each page, by role: only to pages that the role may open.
import type { Role } from "./session.ts";

const MENUS: Record<Role, readonly { path: string; text: string }[]> = {
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
    { path: "/council/reviews", text: "council_reviews" },
    { path: "/council/children", text: "council_children" },
    { path: "/council/demand", text: "council_demand" },
  ],
};

export const menuOf = (role: Role) => MENUS[role];
