import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, SIX_EVENTS, SIX_EVENTS_LINK, test, type Lab } from "./lab";
import { choose, chooser } from "./stores";

const share = (page: Page) => page.getByRole("dialog", { name: "Share" });
const link = (page: Page) => share(page).getByRole("textbox", { name: "Link" });
const tab = (page: Page, name: string) => share(page).getByRole("tab", { name, exact: true }).click();

async function openShare(lab: Lab) {
  await lab.page.getByRole("banner").getByRole("button", { name: "Share" }).click();
  await expect(share(lab.page)).toBeVisible();
}

/** The address of the lab on the page. */
async function linkOf(lab: Lab) {
  await openShare(lab);
  const address = await link(lab.page).inputValue();
  await lab.page.keyboard.press("Escape");
  return address;
}

/** Opens an address as if it were followed in an empty tab. */
async function follow(lab: Lab, address: string) {
  await lab.page.goto("about:blank");
  await lab.page.goto(address);
  await lab.isReady();
}

/** The item of each event of the open account, byte by byte. */
async function items(lab: Lab, versions: number) {
  await lab.openStorage();
  const texts = [];
  for (let version = 1; version <= versions; version++) {
    await lab.slider.fill(String(version));
    await expect(lab.item).toContainText(`EVENT#${String(version).padStart(6, "0")}`);
    texts.push(await lab.item.textContent());
  }
  return texts;
}

/** Drops a file on an element, as a person drags it there. */
async function drop(target: Locator, name: string, content: string) {
  const transfer = await target.page().evaluateHandle(
    ({ name, content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type: "application/json" }));
      return transfer;
    },
    { name, content },
  );
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
}

async function openFile(lab: Lab, name: string, content: string | Buffer) {
  if (!(await share(lab.page).isVisible())) await openShare(lab);
  await tab(lab.page, "File");
  const choosing = lab.page.waitForEvent("filechooser");
  await share(lab.page).getByRole("button", { name: "Open a file" }).click();
  await (await choosing).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
}

/** The file that the lab on the page is downloaded as. */
async function fileOf(lab: Lab) {
  await openShare(lab);
  await tab(lab.page, "File");
  const downloading = lab.page.waitForEvent("download");
  await share(lab.page).getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  await lab.page.keyboard.press("Escape");
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test.describe("a link", () => {
  test("leads to the same bytes, account, cursor, view, search and tab", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    const before = await items(lab, 6);
    await lab.slider.fill("3");
    await lab.projection.getByRole("tab", { name: "Statement" }).click();
    await lab.storage.getByRole("tab", { name: "Request" }).click();
    await lab.search.fill("rent");
    await openShare(lab);
    const said = share(page);
    for (const words of ["2 accounts", "Ada and Grace", "Commands, in order", "1 refused command", "Withdraw 500.00", "Statement", "v3 of 6"]) {
      await expect(said).toContainText(words);
    }
    const address = await link(page).inputValue();
    await expect(said).toContainText(`${address.length} characters`);
    await expect(said).toContainText("Short enough for a chat, a slide or a QR code. Nothing is sent.");

    await follow(lab, address);
    await expect(lab.note).toContainText(/Opened a link: \d+ commands, 2 accounts\./);
    await lab.expectSelected(3);
    await expect(lab.search).toHaveValue("rent");
    await expect(lab.projection.getByRole("tab", { name: "Statement" })).toHaveAttribute("aria-selected", "true");
    await expect(lab.storage.getByRole("tab", { name: "Request" })).toHaveAttribute("aria-selected", "true");
    await lab.storage.getByRole("tab", { name: "Item" }).click();
    await lab.search.fill("");
    expect(await items(lab, 6)).toEqual(before);
  });

  test("opens again on a reload, at the place of the reload, and can be undone and redone", async ({ lab, page }) => {
    await lab.open(`#${SIX_EVENTS_LINK}`);
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "WithdrawalRejected", "MoneyDeposited", "MoneyWithdrawn"]);
    await lab.slider.fill("2");
    await expect(page).toHaveURL(/\?v=2#v1=/);
    await page.reload();
    await lab.isReady();
    await lab.expectSelected(2);
    await lab.button("Undo").click();
    await lab.button("Redo").click();
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
  });

  test("opens at the newest event when it is not of this moment", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.slider.fill("3");
    await openShare(lab);
    const atMoment = await link(page).inputValue();
    await share(page).getByRole("switch", { name: "Open at this moment" }).click();
    await expect(share(page)).toContainText("v6 of 6");
    const newest = await link(page).inputValue();
    expect(newest).not.toBe(atMoment);
    await follow(lab, newest);
    await lab.expectSelected(6);
  });

  test("is copied, and says so for two seconds", async ({ lab, page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await lab.openWithSixEvents();
    await openShare(lab);
    await share(page).getByRole("button", { name: "Copy link" }).click();
    await expect(share(page).getByRole("button", { name: "Copied" })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await link(page).inputValue());
    await expect(share(page).getByRole("button", { name: "Copy link" })).toBeVisible({ timeout: 4_000 });
  });

  test("opens in a page that is open, and Undo brings its lab back", async ({ lab, page }) => {
    await lab.openWithAccount();
    await lab.deposit("12");
    await page.evaluate((link) => (location.hash = link), SIX_EVENTS_LINK);
    await expect(lab.note).toContainText("Opened a link:");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "WithdrawalRejected", "MoneyDeposited", "MoneyWithdrawn"]);
    await lab.note.getByRole("button", { name: "Undo" }).click();
    await expect(lab.note).toContainText("Your lab is back.");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await expect(page).not.toHaveURL(/#v1/);
  });

  test("takes its lesson along: its goals are checked against the lab of the link", async ({ lab, page }) => {
    await lab.open("?lesson=1");
    await lab.send("Create account", { Owner: "Ada" });
    const address = await linkOf(lab);
    await follow(lab, address);
    await expect(page.getByRole("complementary", { name: "Lesson" })).toContainText("Facts, not state");
    await lab.expectEvents(["AccountCreated"]);
    await expect(page.getByRole("list", { name: "Goals" }).getByRole("listitem").first()).toContainText("done");
  });

  test("replaces the lab of a lesson, and Undo brings the lesson back", async ({ lab, page }) => {
    await lab.open("?lesson=1");
    await lab.send("Create account", { Owner: "Grace" });
    await expect(lab.row(1)).toBeVisible();
    await page.evaluate((link) => (location.hash = link), SIX_EVENTS_LINK);
    await expect(lab.note).toContainText("Opened a link:");
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeHidden();
    await lab.note.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
    await lab.expectEvents(["AccountCreated"]);
  });

  test("of the wrong kind says so in one sentence and runs nothing", async ({ lab, page }) => {
    const damaged = `${SIX_EVENTS_LINK.slice(0, 60)}x${SIX_EVENTS_LINK.slice(61)}`;
    const cases: [string, RegExp][] = [
      [SIX_EVENTS_LINK.slice(0, -5), /This link is damaged/],
      [damaged, /This link is damaged/],
      ["v1=", /This link is damaged/],
      ["v1", /no link of the lab/],
      ["v2=abc", /A newer version of the lab made this link/],
      ["v99999999999999999999999=abc", /A newer version of the lab made this link/],
      [`v1=${"A".repeat(100_000)}`, /This link has 100,000 characters; a link of the lab has at most 64,000/],
      ["v1=%3Cscript%3E", /This link is damaged/],
    ];
    for (const [fragment, words] of cases) {
      await test.step(fragment.slice(0, 40), async () => {
        await page.goto("about:blank");
        await lab.open(`#${fragment}`);
        await expect(lab.note).toContainText(words);
        await expect(page.getByText("Nothing has happened yet.")).toBeVisible();
        await expect(page).not.toHaveURL(/#/);
      });
    }
    await lab.openWithAccount();
    await page.evaluate(() => (location.hash = "v1=damaged"));
    await expect(lab.note).toContainText("This link is damaged");
    await lab.expectEvents(["AccountCreated"]);
  });

  test("is no name of an element of the page", async ({ lab, page }) => {
    await lab.openWithAccount();
    for (const fragment of ["commands", "views", "v", "term-outbox"]) {
      await page.evaluate((fragment) => (location.hash = fragment), fragment);
    }
    await lab.expectEvents(["AccountCreated"]);
    await expect(lab.note).toBeHidden();
  });

  test("never touches what a store of the browser keeps", async ({ lab, page }) => {
    await lab.open();
    await choose(page, "This tab");
    await lab.send("Create account", { Owner: "Grace" });
    await lab.expectEvents(["AccountCreated"]);
    const kept = () => page.evaluate(() => JSON.stringify(Object.entries(sessionStorage).sort()));
    const before = await kept();

    await page.evaluate((link) => (location.hash = link), SIX_EVENTS_LINK);
    await expect(lab.note).toContainText("It is in memory; what This tab keeps stays as it is.");
    await expect(chooser(page)).toHaveValue("memory");
    await lab.deposit("5");
    expect(await kept()).toBe(before);

    await page.goto("about:blank");
    await lab.open(`?store=tab#${SIX_EVENTS_LINK}`);
    await expect(lab.note).toContainText("It is in memory; what This tab keeps stays as it is.");
    await expect(chooser(page)).toHaveValue("memory");
    await expect(page).not.toHaveURL(/store=/);
    await lab.deposit("5");
    expect(await kept()).toBe(before);
    await choose(page, "This tab");
    await lab.expectEvents(["AccountCreated"]);
    await expect(page).not.toHaveURL(/#v1/);
  });

  test("brings the store back that was shown, when it is undone", async ({ lab, page }) => {
    await lab.open();
    await choose(page, "This tab");
    await lab.send("Create account", { Owner: "Grace" });
    await expect(lab.row(1)).toBeVisible();
    await page.evaluate((link) => (location.hash = link), SIX_EVENTS_LINK);
    await lab.note.getByRole("button", { name: "Undo" }).click();
    await expect(chooser(page)).toHaveValue("tab");
    await lab.expectEvents(["AccountCreated"]);
    await expect(page).toHaveURL(/store=tab/);
  });
});

test.describe("a file", () => {
  test("is downloaded, opened in place of the lab, and undone", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    const before = await items(lab, 6);
    const { name, text } = await fileOf(lab);
    expect(name).toBe("ada-and-grace.json");
    await lab.openWithAccount();
    await openFile(lab, name, text);
    await expect(share(page)).toBeHidden();
    await expect(lab.note).toContainText("Opened a file:");
    expect(await items(lab, 6)).toEqual(before);
    await openFile(lab, name, text);
    await lab.note.getByRole("button", { name: "Undo" }).click();
    await expect(lab.note).toContainText("Your lab is back.");
  });

  test("is dropped on the dialog, and then anywhere on the page", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    const { name, text } = await fileOf(lab);
    await lab.openWithAccount();
    await openShare(lab);
    await drop(share(page), name, text);
    await expect(share(page)).toBeHidden();
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
    await lab.note.getByRole("button", { name: "Undo" }).click();
    await lab.expectEvents(["AccountCreated"]);
    await drop(lab.log, name, text);
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
  });

  test("that is wrong says what is wrong, and changes nothing", async ({ lab, page }) => {
    test.slow();
    await lab.openWithSixEvents();
    const { text } = await fileOf(lab);
    const scenario = JSON.parse(text);
    const actions = (count: number) => JSON.stringify({ ...scenario, actions: Array(count).fill(scenario.actions[1]) });
    const cases: [string, string | Buffer, RegExp][] = [
      ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]), /This file is not a scenario of the lab/],
      ["another kind", '{"format":"event-sourcing-lab/progress","version":1}', /This file is not a scenario of the lab/],
      ["a list", "[]", /This file is not a scenario of the lab/],
      ["nothing", "", /This file is not a scenario of the lab/],
      ["cut", text.slice(0, text.length / 2), /This file ends in the middle, in line/],
      ["newer", text.replace('"version": 1', '"version": 2'), /A newer version of the lab made this file/],
      ["__proto__", text.replace('"seed"', '"__proto__": {"polluted": true}, "seed"'), /can’t be read: unknown field/],
      ["text for an amount", text.replace(/"amount": "[^"]+"/, '"amount": "a lot"'), /Line \d+ of this file can’t be read: /],
      ["too many actions", actions(10_001), /10,001 actions; at most 10,000/],
      ["50 MB", `{"format":"event-sourcing-lab/scenario","version":1,"x":"${"x".repeat(50_000_000)}"}`, /50,000,0\d\d bytes; a scenario of the lab has at most 30,000,000/],
    ];
    await openShare(lab);
    await tab(page, "File");
    for (const [name, content, words] of cases) {
      await test.step(name, async () => {
        if (content.length > 10_000_000) {
          // Made in the page, because that takes less time than sending it there.
          await page.evaluate(
            ({ length, head }) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([head, "x".repeat(length - head.length)], "large.json"));
              document.querySelector("#share")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
            },
            { length: content.length, head: content.toString().slice(0, 100) },
          );
        } else await openFile(lab, `${name}.json`, content);
        await expect(share(page).getByRole("status", { name: "Shared" })).toContainText(words);
      });
    }
    await page.keyboard.press("Escape");
    await expect(lab.row(6)).toBeVisible();
    expect(await page.evaluate(() => "polluted" in {})).toBe(false);
  });

  test("of 10,000 actions opens; its link is too long, and the file is offered instead", async ({ lab, page }) => {
    test.slow();
    await lab.openWithAccount();
    await lab.deposit("5");
    const scenario = JSON.parse((await fileOf(lab)).text);
    const [first, second] = scenario.actions;
    scenario.place.version = null;
    const long = JSON.stringify({ ...scenario, actions: [first, ...Array(9_999).fill(second)] });
    await drop(lab.log, "long.json", long);
    await expect(lab.note).toContainText("Opened a file: 10,000 commands, 1 account.", { timeout: 60_000 });
    await expect(lab.balance).toHaveText("49,995.00 USD");

    // Equal commands are packed into next to nothing.
    const different = Array.from({ length: 600 }, (_, number) => {
      const amount = `${number * 37 + 1}.${10 + ((number * 7) % 90)} USD`;
      const command = { Deposit: { amount, reason: `salary ${number * 7919}` } };
      return { afterMs: second.afterMs + number * number * 977, act: { Send: { account: 0, command } } };
    });
    await drop(lab.log, "longer.json", JSON.stringify({ ...scenario, actions: [first, ...different] }));
    await expect(lab.note).toContainText("Opened a file: 601 commands", { timeout: 60_000 });
    await openShare(lab);
    await expect(share(page)).toContainText("Too long for many chats and mail programs");
    await share(page).getByRole("button", { name: "Send the file instead" }).click();
    await expect(share(page).getByRole("button", { name: "Download" })).toBeVisible();
  });

  test("that takes over a second shows how far it is, and can be cancelled", async ({ lab, page }) => {
    test.slow();
    await lab.openWithAccount();
    const scenario = JSON.parse((await fileOf(lab)).text);
    // However fast the machine is.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
    const fills = Array(10).fill({ afterMs: 5_000, act: { Fill: { account: 0, events: 10_000 } } });
    await drop(lab.log, "fills.json", JSON.stringify({ ...scenario, actions: [scenario.actions[0], ...fills] }));
    const opening = page.getByRole("dialog", { name: "Opening a lab" });
    await expect(opening.getByRole("progressbar", { name: "Replayed" })).toBeVisible();
    await opening.getByRole("button", { name: "Cancel" }).click();
    await expect(lab.note).toContainText("Stopped. The file was not opened.", { timeout: 60_000 });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await lab.expectEvents(["AccountCreated"]);
  });
});

test.describe("an embed and the exports", () => {
  test("the snippet has the chosen panels, theme and the link", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await openShare(lab);
    const fragment = (await link(page).inputValue()).split("#")[1];
    await tab(page, "Embed");
    const snippet = share(page).getByRole("textbox", { name: "Snippet" });
    await expect(snippet).toHaveValue(/\?embed&amp;panels=log,time,projection&amp;readonly#v1=/);
    await share(page).getByRole("checkbox", { name: "Storage" }).check();
    await share(page).getByRole("checkbox", { name: "Projection" }).uncheck();
    await share(page).getByRole("switch", { name: "Read only" }).uncheck();
    await share(page).getByRole("radio", { name: "Dark" }).click();
    await expect(snippet).toHaveValue(new RegExp(`\\?embed&amp;panels=log,time,storage&amp;theme=dark#${fragment}".* title="Ada’s account, 6 events"`));
    for (const name of ["Storage", "Time travel"]) await share(page).getByRole("checkbox", { name }).uncheck();
    await expect(share(page).getByRole("checkbox", { name: "Event log" }), "the last one stays").toBeDisabled();
  });

  test("a decision is exported as tests, the run as a diagram, the log as a picture", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.slider.fill("4");
    await openShare(lab);
    await tab(page, "Export");
    const text = share(page).getByRole("textbox", { name: "Export" });
    await expect(text).toHaveValue(/engine::Given[^]*InsufficientFunds/);
    await share(page).getByRole("radio", { name: "TypeScript test" }).click();
    await expect(text).toHaveValue(/DeciderSpecification/);
    await share(page).getByRole("radio", { name: "Sequence diagram" }).click();
    await expect(text).toHaveValue(/^sequenceDiagram/m);
    await share(page).getByRole("radio", { name: "Picture" }).click();
    await expect(text).toHaveValue(/^<svg/);
    await expect.poll(() => share(page).getByRole("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1280);
    const downloading = page.waitForEvent("download");
    await share(page).getByRole("button", { name: "Download PNG" }).click();
    const png = await readFile(await (await downloading).path());
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 2560, 1440]);
  });

  test("a lab that a store keeps has no link; its exports and copies are offered", async ({ lab, page }) => {
    await lab.open();
    await choose(page, "This tab");
    await lab.send("Create account", { Owner: "Grace" });
    await expect(lab.row(1)).toBeVisible();
    await openShare(lab);
    await expect(share(page)).toContainText("This tab keeps the events and not the commands");
    await expect(link(page)).toHaveCount(0);
    await share(page).getByRole("button", { name: "Export" }).click();
    await expect(share(page).getByRole("textbox", { name: "Export" })).toHaveValue(/AccountCreated/);
    await tab(page, "Link");
    await share(page).getByRole("button", { name: "Copy to another store" }).click();
    await expect(page.getByRole("dialog", { name: /^Store:/ })).toBeVisible();
  });
});

test("all of it is done by keyboard alone", async ({ lab, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.openWithSixEvents();
  await page.getByRole("banner").getByRole("button", { name: "Share" }).focus();
  await page.keyboard.press("Enter");
  await expect(share(page)).toBeVisible();
  await share(page).getByRole("tab", { name: "Link" }).focus();
  for (const name of ["Embed", "File", "Export"]) {
    await page.keyboard.press("ArrowRight");
    await expect(share(page).getByRole("tab", { name })).toBeFocused();
    await expect(share(page).getByRole("tabpanel", { name })).toBeVisible();
  }
  await page.keyboard.press("Home");
  const copy = share(page).getByRole("button", { name: "Copy link" });
  for (let presses = 0; presses < 8 && !(await copy.evaluate((button) => button === document.activeElement)); presses++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("#v1=");
  await page.keyboard.press("Escape");
  await expect(share(page)).toBeHidden();
  await expect(page.getByRole("banner").getByRole("button", { name: "Share" })).toBeFocused();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the dialog fits, and its controls are 44 pixels high", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.button("Menu").tap();
    await page.getByRole("banner").getByRole("button", { name: "Share" }).tap();
    for (const name of ["Link", "Embed", "File", "Export"]) {
      await share(page).getByRole("tab", { name }).tap();
      const { wider, low } = await share(page).evaluate((dialog) => ({
        wider: [dialog, ...dialog.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5).length,
        low: [...dialog.querySelectorAll("button, [role=tab], label")].filter((each) => each.getBoundingClientRect().height < 43.9).map((each) => each.textContent),
      }));
      expect({ wider, low }, name).toEqual({ wider: 0, low: [] });
    }
  });
});

test("a link carries the script of a talk", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await page.getByRole("button", { name: "Present", exact: true }).click();
  await page.getByRole("button", { name: "Script", exact: true }).click();
  await page.getByRole("dialog", { name: "Script" }).getByRole("textbox").fill("Welcome\nwithdraw 500: she asks for too much");
  await page.getByRole("button", { name: "Close script" }).click();
  await page.getByRole("button", { name: "Leave present mode" }).click();
  await openShare(lab);
  const address = await link(page).inputValue();
  // What is not kept asks before it is left.
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto("about:blank");
  await page.goto(address);
  await lab.isReady();
  await lab.expectEvents(SIX_EVENTS);
  await page.getByRole("button", { name: "Present", exact: true }).click();
  await expect(page.getByText("Welcome")).toBeVisible();
});
