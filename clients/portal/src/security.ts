// Headers that every answer carries, and what may be kept of it.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import helmet from "helmet";

import type { Settings } from "./settings.ts";

/** `form-action` lists the sign-in too: a browser follows a form's redirects only where they are listed. */
export function securityHeaders({ address, signIn }: Settings): RequestHandler {
  const secure = address.startsWith("https://");
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'", new URL(signIn.address).origin],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    xFrameOptions: { action: "deny" },
  });
}

/** Pages are people's own: nothing between us and the browser keeps them, nor does the browser's disk. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set("Cache-Control", "no-store");
  next();
}
