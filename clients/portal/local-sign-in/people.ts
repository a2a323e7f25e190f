// Who can sign in here. Whoever signs people in knows from the council which carer or provider a person is.
import { readFileSync } from "node:fs";

export interface PersonHere {
  id: string;
  /** As the services' tokens name the person: `carers/{uuid}` for a carer. */
  sub: string;
  role: "carer" | "provider" | "officer";
  name: string;
  about: string;
  provider?: string;
  /** Where the portal may do less for the person than for others of the role. */
  scope?: string;
}

export function readPeople(file: string): PersonHere[] {
  return JSON.parse(readFileSync(file, "utf8")) as PersonHere[];
}

/** What the portal may do for people of a role; docs/partners.md says what each word allows. */
export const SCOPES: Record<PersonHere["role"], string> = {
  carer: "read book apply",
  provider: "read provide",
  officer: "read book apply provide administer",
};

/** The claims by which the services authorise. For a family the portal acts, with the family's consent. */
export function claimsFor(person: PersonHere, council: string, app: string): Record<string, unknown> {
  const claims = { role: person.role, council, scope: person.scope ?? SCOPES[person.role], azp: app };
  if (person.role === "carer") return { ...claims, act: { sub: app } };
  return person.provider ? { ...claims, provider: person.provider } : claims;
}
