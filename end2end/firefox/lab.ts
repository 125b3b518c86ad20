import { expect, test as base } from "@playwright/test";
import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";

export { expect };
export { SIX_EVENTS } from "../tests/lab";

/** The parts of the page that have controls. */
const PARTS = {
  banner: "header",
  Commands: "[aria-label=Commands]",
  "Event log": "[aria-label='Event log']",
  "Time travel": "[aria-label='Time travel']",
  Storage: "[aria-label=Storage]",
};

type Part = keyof typeof PARTS;
type Role = "button" | "combobox" | "radio" | "slider" | "spinbutton" | "textbox";

/** Each test has a storage of its own. It fails on what goes wrong in any of its tabs, even unseen. */
export const test = base.extend<{ openTab: (address?: string) => Promise<Lab>; lab: Lab }, { firefox: Browser }>({
  firefox: [
    async ({}, use) => {
      const executablePath = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";
      const defaultViewport = { width: 1440, height: 900 };
      const firefox = await puppeteer.launch({ browser: "firefox", executablePath, defaultViewport, timeout: 80_000 });
      await use(firefox);
      await firefox.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  openTab: async ({ firefox, baseURL }, use, info) => {
    const context = await firefox.createBrowserContext();
    const complaints: string[] = [];
    await use(async (address = baseURL!) => {
      const page = await context.newPage();
      collectComplaints(page, new URL(baseURL!).host, complaints);
      const lab = new Lab(page);
      await page.goto(address);
      await lab.isReady();
      return lab;
    });
    if (info.status !== info.expectedStatus) {
      for (const [number, page] of (await context.pages()).entries()) {
        const path = info.outputPath(`tab-${number + 1}.png`);
        await page.screenshot({ path });
        info.attachments.push({ name: "screenshot", path, contentType: "image/png" });
      }
    }
    await context.close();
    expect(complaints, "nothing goes wrong behind the page").toEqual([]);
  },
  lab: async ({ openTab }, use) => use(await openTab()),
});

function collectComplaints(page: Page, home: string, complaints: string[]) {
  const isLocal = (url: URL) => ["data:", "blob:", "about:"].includes(url.protocol) || url.host === home;
  // It repeats what `requestfailed` and `response` say, also of what a reload ends.
  const isLoaderOfParts = (url?: string) => url?.endsWith("/__wasm_split.js");
  page.on("console", (message) => {
    if (["error", "warn", "assert"].includes(message.type()) && !isLoaderOfParts(message.location().url)) {
      complaints.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`error in the page: ${error}`));
  page.on("request", (request) => {
    if (!isLocal(new URL(request.url()))) complaints.push(`request to another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`response ${response.status()}: ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // A reload ends what the page still loads: no fault of the page.
    if (reason !== "NS_BINDING_ABORTED") complaints.push(`request failed: ${request.url()} ${reason}`);
  });
}

/** The page as a person knows it: by roles and names. */
export class Lab {
  constructor(readonly page: Page) {}

  /** Waits until the program has taken over from the shell. */
  async isReady() {
    await this.page.waitForSelector("html[data-app=ready]");
  }

  async reload() {
    await this.page.reload();
    await this.isReady();
  }

  /** The control with this role and name, as assistive technology knows it, in a part of the page. Waits for it. */
  async find(part: Part, role: Role, name: string): Promise<ElementHandle> {
    let found: ElementHandle | null | undefined;
    // Firefox computes role and name of one element after the other, so the whole page would take seconds.
    const look = async () => {
      found = await (await this.page.$(PARTS[part]))?.$(`::-p-aria([role="${role}"][name="${name}"])`);
      return found;
    };
    await expect.poll(look, `${part} has the ${role} "${name}"`).toBeTruthy();
    return found!;
  }

  async click(part: Part, role: Role, name: string) {
    await (await this.find(part, role, name)).asLocator().click();
  }

  async fill(part: Part, role: Role, name: string, value: string) {
    await (await this.find(part, role, name)).asLocator().fill(value);
  }

  /** Chooses a command, fills it in, and presses the button, which names it with its amount. */
  async send(command: string, fields: Record<string, string>, button = command) {
    await this.click("Commands", "radio", command);
    for (const [name, text] of Object.entries(fields)) await this.fill("Commands", "textbox", name, text);
    await this.click("Commands", "button", button);
  }

  text(name: string) {
    return this.read(name, (element) => element.textContent);
  }

  /** Waits until the element with this label says this. */
  async expectText(name: string, text: string | RegExp) {
    const says = expect.poll(() => this.text(name), name);
    await (typeof text === "string" ? says.toBe(text) : says.toMatch(text));
  }

  /** Waits until the log holds exactly these events, oldest first. */
  async expectEvents(types: string[]) {
    const read = (log: Element) =>
      [...log.querySelectorAll("[data-version]")].map((row) => row.querySelectorAll("[role=gridcell]")[1].textContent.trim());
    await expect.poll(() => this.read("Events", read), "the types of the events").toEqual(types);
  }

  /** Waits until the cursor is at this version. */
  async expectVersion(version: number) {
    const read = (slider: Element) => (slider as HTMLInputElement).value;
    await expect.poll(() => this.read("Version", read), "the version at the cursor").toBe(String(version));
  }

  private async read<T>(name: string, read: (element: Element) => T) {
    return (await this.page.$(`[aria-label="${name}"]`))?.evaluate(read);
  }
}
