// Builds everything a browser downloads into dist/: bundled, minified, named after its content, compressed beside
// itself, and listed in assets.json (logical name → file name). Nothing is written until everything has been built.
//
//   node build.mjs            build and print what a phone has to download

import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

const entries = {
  "app.js": "scripts/app.ts",
  "pause.js": "scripts/pause.ts",
  "entries.js": "scripts/entries.ts",
  "cloth.js": "scripts/cloth.ts",
  "app.css": "styles/app.css",
};
const workerEntry = "worker/worker.ts";

// Pages that are the same for everyone, and that a phone without reception has to have.
const offlinePages = ["/pause", "/offline", "/safety"];
// What those pages and a notification need. The rest (larger icons, screenshots) is fetched by whoever wants it.
const offlineAssets = [
  "app.css",
  "app.js",
  "pause.js",
  "icons/favicon.svg",
  "icons/icon-192.png",
  "icons/badge-96.png",
];

// The oldest browsers that can receive a push on a phone: Safari 16.4 brought it to the iPhone.
const target = ["chrome111", "firefox115", "safari16.4"];
const packed = new Set([".png", ".jpg", ".webp"]);

const digest = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

async function filesUnder(folder) {
  const found = await readdir(join(here, folder), { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(here, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

async function requireEntries() {
  const missing = [];
  for (const entry of [...Object.values(entries), workerEntry]) {
    await access(join(here, entry)).catch(() => missing.push(entry));
  }
  if (missing.length > 0) throw new Error(`these files are missing from frontend/: ${missing.join(", ")}`);
}

/** Bundles one entry point; answers its bytes. Every warning stops the build. */
async function bundle(entry, options = {}) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    outdir: dist,
    format: "esm",
    target,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    ...options,
    define: { "process.env.NODE_ENV": '"production"', ...options.define },
  });
  if (result.warnings.length > 0) throw new Error(`${entry} was built with warnings; see above`);
  return Buffer.from(result.outputFiles[0].contents);
}

/** Everything but the worker: logical name → {file, bytes}. The file's name changes exactly when its content does. */
async function buildAssets() {
  const assets = new Map();
  const add = (name, bytes) => {
    const extension = extname(name);
    const stem = name.split("/").pop().slice(0, -extension.length);
    assets.set(name, { file: `${stem}-${digest(bytes).slice(0, 10)}${extension}`, bytes });
  };
  for (const [name, entry] of Object.entries(entries)) add(name, await bundle(entry));
  for (const path of [...(await filesUnder("icons")), ...(await filesUnder("screenshots"))]) {
    if ([".svg", ".png", ".webp"].includes(extname(path)) && !path.startsWith("icons/sources/")) {
      add(path, await readFile(join(here, path)));
    }
  }
  return assets;
}

/** One revision for the precached pages: it changes with any template, wording or asset, so that no phone keeps an old page. */
async function pagesRevision(assetList) {
  const hash = [assetList];
  for (const path of [...(await filesUnder("templates")), ...(await filesUnder("locale"))]) {
    hash.push(path, await readFile(join(here, path)));
  }
  return digest(...hash).slice(0, 16);
}

async function buildWorker(assets, assetList) {
  const revision = await pagesRevision(assetList);
  const missing = offlineAssets.filter((name) => !assets.has(name));
  if (missing.length > 0) throw new Error(`the worker cannot precache what was not built: ${missing.join(", ")}`);
  const precache = [
    // A content-hashed name is its own revision.
    ...offlineAssets.map((name) => ({ url: `/assets/${assets.get(name).file}`, revision: null })),
    ...offlinePages.map((url) => ({ url, revision })),
  ];
  const urls = Object.fromEntries([...assets].map(([name, { file }]) => [name, `/assets/${file}`]));
  return bundle(workerEntry, {
    format: "iife",
    define: {
      "self.__WB_MANIFEST": JSON.stringify(precache),
      "self.__NOTIFICATION_ICON": JSON.stringify(urls["icons/icon-192.png"]),
      "self.__NOTIFICATION_BADGE": JSON.stringify(urls["icons/badge-96.png"]),
    },
  });
}

/** Writes a file, with .br and .gz beside it unless its format is compressed already; answers the sizes in bytes. */
async function put(file, bytes) {
  await writeFile(join(dist, file), bytes);
  if (packed.has(extname(file))) return { raw: bytes.length, br: bytes.length, gz: bytes.length };
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gz = gzipSync(bytes, { level: 9 });
  await Promise.all([writeFile(join(dist, `${file}.br`), br), writeFile(join(dist, `${file}.gz`), gz)]);
  return { raw: bytes.length, br: br.length, gz: gz.length };
}

function printSizes(rows) {
  const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(`${"KB".padEnd(width)}      raw      br    gzip`);
  for (const [name, { raw, br, gz }] of rows) console.log(`${name.padEnd(width)} ${kb(raw)}${kb(br)}${kb(gz)}`);
}

async function build() {
  await requireEntries();
  const assets = await buildAssets();
  const names = Object.fromEntries([...assets].sort().map(([name, { file }]) => [name, file]));
  const assetList = `${JSON.stringify(names, null, 2)}\n`;
  const worker = await buildWorker(assets, assetList);

  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const sizes = [];
  for (const [name, { file, bytes }] of assets) sizes.push([name, await put(file, bytes)]);
  sizes.push(["sw.js", await put("sw.js", worker)]);
  await writeFile(join(dist, "assets.json"), assetList);
  printSizes(sizes);
}

try {
  await build();
} catch (error) {
  console.error(`build stopped: ${error.message}`);
  process.exitCode = 1;
}
