import { expect, test, type Lab } from "./lab";

const STORES = [
  { store: "This tab", id: "tab", isShared: false },
  { store: "This browser", id: "browser", isShared: true },
  { store: "IndexedDB", id: "indexeddb", isShared: true },
];

async function choose(lab: Lab, id: string) {
  await (await lab.find("banner", "combobox", "Store")).select(id);
  await expect.poll(() => lab.page.url(), "the address names the store").toContain(`store=${id}`);
}

for (const { store, id, isShared } of STORES) {
  test(`the store ${store} keeps its events when the page is reloaded`, async ({ lab }) => {
    await choose(lab, id);
    await lab.send("Create account", { Owner: "Ada", "Opening deposit": "70" }, "Create account with 70.00");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await lab.reload();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await lab.expectText("Balance", "70.00 USD");
    await lab.send("Deposit", { Amount: "5" }, "Deposit 5.00");
    await lab.expectText("Balance", "75.00 USD");
  });

  if (isShared) {
    test(`the store ${store} shows in each of two tabs what the other writes`, async ({ lab, openTab }) => {
      await choose(lab, id);
      await lab.send("Create account", { Owner: "Ada" });
      await lab.expectEvents(["AccountCreated"]);
      const other = await openTab(lab.page.url());
      await other.expectEvents(["AccountCreated"]);
      await other.send("Deposit", { Amount: "30" }, "Deposit 30.00");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
      await lab.expectText("Balance", "30.00 USD");
      await lab.page.bringToFront();
      await lab.send("Deposit", { Amount: "12" }, "Deposit 12.00");
      await other.expectText("Balance", "42.00 USD");
    });
  }
}
