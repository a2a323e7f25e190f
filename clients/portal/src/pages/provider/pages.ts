// The pages of a provider's staff.
import type { Page } from "../../table.ts";
import { registerPages } from "./register.ts";
import { sessionListPages } from "./sessions.ts";

export const providerPages: readonly Page[] = [...sessionListPages, ...registerPages];
