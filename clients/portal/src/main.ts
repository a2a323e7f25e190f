// Starts the portal and stops it in good order.
import { Connection } from "@shortbreaks/client";

import { makeApp } from "./app.ts";
import { log } from "./logs.ts";
import { connectRedis } from "./session.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.env);
const redis = await connectRedis(settings.redis);
// A person waits for the answer: better an honest page soon than a perfect one late.
const connection = new Connection({ ...settings.services, timeoutMs: 6_000, retry: { attemptsMax: 3 } });
const server = makeApp(settings, redis, connection).listen(settings.port, "127.0.0.1", (error) => {
  if (error) throw error;
  log("up", { port: settings.port });
});

const stop = (): void => {
  server.close(async () => {
    connection.close();
    await redis.close();
    log("down");
  });
  server.closeIdleConnections();
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
