import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { target } from "./vite.target.ts";

const service = process.env.AISLE_SERVICE_URL ?? "http://127.0.0.1:8080";
const web = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npx vite --config vite.studio.config.ts` serves the studio from here, at /studio/; data comes from a running service. */
export default defineConfig({
  root: web("studio"),
  base: "/studio/",
  build: { target, cssTarget: target, outDir: web("dist/studio"), emptyOutDir: true },
  server: { proxy: { "/api": service, "/socket.io": { target: service, ws: true } } },
});
