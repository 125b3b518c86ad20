import { expect, test as base, type Locator, type Page } from "@playwright/test";

export { expect };

export type Command =
  | "Create account"
  | "Deposit"
  | "Withdraw"
  | "Reverse"
  | "Freeze"
  | "Unfreeze"
  | "Close account";
export type Field = "Owner" | "E-mail" | "Opening deposit" | "Amount" | "Event to reverse" | "Reason";
export type Fields = Partial<Record<Field, string>>;

/** The six events of the page's demo, oldest first. */
export const SIX_EVENTS = [
  "AccountCreated",
  "MoneyDeposited",
  "MoneyWithdrawn",
  "WithdrawalRejected",
  "MoneyDeposited",
  "MoneyWithdrawn",
];

/** A link of version 1 to the six events of the example: the tests in Rust have the same text. Links of version 1 open for ever. */
export const SIX_EVENTS_LINK =
  "v1=eNpVi60KwlAYQM-9VxloUJN1YPcZNNl8h4-7yyZsU8ZEn8Bs0LZgtRmNPoLBqOCTjP20lcOBw1GPovhdQw8wy0BGEsjCHSXZxW5utwm3cqA4r2lE85zSy1ya_z9G8z4ZqA3VX2Vi3SRs2LnrqrjM4HX3NN8h43if2sg_bPLIbyeoANn7KYs";

/** For `test.use`: the page moves, as for most readers. */
export const withMotion = { contextOptions: { reducedMotion: "no-preference" } } as const;

/** What went wrong behind the test's back. A test that brings something about on purpose says so. */
class Complaints {
  readonly all: string[] = [];
  private expected: RegExp[] = [];

  expect(...complaints: RegExp[]) {
    this.expected.push(...complaints);
  }

  unexpected() {
    return this.all.filter((complaint) => !this.expected.some((expected) => expected.test(complaint)));
  }
}

/** Every test fails on a word in the console, an error in the page, and a request that fails or leaves the host. */
export const test = base.extend<{ complaints: Complaints; lab: Lab }>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = new Complaints();
      const home = new URL(baseURL!).host;
      // The one thing that is left of the test before.
      await context.clearPermissions();
      const isLocal = (url: URL) => ["data:", "blob:", "about:"].includes(url.protocol) || url.host === home;
      context.on("console", (message) => {
        if (["error", "warning", "assert"].includes(message.type())) {
          complaints.all.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
        }
      });
      context.on("weberror", (error) => complaints.all.push(`error in the page: ${error.error()}`));
      context.on("request", (request) => {
        if (!isLocal(new URL(request.url()))) complaints.all.push(`request to another host: ${request.url()}`);
      });
      context.on("requestfailed", (request) => {
        const reason = request.failure()?.errorText;
        // What a page still loads when it is left or reloaded is given up: no fault of it.
        if (reason !== "net::ERR_ABORTED") complaints.all.push(`request failed: ${request.url()} ${reason}`);
      });
      await use(complaints);
      expect(complaints.unexpected(), "nothing goes wrong behind the page").toEqual([]);
    },
    { auto: true },
  ],
  lab: async ({ page }, use) => use(new Lab(page)),
});

/** The page as a person knows it: by roles and names. */
export class Lab {
  readonly accounts: Locator;
  readonly flow: Locator;
  readonly commands: Locator;
  readonly outcome: Locator;
  readonly log: Locator;
  readonly grid: Locator;
  readonly announcements: Locator;
  readonly search: Locator;
  readonly timeTravel: Locator;
  readonly slider: Locator;
  readonly projection: Locator;
  readonly balance: Locator;
  readonly status: Locator;
  readonly storage: Locator;
  readonly item: Locator;
  readonly note: Locator;

  constructor(readonly page: Page) {
    const region = (name: string) => page.getByRole("region", { name, exact: true });
    this.accounts = page.getByRole("tablist", { name: "Accounts" });
    this.flow = region("Command flow");
    this.commands = region("Commands");
    this.outcome = page.getByRole("status", { name: "Outcome" });
    this.log = region("Event log");
    this.grid = this.log.getByRole("grid");
    this.announcements = page.getByRole("log", { name: "Announcements" });
    this.search = page.getByRole("searchbox", { name: "Search events" });
    this.timeTravel = page.getByRole("group", { name: "Time travel" });
    this.slider = page.getByRole("slider", { name: "Version" });
    this.projection = region("Projection");
    this.balance = page.getByRole("status", { name: "Balance" });
    this.status = page.getByRole("status", { name: "Account status" });
    this.storage = region("Storage");
    this.item = region("DynamoDB item");
    this.note = page.getByRole("status", { name: "Note" });
  }

  /** Opens the page and waits until the program has taken over from the shell. */
  async open(query = "") {
    await this.page.goto(`./${query}`);
    await this.isReady();
  }

  async isReady() {
    await expect(this.page.locator("html"), "the program has started").toHaveAttribute("data-app", "ready", {
      timeout: 15_000,
    });
  }

  /** Opens the page with the demo's six events, the newest of them selected. */
  async openWithSixEvents() {
    await this.open();
    await this.page.getByRole("button", { name: "load an example with six events" }).click();
    await expect(this.row(6)).toBeVisible();
  }

  /** Opens the page and the first account, by one click. */
  async openWithAccount() {
    await this.open();
    await this.page.getByRole("button", { name: "Open an account for Ada" }).click();
    await expect(this.row(1)).toBeVisible();
  }

  field(name: Field) {
    return this.commands.getByRole("textbox", { name });
  }

  /** The one button that sends a command; it begins with the command's name. */
  submit(command: Command) {
    return this.commands.getByRole("button", { name: new RegExp(`^${command}`) });
  }

  radio(command: Command) {
    return this.commands.getByRole("radio", { name: command, exact: true });
  }

  async fill(command: Command, fields: Fields = {}) {
    await this.radio(command).click();
    for (const [name, text] of Object.entries(fields)) await this.field(name as Field).fill(text);
  }

  /** Fills a command in and sends it. What becomes of it is for the test to see. */
  async send(command: Command, fields: Fields = {}) {
    await this.fill(command, fields);
    await this.submit(command).click();
  }

  async deposit(amount: string) {
    await this.send("Deposit", { Amount: amount });
    await expect(this.outcome).toHaveText(/^Accepted/);
  }

  /** The row of the event with this version. */
  row(version: number) {
    return this.grid.getByRole("row").and(this.page.locator(`[data-version="${version}"]`));
  }

  /** All events' rows that are in the page. */
  get rows() {
    return this.grid.getByRole("row").and(this.page.locator("[data-version]"));
  }

  /** A cell of an event's row: version, type, sentence, amount, time. */
  cell(version: number, column: "version" | "type" | "sentence" | "amount" | "time") {
    const columns = ["version", "type", "sentence", "amount", "time"];
    return this.row(version).getByRole("gridcell").nth(columns.indexOf(column));
  }

  async select(version: number) {
    await this.cell(version, "type").click();
    await expect(this.row(version)).toHaveAttribute("aria-selected", "true");
  }

  /** The log holds exactly these events, in this order. For logs that fit the window. */
  async expectEvents(types: string[]) {
    await expect(this.grid).toHaveAttribute("aria-rowcount", String(types.length + 1));
    await expect(this.rows).toHaveCount(types.length);
    const seen = [];
    for (let version = 1; version <= types.length; version++) {
      seen.push((await this.cell(version, "type").textContent())?.trim());
    }
    expect(seen, "the log's event types, oldest first").toEqual(types);
  }

  /** The event that everything is about. */
  async expectSelected(version: number) {
    await expect(this.grid.getByRole("row", { selected: true })).toHaveAttribute("data-version", String(version));
  }

  /** Opens Storage, which is folded at first. A phone has a tab for it and folds nothing. */
  async openStorage() {
    const open = this.button("Open storage");
    if (await open.isVisible()) await open.click();
  }

  /** The ids of the open event, which are closed at first. */
  ids(version: number) {
    return this.row(version).locator("details.ids");
  }

  /** What the open row says below its sentence: command, ids, time. */
  async facts(version: number): Promise<Record<string, string>> {
    if ((await this.ids(version).getAttribute("open")) === null) await this.ids(version).getByText("Ids").click();
    await expect(this.ids(version)).toHaveAttribute("open", "");
    const texts = async (role: "term" | "definition") =>
      (await this.row(version).getByRole(role).allTextContents()).map((text) => text.trim());
    const [terms, definitions] = [await texts("term"), await texts("definition")];
    return Object.fromEntries(terms.map((term, number) => [term, definitions[number]]));
  }

  counter(name: string) {
    return this.projection.getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd");
  }

  /** The DynamoDB item, as it stands in the page. */
  async storedItem() {
    await this.openStorage();
    return JSON.parse((await this.item.textContent())!);
  }

  stop(name: string) {
    return this.flow.getByRole("listitem").filter({ hasText: new RegExp(`^${name}`) });
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }
}

/** Until the page has drawn what changed. */
export const nextFrames = (page: Page) =>
  page.evaluate(() => new Promise<unknown>((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Neither the page nor what holds it can be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page) {
  const overflow = await page.evaluate(() => {
    const root = document.scrollingElement!;
    scrollTo(10_000, 0);
    const scrolled = root.scrollLeft;
    scrollTo(0, 0);
    return { scrolled, wider: root.scrollWidth - root.clientWidth };
  });
  expect(overflow, "the page does not scroll sideways").toEqual({ scrolled: 0, wider: 0 });
}

/** What has the focus can be seen to have it. */
export async function expectVisibleFocus(page: Page, where: string) {
  const focus = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing has the focus";
    const ring = (of: Element | null) => {
      const style = of && getComputedStyle(of);
      return !!style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    // The time scale draws its own thumb, and the ring around it.
    return ring(element) || ring(element.nextElementSibling) ? "visible" : `no ring on ${element.outerHTML.slice(0, 120)}`;
  });
  expect(focus, `the focus ${where}`).toBe("visible");
}
