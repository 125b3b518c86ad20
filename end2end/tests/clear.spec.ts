import { expect, test, type Lab } from "./lab";

const items = (lab: Lab) => lab.storage.getByRole("treegrid", { name: "Items" });

test.describe("what one screen says agrees", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("a rejection says that the balance is unchanged, and the search finds it", async ({ lab }) => {
    await lab.select(4);
    await expect(lab.row(4)).toContainText("Balance unchanged");
    await expect(lab.projection.getByText("changed 2 fields")).toBeVisible();
    await lab.search.fill("balance unchanged");
    await expect(lab.log.getByRole("status")).toContainText("1 of 6 events");
    await expect(lab.row(4)).toBeVisible();
  });

  test("a command that is stepped through moves neither the version nor the position of the view before Project", async ({ lab }) => {
    await lab.page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    const next = lab.flow.getByRole("button", { name: "Next step" });
    for (const stop of ["Load", "Decide", "Append", "Publish"]) {
      await next.click();
      await expect(lab.stop(stop)).toHaveAttribute("aria-current", "step");
    }
    await expect(lab.projection).toContainText("as of v6 of v7");
    await expect(lab.projection).not.toContainText("position 8 of 8");
    await next.click();
    await expect(lab.projection).toContainText("as of v7 of v7");
  });

  test("a message of the outbox is queued, and sent after Publish", async ({ lab }) => {
    await lab.page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    const next = lab.flow.getByRole("button", { name: "Next step" });
    for (const stop of ["Load", "Decide", "Append"]) {
      await next.click();
      await expect(lab.stop(stop)).toHaveAttribute("aria-current", "step");
    }
    await lab.storage.getByRole("tab", { name: "Table" }).click();
    const message = items(lab).getByRole("row").filter({ hasText: "OUTBOX#000007#00" });
    // The messages come after the events; only the rows in sight are in the page.
    await items(lab).focus();
    for (let row = 0; row < 5; row++) await lab.page.keyboard.press("ArrowDown");
    await expect(message).toContainText("queued");
    await next.click();
    await expect(message).toContainText("sent");
    await expect(message).not.toContainText("queued");
  });

  test("the version check is explained at the key that it is about", async ({ lab }) => {
    if (await lab.storage.getByRole("button", { name: "Open storage" }).isVisible()) {
      await lab.storage.getByRole("button", { name: "Open storage" }).click();
    }
    const notes = lab.storage.getByRole("list", { name: "Notes on the item" });
    await expect(notes.getByRole("listitem").filter({ hasText: "Sort key." })).toContainText("Written only if this key is free.");
    await expect(notes).not.toContainText("version is still free");
  });
});

test.describe("what can be pressed shows it", () => {
  test("a stop has the look of a button once there is a command", async ({ lab }) => {
    await lab.open();
    const load = lab.flow.getByRole("button", { name: "Load", exact: true });
    await expect(load).toBeDisabled();
    await expect(load).not.toHaveCSS("cursor", "pointer");
    await lab.button("Open an account for Ada").click();
    await expect(load).toBeEnabled();
    await expect(load).toHaveCSS("cursor", "pointer");
    await expect(lab.stop("Load")).toHaveCSS("cursor", "pointer");
  });

  test("a changed field is plain text: it would lead to where one already is", async ({ lab }) => {
    await lab.openWithSixEvents();
    const changed = lab.projection.getByRole("table", { name: "Changed fields" });
    await expect(changed.getByRole("rowheader", { name: "balance" })).toBeVisible();
    await expect(changed.getByRole("button")).toHaveCount(0);
  });

  test("several events are selected by a button that says so", async ({ lab }) => {
    await lab.openWithSixEvents();
    const select = lab.button("Select");
    await expect(select).toHaveAttribute("aria-pressed", "false");
    await select.click();
    await expect(select).toHaveAttribute("aria-pressed", "true");
    await expect(select).toHaveText("Select");
  });
});

test("an example that is loaded into a store is no copy in the store's dialog", async ({ lab, page }) => {
  await lab.open("?store=indexeddb");
  await lab.button("load an example with six events").click();
  await expect(lab.note).toContainText("Loaded six events of Ada and one of Grace.");
  await lab.button("About this store").click();
  const dialog = page.getByRole("dialog", { name: /^Store/ });
  await expect(dialog).toContainText("7 events in 2 accounts.");
  await expect(dialog).not.toContainText("Loaded six events");
});

test("a line breaks between the words of an event's name, and after the @ of an e-mail", async ({ lab }) => {
  await lab.openWithSixEvents();
  await expect(lab.cell(4, "type").locator("wbr"), "WithdrawalRejected").not.toHaveCount(0);
  expect((await lab.cell(4, "type").textContent())!.trim()).toBe("WithdrawalRejected");
  await lab.select(1);
  const email = lab.projection.getByRole("row", { name: /e-mail/ }).getByRole("cell").last();
  await expect(email).toHaveText("ada@example.com");
  const html = await email.evaluate((cell) => cell.innerHTML.replace(/<!--.*?-->/g, ""));
  expect(html).toContain("ada@<wbr>example.com");
});
