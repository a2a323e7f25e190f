import { defineConfig } from "vitest/config";

// `services` wants the world of portal/tests/world, and is told where it is in SHORTBREAKS_WORLD.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["*/test/*.test.ts"] } },
      { test: { name: "services", include: ["typescript/test-services/*.test.ts"], testTimeout: 20_000 } },
    ],
  },
});
