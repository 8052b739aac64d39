import { defineConfig } from "vite";
import { target } from "./vite.target.ts";

/** One file, no module: a shop pastes one script tag and may have a CSP and a bundler of its own. */
export default defineConfig({
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target,
    cssTarget: target,
    outDir: "dist",
    emptyOutDir: false,
    modulePreload: false,
    lib: { entry: "widget/main.ts", formats: ["iife"], name: "AisleWidget", fileName: () => "widget.js" },
    rolldownOptions: {
      output: { banner: "/*! Aisle chat. Contains preact and socket.io-client, both under the MIT licence. */" },
    },
  },
});
