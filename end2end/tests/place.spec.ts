import type { Page } from "@playwright/test";
import { expect, test, type Lab } from "./lab";
import { choose, chooser } from "./stores";

/** Longer than two changes that are one step back. */
const PAUSE = 1_100;

const inAddress = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

test("a reload restores the account, the event and the search", async ({ lab, page }) => {
  await lab.open("?store=browser");
  await lab.button("load an example with six events").click();
  await expect(lab.row(6)).toBeVisible();
  await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
  await expect(page).toHaveURL(/account=ACCOUNT-1002/);
  await page.reload();
  await lab.isReady();
  await expect(lab.accounts.getByRole("tab", { name: /Grace/ })).toHaveAttribute("aria-selected", "true");

  await lab.accounts.getByRole("tab", { name: /Ada/ }).click();
  await lab.select(3);
  await lab.search.fill("rent & more = 1%?");
  await lab.search.fill("rent");
  await expect(page).toHaveURL(/v=3&q=rent$/);
  await page.reload();
  await lab.isReady();
  await lab.expectSelected(3);
  await expect(lab.search).toHaveValue("rent");
  await expect(lab.balance).toHaveText(/70\.00/);
});

test("a reload restores the filter and the storage tab", async ({ lab, page }) => {
  await lab.open("?events=50");
  await lab.button("All types").click();
  const types = page.getByRole("group", { name: "Types" });
  await types.getByRole("button", { name: "Money in" }).click();
  await types.getByRole("button", { name: "Opened" }).click();
  const storage = page.getByRole("tablist", { name: "Storage" });
  await storage.getByRole("tab", { name: "Table" }).click();
  await expect.poll(() => inAddress(page, "types")).toBe("Opened,Money in");
  await expect.poll(() => inAddress(page, "storage")).toBe("table");

  await page.reload();
  await lab.isReady();
  await expect(lab.button("2 types")).toBeVisible();
  await expect(storage.getByRole("tab", { name: "Table" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.storage.locator('[data-event="ACCOUNT-1001/3"]').first()).toBeVisible();
  await page.goBack();
  await expect(storage.getByRole("tab", { name: "Item" })).toHaveAttribute("aria-selected", "true");
});

test("a reload restores any search text unchanged", async ({ lab, page }) => {
  await lab.open("?store=tab");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.expectEvents(["AccountCreated"]);
  const text = "100% & <b>=?#é🦀";
  await lab.search.fill(text);
  await expect.poll(() => inAddress(page, "q")).toBe(text);
  await page.reload();
  await lab.isReady();
  await expect(lab.search).toHaveValue(text);
});

test("Back and Forward move through the places", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await page.waitForTimeout(PAUSE);
  await lab.select(3);
  await expect.poll(() => inAddress(page, "v")).toBe("3");
  await page.waitForTimeout(PAUSE);
  await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
  await expect.poll(() => inAddress(page, "account")).toBe("ACCOUNT-1002");
  await page.goBack();
  await expect(lab.accounts.getByRole("tab", { name: /Ada/ })).toHaveAttribute("aria-selected", "true");
  await lab.expectSelected(3);
  await page.goBack();
  await lab.expectSelected(6);
  await page.goForward();
  await lab.expectSelected(3);
});

for (const [what, lose] of [
  ["was undone", async (lab: Lab) => {
    for (let times = 0; times < 5; times++) await lab.button("Undo").click();
  }],
  ["a reload has forgotten", async (lab: Lab) => {
    await lab.page.reload();
    await lab.isReady();
  }],
] as const) {
  test(`Back skips a place that ${what}`, async ({ lab, page }) => {
    await page.goto("?theme=a-page-before");
    await lab.open();
    await lab.send("Create account", { Owner: "Ada" });
    for (let times = 0; times < 5; times++) await lab.deposit("1");
    for (const version of [5, 4]) {
      await page.waitForTimeout(PAUSE);
      await lab.select(version);
      await expect.poll(() => inAddress(page, "v")).toBe(String(version));
    }
    await lose(lab);
    await expect.poll(() => inAddress(page, "v")).toBe(null);
    await page.waitForTimeout(PAUSE);
    // However often it is asked, each time it comes one place nearer to the page before.
    for (let times = 0; times < 4 && !page.url().includes("a-page-before"); times++) {
      await page.goBack();
      await page.waitForTimeout(PAUSE);
    }
    expect(page.url()).toContain("a-page-before");
  });
}

test("Back returns to the previous store", async ({ lab, page }) => {
  await lab.openWithAccount();
  await choose(page, "This tab");
  await expect(lab.rows).toHaveCount(0);
  await page.goBack();
  await expect(chooser(page).locator("option:checked")).toHaveText("In memory");
  await lab.expectEvents(["AccountCreated"]);
  await page.goForward();
  await expect(chooser(page).locator("option:checked")).toHaveText("This tab");
});

test("moves in quick succession are one step for Back", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await page.waitForTimeout(PAUSE);
  await lab.slider.focus();
  for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowLeft");
  await lab.expectSelected(2);
  await expect.poll(() => inAddress(page, "v")).toBe("2");
  await page.goBack();
  await lab.expectSelected(6);
});

test("the skip link leaves the cursor and a search in place, even one that was typed just before", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(3);
  await expect.poll(() => inAddress(page, "v")).toBe("3");
  await lab.search.fill("rent");
  const skip = page.getByRole("link", { name: "Skip to commands" });
  await skip.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Commands" })).toBeFocused();
  await lab.expectSelected(3);
  await expect(lab.search).toHaveValue("rent");
  await expect.poll(() => inAddress(page, "q")).toBe("rent");
});

test("a plus sign in an address stands for a space", async ({ lab }) => {
  await lab.open("?events=50&q=paid+in");
  await expect(lab.search).toHaveValue("paid in");
});

test("the address leaves out a search that is too long for a server", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.search.fill("rent");
  await expect.poll(() => inAddress(page, "q")).toBe("rent");
  await lab.search.fill("x".repeat(9_000));
  await expect.poll(() => inAddress(page, "q")).toBeNull();
});

test("an invalid address opens the lab", async ({ lab }) => {
  for (const nowhere of ["?account=ACCOUNT-9999&v=77", "?account=%3Cb%3E&v=-1", "?v=%", "?q=%E0%A4%A"]) {
    await test.step(nowhere, async () => {
      await lab.open(nowhere);
      await lab.button("Open an account for Ada").click();
      await lab.expectEvents(["AccountCreated"]);
      await lab.expectSelected(1);
      // A reload of an account that was opened by hand would ask.
      await lab.button("Undo").click();
      await expect(lab.rows).toHaveCount(0);
    });
  }
});
