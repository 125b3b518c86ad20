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
