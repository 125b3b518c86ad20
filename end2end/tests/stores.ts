import type { Page } from "@playwright/test";
import { expect, Lab } from "./lab";

/** The stores that keep events in the browser, and how the address calls them. */
export const KEPT = [
  { store: "This tab", id: "tab", isShared: false },
  { store: "This browser", id: "browser", isShared: true },
  { store: "IndexedDB", id: "indexeddb", isShared: true },
] as const;

/** Where a store is chosen. */
export const chooser = (page: Page) => page.getByRole("banner").getByRole("combobox", { name: "Store" });
/** What the page tells of the store. */
export const dialog = (page: Page) => page.getByRole("dialog", { name: /^Store:/ });

export async function choose(page: Page, store: string) {
  await chooser(page).selectOption(store);
  await expect(chooser(page).locator("option:checked")).toHaveText(store);
}

export async function openDialog(page: Page) {
  await page.getByRole("button", { name: "About this store" }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

export async function closeDialog(page: Page) {
  await page.getByRole("button", { name: "Close store" }).click();
  await expect(dialog(page)).toBeHidden();
}

/** Another tab of the same browser, at the same address. */
export async function secondTab(page: Page) {
  const tab = new Lab(await page.context().newPage());
  await tab.page.goto(page.url());
  await tab.isReady();
  return tab;
}

/** Takes the lock that writers in This browser take turns by, in another tab. Gives how to let go of it. */
export async function holdTheLock(page: Page) {
  const other = await page.context().newPage();
  await other.goto(new URL("./", page.url()).href);
  await other.evaluate(
    () => new Promise<void>((taken) => navigator.locks.request("localStorage/event-sourcing-lab", () => (taken(), new Promise(() => {})))),
  );
  await page.bringToFront();
  return () => other.close();
}

/** Leaves no room in the local storage. */
export const fillTheStorage = (page: Page) =>
  page.evaluate(() => {
    let piece = "x".repeat(1 << 20);
    for (let n = 0; piece; ) {
      try {
        localStorage.setItem(`filler ${n}`, piece);
        n++;
      } catch {
        piece = piece.slice(0, piece.length >> 1);
      }
    }
  });
