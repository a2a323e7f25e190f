// Who the services say that a person is: `officer:…`. Only for telling people what they did themselves: the services decide.
import type { Role } from "./session.ts";

/** Empty where the token is not a JSON Web Token with a subject. */
export function actorIn(accessToken: string, role: Role): string {
  try {
    const { sub } = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString("utf8")) as { sub?: string };
    return sub ? `${role}:${sub.slice(sub.indexOf("/") + 1)}` : "";
  } catch {
    return "";
  }
}
