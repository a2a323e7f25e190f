// One line of JSON for each request. The route's pattern stands in it and never the address: that may tell of a child.
import type { NextFunction, Request, Response } from "express";

export function log(event: string, fields: Record<string, string | number | boolean | undefined> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

export function logRequests(request: Request, response: Response, next: NextFunction): void {
  const start = performance.now();
  response.on("finish", () => {
    const route = (request.route as { path?: string } | undefined)?.path ?? "none";
    if (route === "/health") return;
    const ms = Math.round(performance.now() - start);
    log("request", { id: response.locals["callId"] as string, method: request.method, route, status: response.statusCode, ms });
  });
  next();
}
