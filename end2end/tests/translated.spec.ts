import { expect, SIX_EVENTS, test, type Lab } from "./lab";

/**
 * Translates the page as a browser does: each node of text is replaced by an element with another text, at once and whenever more text
 * comes. What is marked `translate="no"` stays, unless all is to be replaced.
 */
async function translate(lab: Lab, all: boolean) {
  await lab.page.evaluate((all) => {
    const replace = (text: Text) => {
      const parent = text.parentElement;
      if (!parent || !text.data.trim() || parent.closest("font, style, script, option")) return;
      if (!all && parent.closest('[translate="no"]')) return;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      outer.append(inner);
      inner.append(text.data);
      text.replaceWith(outer);
    };
    const replaceIn = (root: Node) => {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      texts.forEach(replace);
    };
    replaceIn(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) {
        if (node instanceof Text) replace(node);
        else replaceIn(node);
      }
    }).observe(document.body, { childList: true, subtree: true });
  }, all);
}

for (const all of [false, true]) {
  test.describe(all ? "with every text translated" : "with the page translated", () => {
    test("commands change the balance, the log, the counters and what is stored", async ({ lab }) => {
      await lab.openWithSixEvents();
      await lab.select(6);
      await lab.openStorage();
      await translate(lab, all);
      await lab.field("Amount").fill("25");
      await expect(lab.commands.locator("form button.btn")).toHaveText("Deposit 25.00");
      await lab.submit("Deposit").click();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(lab.balance).toHaveText("125.00 USD");
      await lab.send("Withdraw", { Amount: "30" });
      await expect(lab.balance).toHaveText("95.00 USD");
      await lab.send("Withdraw", { Amount: "500" });
      await expect(lab.outcome).toHaveText(/^Rejected/);
      await expect(lab.outcome).toContainText("95.00");
      await expect(lab.commands.locator("form button.btn")).toHaveText("Withdraw 500.00");
      await expect(lab.commands.locator(".panel__end")).toHaveText("next versionv10");
      await lab.expectEvents([...SIX_EVENTS, "MoneyDeposited", "MoneyWithdrawn", "WithdrawalRejected"]);
      await expect(lab.cell(9, "version")).toHaveText("v9");
      await expect(lab.cell(8, "amount")).toHaveText(/30\.00$/);
      await expect(lab.cell(9, "sentence")).toContainText("500.00");
      await expect(lab.projection).toContainText("as of v9 of v9");
      for (const [name, count] of [["Events", "9+1"], ["Rejected", "2+1"]]) {
        await expect(lab.counter(name)).toHaveText(count);
      }
      await expect(lab.item).toContainText("EVENT#000009");
      expect((await lab.storedItem()).EventType.S).toBe("WithdrawalRejected");
      await expect(lab.stop("Command")).toHaveText("CommandWithdraw 500.00");
      await expect(lab.stop("Append")).toHaveText("Appendrecorded as v9");
      await lab.send("Freeze", {});
      await expect(lab.status).toHaveText("Frozen");
      await lab.button("Undo").click();
      await expect(lab.status).toHaveText("Active");
      await expect(lab.grid).toHaveAttribute("aria-rowcount", "10");
    });

    test("the cursor, another account, a search and the other views show what they should", async ({ lab, page }) => {
      await lab.openWithSixEvents();
      await lab.select(6);
      await lab.openStorage();
      await translate(lab, all);
      const balances = ["0.00", "0.00", "100.00", "70.00", "70.00", "115.00", "100.00"];
      for (const version of [3, 1, 0, 5, 4, 6, 2]) {
        await lab.slider.fill(String(version));
        await expect(lab.balance).toHaveText(`${balances[version]} USD`);
        await expect(lab.projection).toContainText(`as of v${version} of v6`);
        await expect(lab.timeTravel.locator(".thumb")).toHaveText(`v${version}`);
        if (version > 0) {
          await expect(lab.timeTravel.locator(".scrub__label")).toContainText(`Event ${version} of 6 · ${SIX_EVENTS[version - 1]}`);
          await expect(lab.row(version)).toHaveAttribute("aria-selected", "true");
          await expect(lab.item).toContainText(`EVENT#00000${version}`);
          await expect(page.getByRole("table", { name: "Changed fields" })).toContainText(`at v${version - 1}at v${version}`);
          expect((await lab.facts(version)).Command).toBeTruthy();
        }
      }
      await expect(lab.projection).toContainText("v2 changed 3 fields");

      await test.step("another account is opened", async () => {
        await lab.accounts.getByRole("tab", { name: "ACCOUNT-1002 Grace" }).click();
        await expect(lab.balance).toHaveText("0.00 USD");
        await lab.expectEvents(["AccountCreated"]);
        await expect(lab.cell(1, "sentence")).toHaveText("Grace opened the account.");
        await expect(lab.log.locator(".panel__sub")).toHaveText("ACCOUNT-1002 · 1 event");
        await expect(lab.item).toContainText("ACCOUNT#ACCOUNT-1002");
        await lab.accounts.getByRole("tab", { name: "ACCOUNT-1001 Ada" }).click();
        await expect(lab.balance).toHaveText("100.00 USD");
        await lab.expectEvents(SIX_EVENTS);
      });

      await test.step("a search and the other views follow", async () => {
        await lab.search.fill("rent");
        await expect(lab.log.getByRole("status")).toContainText("1 of 6 events");
        await lab.search.fill("");
        for (const [name, title, figure] of [
          ["Statement", "Statement", "100.00"],
          ["All accounts", "All accounts", "100.00"],
          ["By type", "Events by type", "545.00"],
          ["Account", "Balance", "100.00"],
        ]) {
          await lab.projection.getByRole("tab", { name, exact: true }).click();
          await expect(lab.projection.getByRole("tabpanel", { name })).toContainText(title);
          await expect(lab.projection.getByRole("tabpanel", { name })).toContainText(figure);
        }
        await lab.projection.getByRole("tab", { name: "Statement", exact: true }).click();
        await lab.deposit("25");
        await expect(page.getByRole("table", { name: "Statement" }).getByRole("row").last()).toHaveText("Closing125.00");
        await lab.storage.getByRole("tab", { name: "Table" }).click();
        await expect(page.getByRole("treegrid")).toContainText("EVENT#000007");
      });
    });

    test("a command is stepped through, and each stop shows its own facts", async ({ lab, page }) => {
      await lab.openWithSixEvents();
      await page.getByRole("switch", { name: "Step through" }).check();
      await lab.openStorage();
      await translate(lab, all);
      await lab.send("Deposit", { Amount: "25" });
      for (const stop of ["Command", "Load", "Decide", "Append", "Publish", "Project"]) {
        await expect(lab.outcome).toContainText(`Paused at ${stop}`);
        await expect(lab.flow.getByRole("region").getByRole("heading")).toHaveText(new RegExp(`^${stop}`));
        await lab.flow.locator("#next-step").click();
      }
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(lab.balance).toHaveText("125.00 USD");
    });
  });
}
