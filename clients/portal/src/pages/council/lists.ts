// Lists that come in pages, with where the next one is.
import { isShortBreaksError } from "@shortbreaks/client";

import type { Visit } from "../../visit.ts";

export interface Listed<Answer> {
  answer: Answer;
  /** The next page's address; empty on the last one. */
  next: string;
  /** This is not the first page. */
  later: boolean;
}

/** The page that the address asks for. Whoever was sent somebody else's page, or an old one, is sent to the first; then there is nothing to show. */
export async function pageOf<Answer extends { nextPageToken: string }>(visit: Visit, first: string, ask: (pageToken: string) => Promise<Answer>): Promise<Listed<Answer> | undefined> {
  const pageToken = visit.query("page")[0] ?? "";
  try {
    const answer = await ask(pageToken);
    const more = answer.nextPageToken && `${first}${first.includes("?") ? "&" : "?"}page=${encodeURIComponent(answer.nextPageToken)}`;
    return { answer, next: more, later: pageToken !== "" };
  } catch (error) {
    if (!isShortBreaksError(error, "PAGE_TOKEN_INVALID", "PAGE_TOKEN_EXPIRED")) throw error;
    visit.goTo(first);
    return undefined;
  }
}
