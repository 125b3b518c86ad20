import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Page } from "@playwright/test";

const EXAMPLE = join(import.meta.dirname, "../../examples/embed");
/** Where the frames of the example lead, as it is in the repository. */
const ADDRESS_IN_EXAMPLE = "http://127.0.0.1:8080/";
const TYPES: Record<string, string> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

/** A page of another origin. `frames` are the addresses in its frames, and it writes down the messages that it gets. */
const pageAround = (frames: string[]) => `<!doctype html><html lang="en"><title>A page around</title><body><input aria-label="Its field" autofocus>
${frames.map((src, at) => `<iframe src="${src.replaceAll("&", "&amp;")}" title="Frame ${at + 1}" width="640" height="420"></iframe>`).join("\n")}
<script>
  window.messages = [];
  addEventListener("message", ({ data, source }) => {
    const frame = [...document.querySelectorAll("iframe")].findIndex(({ contentWindow }) => contentWindow === source);
    messages.push({ frame: frame + 1, data });
  });
</script>`;

/** Serves the page around these frames at `/`, and the example at `/example/`, from an origin of its own. */
export async function embedder(lab: string, frames: string[] = []) {
  const server = createServer((request, response) => {
    if (request.url === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      return response.end(pageAround(frames));
    }
    const name = request.url!.replace(/^\/example\//, "") || "index.html";
    if (!/^(index\.html|style\.css|height\.js)$/.test(name)) return response.writeHead(204).end();
    response.writeHead(200, { "content-type": `${TYPES[extname(name)]}; charset=utf-8` });
    response.end(readFileSync(join(EXAMPLE, name), "utf8").replaceAll(ADDRESS_IN_EXAMPLE, lab));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
}

/** The messages that the page around has got, of this frame. */
export const heights = (page: Page, frame = 1) =>
  page.evaluate(
    (frame) => (window as any).messages.filter((message: any) => message.frame === frame).map((message: any) => message.data),
    frame,
  );
