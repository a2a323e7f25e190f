// The pages of a provider's staff.
import type { Page } from "../../table.ts";

export const providerPages: readonly Page[] = [];
