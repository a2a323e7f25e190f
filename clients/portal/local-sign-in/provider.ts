// A sign-in for demonstrations and tests: it asks nobody for a password. The development issuer's key signs its tokens, which
// no service takes in production.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Configuration, type JWK, Provider } from "oidc-provider";

import { claimsFor, type PersonHere } from "./people.ts";

export interface LocalSignIn {
  address: string;
  portal: string;
  clientSecret: string;
  keyFile: string;
  keySetFile: string;
  council: string;
  people: PersonHere[];
  page: (title: string, body: string) => string;
}

const APP = "portal";
// Services that run with --development take tokens of this issuer.
const SERVICES_ISSUER = "https://development.invalid";
const RESOURCE = { scope: "read book apply provide", audience: "shortbreaks", accessTokenFormat: "jwt" as const, accessTokenTTL: 3_600 };

function signingKey({ keyFile, keySetFile }: LocalSignIn): JWK {
  const set = JSON.parse(readFileSync(keySetFile, "utf8")) as { keys: JWK[] };
  const jwk = createPrivateKey(readFileSync(keyFile, "utf8")).export({ format: "jwk" });
  return { ...(jwk as unknown as JWK), kid: set.keys[0]?.kid ?? "", alg: "ES256", use: "sig" } as JWK;
}

export function makeProvider(given: LocalSignIn): Provider {
  const personOf = (sub: string) => given.people.find((person) => person.sub === sub);
  const configuration: Configuration = {
    clients: [
      {
        client_id: APP,
        client_secret: given.clientSecret,
        redirect_uris: [`${given.portal}/signed-in`],
        post_logout_redirect_uris: [`${given.portal}/signed-out`],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [signingKey(given)] },
    cookies: { keys: [given.clientSecret] },
    scopes: ["openid"],
    claims: { openid: ["sub", "name", "role", "provider"] },
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    findAccount: (_context, sub) => {
      const person = personOf(sub);
      return person && { accountId: sub, claims: () => ({ sub, name: person.name, role: person.role, provider: person.provider }) };
    },
    // People of the demonstration allow the portal everything that it asks for. What a role may, its token's scope says.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ accountId: session?.accountId ?? "", clientId: client?.clientId ?? "" });
      grant.addOIDCScope("openid");
      grant.addResourceScope("urn:shortbreaks", RESOURCE.scope);
      await grant.save();
      return grant;
    },
    // For as long as somebody works with it, and no longer than a day.
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: {
      revocation: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ ...RESOURCE, jwt: { sign: { alg: "ES256" } } }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          const button = '<button class="govuk-button" autofocus type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>';
          context.body = given.page("Sign out", `${form}<p class="govuk-body">You are about to sign out of Short Breaks.</p>${button}`);
        },
      },
    },
    formats: {
      customizers: {
        jwt: (_context, token, parts) => {
          const sub = (token as { accountId?: string }).accountId ?? "";
          const person = personOf(sub);
          if (person) Object.assign(parts.payload, { iss: SERVICES_ISSUER }, claimsFor(person, given.council, APP));
        },
      },
    },
    interactions: { url: (_context, interaction) => `/people/${interaction.uid}` },
    renderError: (context, out) => {
      context.type = "html";
      context.body = given.page("Sorry, sign-in did not work", `<p class="govuk-body">Go back and try again. (${out.error.replace(/\W/g, " ")})</p>`);
    },
    ttl: { Session: 14 * 86_400, Interaction: 3_600, Grant: 86_400, AccessToken: 3_600, IdToken: 3_600, RefreshToken: 86_400 },
  };
  return new Provider(given.address, configuration);
}
