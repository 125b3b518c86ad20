// Judges the page as Lighthouse does for a mobile phone: node lighthouse.mjs ADDRESS, with CHROMIUM_PATH.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const RUNS = 3;
const isRoot = process.getuid() === 0;

const chrome = await launch({
  chromePath: process.env.CHROMIUM_PATH,
  chromeFlags: ["--headless=new", ...(isRoot ? ["--no-sandbox"] : []), "--disable-background-networking", "--no-first-run"],
});
try {
  for (let run = 0; run < RUNS; run++) {
    const { lhr } = await lighthouse(process.argv[2], { port: chrome.port, logLevel: "error" });
    const scores = Object.values(lhr.categories).map(({ title, score }) => `${title} ${Math.round(100 * score)}`);
    const time = (audit) => `${Math.round(lhr.audits[audit].numericValue)} ms`;
    console.log(`   ${scores.join(", ")}`);
    console.log(
      `      FCP ${time("first-contentful-paint")}, LCP ${time("largest-contentful-paint")}, ` +
        `TBT ${time("total-blocking-time")}, CLS ${lhr.audits["cumulative-layout-shift"].numericValue.toFixed(4)}`,
    );
    const lost = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "binary" && score < 1);
    if (run === 0 && lost.length > 0) console.log(`      not passed: ${lost.map(({ id }) => id).join(", ")}`);
  }
} finally {
  chrome.kill();
}
