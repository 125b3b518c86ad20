import type { FrameLocator, Page } from "@playwright/test";
import { embedder, heights } from "./embedder";
import { unreadable } from "./geometry";
import { expect, expectNoSidewaysScroll, expectVisibleFocus, nextFrames, SIX_EVENTS_LINK, test } from "./lab";

const REGIONS = { flow: "Command flow", commands: "Commands", log: "Event log", projection: "Projection", storage: "Storage" };

/** The names of the panels that are there. Time travel is a group. */
async function panels(page: Page) {
  const found = await page.locator("section[aria-label], [role=group][aria-label='Time travel']").evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
  return found.filter((name) => [...Object.values(REGIONS), "Time travel"].includes(name!));
}

const way = (of: Page | FrameLocator) => of.getByRole("link", { name: "Open in the lab" });

test.describe("an embed", () => {
  test("draws the chosen panels alone", async ({ lab, page }) => {
    await lab.open("?events=6&embed&panels=log,projection");
    await expect(lab.row(6)).toBeVisible();
    expect(await panels(page)).toEqual(["Event log", "Projection"]);
    await expect(page.getByRole("banner").getByRole("heading", { level: 1 })).toHaveText(/Ada/);
    await expect(way(page)).toBeVisible();
    for (const name of ["Undo", "Theme", "Help", "New account", "Lessons", "About this store"]) await expect(lab.button(name)).toHaveCount(0);
    await expect(page.getByRole("combobox", { name: "Store" })).toHaveCount(0);
    await expect(page.getByRole("tablist", { name: "Panels" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Skip to commands" })).toHaveCount(0);
  });

  for (const [name, region] of Object.entries({ ...REGIONS, time: "Time travel" })) {
    test(`has a panel named ${name}`, async ({ lab, page }) => {
      await lab.open(`?events=6&embed&panels=${name}`);
      const panel = page.getByRole(name === "time" ? "group" : "region", { name: region, exact: true });
      await expect(panel).toBeVisible();
      expect(await panels(page)).toEqual([region]);
      if (name === "storage") await expect(lab.item).toBeVisible();
    });
  }

  test("has the default panels without a choice", async ({ lab, page }) => {
    await lab.open("?events=6&embed");
    await expect(lab.row(6)).toBeVisible();
    expect(await panels(page)).toEqual(["Event log", "Time travel", "Projection"]);
    await expect(lab.note).toBeHidden();
  });

  for (const nonsense of ["balance", "log,", "%00", "%3Cscript%3E", "log".repeat(5_000)]) {
    test(`says that there are no panels ${nonsense.slice(0, 20)}`, async ({ lab, page }) => {
      await lab.open(`?events=6&embed&panels=${nonsense}`);
      await expect(lab.note).toContainText("the panels are flow, commands, log, time, projection, storage");
      expect(await panels(page)).toEqual(["Event log", "Time travel", "Projection"]);
    });
  }

  test("has commands that work", async ({ lab, page }) => {
    await page.setViewportSize({ width: 800, height: 900 });
    await lab.open("?embed&panels=commands,log,projection");
    await lab.send("Create account", { Owner: "Ada", "Opening deposit": "100" });
    await expect(lab.balance).toHaveText(/100\.00/);
    await lab.send("Withdraw", { Amount: "30" });
    await expect(lab.balance).toHaveText(/70\.00/);
  });

  test("that is read-only has no control that changes anything", async ({ lab, page }) => {
    await lab.open("?events=6&embed&readonly&panels=flow,commands,log,time,projection,storage");
    await expect(lab.row(6)).toBeVisible();
    await expect(page.getByText("Read only")).toBeVisible();
    await expect(lab.note).toContainText("a read-only embed");
    expect(await panels(page)).not.toContain("Commands");
    await expect(page.getByRole("switch")).toHaveCount(0);
    for (const name of ["Delay or rebuild", "Add a view", "Next step", "Fix the view and replay"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
    await lab.cell(6, "type").click();
    for (const key of ["Control+z", "Control+y", "Control+Shift+z", "n", "b"]) await page.keyboard.press(key);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(5);
  });

  test("that is read-only and empty offers no beginning", async ({ lab, page }) => {
    await lab.open("?embed&readonly");
    await expect(page.getByText("Nothing has happened yet.")).toBeVisible();
    await expect(lab.log.getByRole("button")).toHaveCount(0);
  });

  test("that is read-only has views without controls", async ({ lab, page }) => {
    await lab.open("?events=6&embed&readonly&view=By type");
    await expect(lab.projection.getByRole("table", { name: "Events by type" })).toBeVisible();
    await expect(lab.projection.getByRole("button", { name: /Delay|Fix/ })).toHaveCount(0);
    await expect(way(page)).toHaveAttribute("href", /view=By/);
  });

  for (const [theme, system] of [["dark", "light"], ["light", "dark"], ["auto", "dark"]] as const) {
    test(`in the theme ${theme}, on a system that is ${system}`, async ({ lab, page }) => {
      await page.emulateMedia({ colorScheme: system });
      await lab.open(`?events=6&embed&theme=${theme}`);
      const isDark = await page.getByRole("banner").evaluate((bar) => getComputedStyle(bar).backgroundColor === "rgb(16, 18, 23)");
      expect(isDark).toBe(theme === "dark" || theme === "auto");
    });
  }

  test("with a lesson has its rail and the commands", async ({ lab, page }) => {
    await lab.open("?embed&lesson=1");
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
    await expect(lab.commands).toBeVisible();
    await expect(lab.button("Close lesson")).toHaveCount(0);
    await expect(way(page)).toHaveAttribute("href", /\?lesson=1$/);
  });

  test("with a lesson that is read-only shows its log", async ({ lab, page }) => {
    await lab.open("?embed&lesson=1&readonly");
    await expect(lab.log).toBeVisible();
    await expect(page.getByRole("complementary", { name: "Lesson" })).toHaveCount(0);
  });

  test("opens the same place in the lab", async ({ lab, page }) => {
    await lab.open(`?embed&panels=log&readonly&theme=light#${SIX_EVENTS_LINK}`);
    await lab.select(3);
    await expect(way(page)).toHaveAttribute("href", new RegExp(`/\\?v=3#${SIX_EVENTS_LINK}$`));
    const opening = page.waitForEvent("popup");
    await way(page).press("Enter");
    const whole = await opening;
    await expect(whole.getByRole("slider", { name: "Version" })).toHaveValue("3");
    expect(await whole.evaluate(() => opener)).toBeNull();
    expect(new URL(page.url()).hash, "the embed keeps its fragment").toBe(`#${SIX_EVENTS_LINK}`);
    await page.reload();
    await lab.expectSelected(3);
  });

  test("never shows the whole lab while it loads", async ({ lab, page }) => {
    let letIn = () => {};
    const gate = new Promise<void>((done) => (letIn = done));
    await page.route("**/*.wasm", async (route) => {
      await gate;
      await route.continue();
    });
    await page.goto("./?events=6&embed", { waitUntil: "domcontentloaded" });
    await nextFrames(page);
    expect((await page.locator("body").innerText()).trim()).toBe("");
    letIn();
    await lab.isReady();
    await expect(lab.row(6)).toBeVisible();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("can be used by keyboard", async ({ lab, page }) => {
    await lab.open("?events=6&embed&readonly");
    await expect(lab.row(6)).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(way(page)).toBeFocused();
    await expectVisibleFocus(page, "on the way to the lab");
    for (let stop = 0; stop < 12 && !(await lab.slider.evaluate((slider) => slider === document.activeElement)); stop++) await page.keyboard.press("Tab");
    await expect(lab.slider).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(5);
  });

  const CHOICES = ["log,projection&readonly", "log,time,projection&readonly", "flow,commands,log,time,projection,storage", "commands,projection", "storage", "time", "flow", "log"];
  for (const width of [360, 480, 640, 700, 1_000, 1_200]) {
    test(`can be read at ${width} pixels`, async ({ lab, page }) => {
      test.slow();
      for (const choice of CHOICES) {
        await page.setViewportSize({ width, height: 420 });
        await lab.open(`?events=12&embed&panels=${choice}`);
        if (choice.includes("log")) await expect(lab.row(12)).toBeAttached();
        await nextFrames(page);
        await expectNoSidewaysScroll(page);
        expect.soft(await unreadable(page), `at ${width} pixels: ${choice}`).toEqual([]);
      }
    });
  }
});

test.describe("in a frame", () => {
  /** A page of the lab's own origin. */
  async function open(page: Page, html: string) {
    await page.route("**/around.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Around</title>${html}` }));
    await page.goto("./around.html");
  }

  /** Such a page with this in a frame: there the browser does not keep the frame's storage apart. */
  async function frame(page: Page, address: string) {
    await page.unroute("**/around.html");
    await open(page, `<iframe src="${address.replaceAll("&", "&amp;")}" title="Frame" width="700" height="600"></iframe>`);
    return page.frameLocator("iframe");
  }

  const kept = (page: Page) =>
    page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: (await indexedDB.databases()).map(({ name }) => name),
    }));

  for (const store of ["tab", "browser", "indexeddb"]) {
    test(`the store ${store} is neither opened nor changed`, async ({ lab, page }) => {
      await lab.open(`?store=${store}`);
      await lab.button("Open an account for Ada").click();
      await expect(lab.row(1)).toBeVisible();
      await lab.button("Theme").click();
      await open(page, "<p>Nothing of the lab runs here.</p>");
      const before = await kept(page);
      expect(JSON.stringify(before), "the browser keeps something").toContain("event-sourcing-lab");
      const inside = await frame(page, `./?embed&store=${store}&panels=commands,log,projection,storage`);
      await expect(inside.getByRole("status", { name: "Note" })).toHaveText("An embed opens no store of the browser. This lab is in memory.");
      await expect(inside.getByRole("combobox", { name: "Store" })).toHaveCount(0);
      await inside.getByRole("button", { name: "Open an account for Ada" }).click();
      await expect(inside.locator("[data-version='1']")).toBeVisible();
      await inside.getByRole("button", { name: "Fold storage" }).click();
      await inside.getByRole("link", { name: "Event log" }).click();
      await inside.getByText("Single-letter shortcuts").click();
      await expect(inside.getByRole("switch", { name: "Single-letter shortcuts" })).not.toBeChecked();
      expect(await kept(page)).toEqual(before);
    });
  }

  test("a page that did not ask for an embed shows what it is and a way to it, and nothing else", async ({ page }) => {
    const inside = await frame(page, "./?events=6&store=browser#v1=abc");
    await expect(inside.getByRole("heading", { name: "Event Sourcing Lab" })).toBeVisible();
    const link = inside.getByRole("link", { name: "Open the lab" });
    await expect(link).toHaveAttribute("href", /\/\?events=6&store=browser#v1=abc$/);
    await expect(link).toHaveAttribute("target", "_blank");
    await page.waitForLoadState("networkidle");
    await expect(inside.getByRole("region")).toHaveCount(0);
    await expect(inside.getByRole("button")).toHaveCount(0);
    await expect(inside.getByRole("alert")).toHaveCount(0);
  });

  test("going through versions adds no step to Back", async ({ page }) => {
    const inside = await frame(page, "./?events=6&embed");
    const row = (version: number) => inside.locator(`[data-version="${version}"]`);
    const before = await page.evaluate(() => history.length);
    for (const version of [5, 4, 3]) {
      await row(version).click();
      await expect(way(inside)).toHaveAttribute("href", new RegExp(`v=${version}`));
      await page.waitForTimeout(1_100);
    }
    expect(await page.evaluate(() => history.length)).toBe(before);
  });
});

test.describe("on a page of another origin", () => {
  test.beforeEach(({ complaints }) => complaints.expect(/^request to another host/));

  const ask = (page: Page, number = 1, message: unknown = { type: "event-sourcing-lab/height?" }) =>
    page.evaluate(
      ([number, message]) => (document.querySelectorAll("iframe")[(number as number) - 1].contentWindow as Window).postMessage(message, "*"),
      [number, message],
    );

  test("two embeds do not disturb each other, nor the page", async ({ page, baseURL }) => {
    const around = await embedder(baseURL!, [`${baseURL}?events=6&embed&panels=commands,log,projection`, `${baseURL}?embed&panels=commands,log,projection&lesson=1`]);
    await page.goto(around.address);
    const [one, two] = [1, 2].map((number) => page.frameLocator(`iframe >> nth=${number - 1}`));
    await expect(one.getByRole("grid")).toHaveAttribute("aria-rowcount", "7");
    await expect(two.getByRole("complementary", { name: "Lesson" })).toBeVisible();
    await expect(page.getByLabel("Its field"), "an embed that opens leaves the focus where it is").toBeFocused();
    await one.getByRole("radio", { name: "Freeze" }).first().click();
    await one.getByRole("button", { name: /^Freeze/ }).click();
    await expect(one.getByRole("grid")).toHaveAttribute("aria-rowcount", "8");
    await expect(two.getByRole("complementary", { name: "Lesson" }), "the other one stays as it is").toBeVisible();
    await expect(two.locator("[data-version='7']")).toHaveCount(0);
    around.stop();
  });

  test("an embed tells its height when it is asked, and then whenever it changes", async ({ page, baseURL }) => {
    const around = await embedder(baseURL!, [`${baseURL}?embed&panels=commands,log,projection`]);
    await page.goto(around.address);
    const inside = page.frameLocator("iframe");
    await expect(inside.getByText("Nothing has happened yet.")).toBeVisible();
    for (const other of ["height?", null, 7, { type: "height?" }, { type: "event-sourcing-lab/height" }, { type: ["event-sourcing-lab/height?"] }, { __proto__: null }]) await ask(page, 1, other);
    await inside.getByRole("button", { name: "Open an account for Ada" }).click();
    await expect(inside.getByRole("grid")).toHaveAttribute("aria-rowcount", "2");
    expect(await heights(page), "says nothing unasked").toEqual([]);
    await ask(page);
    await expect.poll(() => heights(page)).toEqual([{ type: "event-sourcing-lab/height", height: expect.any(Number) }]);
    const [first] = await heights(page);
    await inside.getByRole("textbox", { name: "Amount" }).fill("10");
    await inside.getByRole("button", { name: /^Deposit/ }).click();
    await expect(inside.getByRole("grid")).toHaveAttribute("aria-rowcount", "3");
    await expect.poll(async () => (await heights(page)).length).toBeGreaterThan(1);
    const last = (await heights(page)).at(-1);
    expect(last.height).not.toBe(first.height);
    await page.locator("iframe").evaluate((frame: HTMLIFrameElement, height) => (frame.height = height), last.height);
    await expect.poll(async () => (await heights(page)).at(-1).height, "the height does not depend on the frame's").toBe(last.height);
    expect(await inside.locator("html").evaluate((root) => root.scrollHeight - root.clientHeight), "nothing is left to scroll").toBe(0);
    around.stop();
  });

  test("a question that comes before the program has started is answered", async ({ page, baseURL }) => {
    const around = await embedder(baseURL!, [`${baseURL}?events=6&embed`]);
    await page.route("**/*.wasm", async (route) => {
      await new Promise((done) => setTimeout(done, 1_500));
      await route.continue();
    });
    await page.goto(around.address);
    await ask(page);
    await expect(page.frameLocator("iframe").getByRole("grid")).toBeVisible();
    await expect.poll(async () => (await heights(page)).at(-1)?.height ?? 0).toBeGreaterThan(200);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    around.stop();
  });

  test("the example shows two embeds as high as what is in them", async ({ page, baseURL }) => {
    const around = await embedder(baseURL!);
    await page.goto(`${around.address}example/`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Two tellers, one account");
    const [one, two] = [0, 1].map((at) => page.frameLocator(`iframe >> nth=${at}`));
    await expect(one.getByText("Read only")).toBeVisible();
    await one.locator("[data-version='2']").click();
    await expect(one.getByRole("slider", { name: "Version" })).toHaveValue("2");
    await page.locator("iframe").nth(1).scrollIntoViewIfNeeded();
    await two.getByRole("textbox", { name: "Amount" }).fill("5");
    await two.getByRole("button", { name: /^Deposit/ }).click();
    await expect(two.getByRole("status", { name: "Outcome" })).toHaveText(/^Accepted/);
    for (const inside of [one, two]) {
      await expect.poll(() => inside.locator("html").evaluate((root) => root.scrollHeight - root.clientHeight)).toBe(0);
    }
    around.stop();
  });
});
