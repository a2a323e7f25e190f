// The pages of a provider's staff.
import type { Page } from "../../table.ts";
import { capacityPages } from "./capacity.ts";
import { claimPages } from "./claims.ts";
import { newSessionPages } from "./new-session.ts";
import { registerPages } from "./register.ts";
import { requestPages } from "./requests.ts";
import { seasonPages } from "./season.ts";
import { seriesPages } from "./series.ts";
import { providerSessionPages } from "./session.ts";
import { sessionListPages } from "./sessions.ts";

export const providerPages: readonly Page[] = [...sessionListPages, ...registerPages, ...providerSessionPages, ...capacityPages, ...newSessionPages, ...seriesPages, ...seasonPages, ...requestPages, ...claimPages];
