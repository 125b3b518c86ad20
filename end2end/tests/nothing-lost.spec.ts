import { expect, test } from "./lab";
import { choose } from "./stores";

test("switching the store says how many events stay behind, and copies them on request", async ({ lab, page }) => {
  await lab.openWithAccount();
  await lab.deposit("5");
  await choose(page, "This tab");
  await expect(lab.rows).toHaveCount(0);
  await expect(lab.note).toContainText("2 events stay in memory. Choose that store again to see them there.");
  await lab.note.getByRole("button", { name: "Copy to This tab" }).click();
  await expect(lab.note).toContainText("Copied the log to This tab: it has 2 events.");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);

  await choose(page, "IndexedDB");
  await expect(lab.note).toContainText("2 events stay in This tab.");
  await lab.note.getByRole("button", { name: "Copy to IndexedDB" }).click();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  await choose(page, "In memory");
  await expect(lab.note).toContainText("2 events stay in IndexedDB.");
  await expect(lab.note.getByRole("button")).toHaveCount(0);
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
});

test("an empty store is left without a word", async ({ lab, page }) => {
  await lab.open();
  await choose(page, "This tab");
  await expect(lab.note).toBeHidden();
});

test("a reload asks first when events in memory would be lost, also from another store", async ({ lab, page }) => {
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.dismiss();
  });
  await lab.openWithAccount();
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  await lab.expectEvents(["AccountCreated"]);
  await choose(page, "This tab");
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await expect.poll(() => asked).toHaveLength(2);
});

test("a reload does not ask when nothing would be lost", async ({ lab, page }) => {
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  for (const [what, query, prepare] of [
    ["the example", "", "load an example with six events"],
    ["a filled log", "?events=20", ""],
    ["an empty lab", "", ""],
    ["a store that keeps its events", "?store=tab", "Open an account for Ada"],
  ]) {
    await test.step(what, async () => {
      await lab.open(query);
      if (prepare) {
        await lab.button(prepare).click();
        await expect(lab.row(1)).toBeVisible();
      }
      await page.reload();
      await lab.isReady();
      expect(asked).toEqual([]);
    });
  }
});

test("an address says what it did not find", async ({ lab }) => {
  for (const [query, said] of [
    ["?account=ACCOUNT-9999&v=77", "not in this lab: account=ACCOUNT-9999, v=77."],
    ["?events=5&v=6", "not in this lab: v=6."],
    ["?events=5&view=Nowhere&storage=attic", "not in this lab: view=Nowhere, storage=attic."],
    ["?store=paper", "a store that there is not, “paper”"],
    ["?events=abc", "asks for “abc” events, which is not a whole number from 1 to 1,000,000"],
  ] as const) {
    await test.step(query, async () => {
      await lab.open(query);
      await expect(lab.note).toContainText(said);
    });
  }
});

test("an address that is followed says nothing", async ({ lab }) => {
  await lab.open("?events=5&account=ACCOUNT-1001&v=5&view=Audit&storage=item&types=Money in");
  await expect(lab.slider).toHaveValue("5");
  await expect(lab.projection.getByRole("tab", { name: "Audit" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.note).toBeHidden();
});
