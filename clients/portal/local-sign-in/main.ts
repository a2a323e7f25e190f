// Signs people in for demonstrations and tests: whoever comes chooses who to be.
import express from "express";
import { readFileSync } from "node:fs";

import { readPeople } from "./people.ts";
import { makePage, peoplePage } from "./pages.ts";
import { makeProvider } from "./provider.ts";

if (process.env["NODE_ENV"] === "production") {
  console.error("local sign-in: refused: it asks nobody for a password, and is for demonstrations and tests alone");
  process.exit(1);
}

function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const address = need("SIGN_IN_ADDRESS");
const portal = need("SIGN_IN_PORTAL");
const people = readPeople(need("SIGN_IN_PEOPLE_FILE"));
const page = makePage(portal);
const provider = makeProvider({
  address,
  portal,
  people,
  page,
  clientSecret: readFileSync(need("SIGN_IN_CLIENT_SECRET_FILE"), "utf8").trim(),
  keyFile: need("SIGN_IN_KEY_FILE"),
  keySetFile: need("SIGN_IN_KEY_SET_FILE"),
  council: need("SIGN_IN_COUNCIL"),
});

const app = express().disable("x-powered-by");
const stylesheet = readFileSync(new URL("../assets/sign-in.css", import.meta.url));
app.get("/sign-in.css", (_request, response) => void response.type("css").send(stylesheet));
app.get("/people/:uid", async (request, response) => {
  const { uid } = await provider.interactionDetails(request, response);
  response.type("html").send(peoplePage(page, people, uid));
});
app.post("/people/:uid", express.urlencoded({ extended: false }), async (request, response) => {
  const chosen = people.find((person) => person.id === (request.body as { person?: string }).person);
  const result = chosen ? { login: { accountId: chosen.sub } } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});
app.use(provider.callback());

const server = app.listen(Number(new URL(address).port), "127.0.0.1");
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => (server.close(), server.closeAllConnections()));
