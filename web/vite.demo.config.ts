import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { target } from "./vite.target.ts";

const service = process.env.AISLE_SERVICE_URL ?? "http://127.0.0.1:8080";
const web = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npm run dev` serves the shop's page from here; data, pictures, chat and widget.js come from a running service. */
export default defineConfig({
  root: web("demo"),
  build: { target, cssTarget: target, outDir: web("dist/demo"), emptyOutDir: true },
  server: {
    proxy: {
      "/api": service,
      "/media": service,
      "/documents": service,
      "/widget.js": service,
      "/socket.io": { target: service, ws: true },
    },
  },
});
