// One request of somebody: who it is, the services in that person's name, and the page to answer with.
import { newRequestId, type ShortBreaks } from "@shortbreaks/client";
import type { Request, Response } from "express";

import { actorIn } from "./actor.ts";
import type { Translate } from "./messages.ts";
import type { Place } from "./places.ts";
import { csrfToken, type Person } from "./session.ts";
import { errorsFor, type FieldError } from "./views.ts";
import type { Words } from "./words.ts";

/** The page that was asked for is not there. */
export class NotFound extends Error {}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class Visit {
  readonly now = new Date();

  readonly request: Request;
  readonly response: Response;
  readonly person: Person;
  /** The services, in the person's name. */
  readonly me: ShortBreaks;
  readonly words: Words;
  readonly places: Place[];

  constructor(given: Pick<Visit, "request" | "response" | "person" | "me" | "words" | "places">) {
    ({ request: this.request, response: this.response, person: this.person } = given);
    ({ me: this.me, words: this.words, places: this.places } = given);
  }

  get t(): Translate {
    return this.words.t;
  }

  /** The person as decisions and histories name it: a role and an opaque id. */
  get actor(): string {
    return actorIn(this.request.session.accessToken ?? "", this.person.role);
  }

  /** `sessions/{uuid}` of an address that ends in the id alone. */
  nameOf(collection: string): string {
    const id = String(this.request.params["id"]);
    if (!UUID.test(id)) throw new NotFound();
    return `${collection}/${id}`;
  }

  /** A field of the form that was sent, without spaces around it; empty where it was left out. */
  field(name: string): string {
    const value = (this.request.body as Record<string, unknown> | undefined)?.[name];
    return typeof value === "string" ? value.trim() : "";
  }

  /** Every value of a field that the form has more than once. */
  fields(name: string): string[] {
    const value = (this.request.body as Record<string, unknown> | undefined)?.[name];
    return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");
  }

  /** Values of the address; a filter may be named more than once. */
  query(name: string): string[] {
    const value = this.request.query[name];
    return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");
  }

  /** Stands in the form from the moment that it is shown, so that sending it twice does it once. */
  get requestId(): string {
    const given = this.field("request_id");
    return UUID.test(given) ? given : newRequestId();
  }

  show(view: string, data: object = {}): void {
    const { request, person, words, now } = this;
    const form = () => ({ csrf: csrfToken(request), requestId: newRequestId() });
    this.response.render(view, { t: words.t, words, now, person, path: request.path, form, language: "en", ...data });
  }

  /** The form once more, with what is to be put right. */
  showAgain(view: string, errors: FieldError[], data: object = {}, status = 422): void {
    this.response.status(status);
    this.show(view, { ...data, errors: errorsFor(errors) });
  }

  /** The form once more, where no answer came: it is sent again as the same request, and what was done is not done twice. */
  showUnanswered(view: string, errors: FieldError[], data: object = {}): void {
    const form = () => ({ csrf: csrfToken(this.request), requestId: this.requestId });
    this.response.status(503);
    this.show(view, { ...data, form, errors: errorsFor(errors) });
  }

  /** After a change: the page to read, so that loading it again changes nothing. */
  goTo(path: string): void {
    this.response.redirect(303, path);
  }
}

/** `{uuid}` of `sessions/{uuid}`. */
export function idOf(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** The last letters of a record's id, which people can read to each other where nobody's name is told. */
export const referenceOf = (name: string): string => name.slice(-8).toUpperCase();
