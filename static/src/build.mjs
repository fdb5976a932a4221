// Builds static/build/ from static/src/: one stylesheet, one script, and a pair only for the map page.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { compile } from "sass";

const root = fileURLToPath(new URL("../../", import.meta.url));
const source = `${root}static/src/`;
const target = `${root}static/build/`;
const typeface = `${root}node_modules/@fontsource/atkinson-hyperlegible/files/`;
const browsers = ["chrome100", "firefox100", "safari15"];

rmSync(target, { recursive: true, force: true });
mkdirSync(`${target}fonts`, { recursive: true });

const { css } = compile(`${source}scss/app.scss`, {
  loadPaths: [`${root}node_modules`],
  quietDeps: true,
});
const minified = await transform(css, { loader: "css", minify: true, target: browsers });
writeFileSync(`${target}app.css`, minified.code);

await build({
  entryPoints: { app: `${source}js/app.js`, map: `${source}js/map.js` },
  outdir: target,
  bundle: true,
  minify: true,
  target: browsers,
  loader: { ".png": "dataurl" },
  legalComments: "none",
});

for (const weight of [400, 700]) {
  copyFileSync(
    `${typeface}atkinson-hyperlegible-latin-${weight}-normal.woff2`,
    `${target}fonts/atkinson-${weight}.woff2`,
  );
}
for (const picture of ["icons.svg", "mark.svg"]) {
  copyFileSync(source + picture, target + picture);
}
