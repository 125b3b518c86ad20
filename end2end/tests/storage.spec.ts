import { expect, expectNoSidewaysScroll, test, type Lab } from "./lab";

const tab = (lab: Lab, name: string) => lab.storage.getByRole("tab", { name, exact: true });
const items = (lab: Lab) => lab.storage.getByRole("treegrid", { name: "Items" });
const request = (lab: Lab) => lab.page.getByRole("region", { name: "DynamoDB items of the request" });
/** The row of an item, by its sort key. */
const item = (lab: Lab, key: string) => items(lab).getByRole("row").filter({ hasText: key });
const partition = (lab: Lab, key: string) => items(lab).getByRole("row").filter({ hasText: `PK ${key}` });

const body = async (lab: Lab) => JSON.parse((await request(lab).textContent())!);

test.describe("the table", () => {
  test.use({ viewport: { width: 1440, height: 1200 } });

  test.beforeEach(async ({ lab }) => {
    await lab.openWithSixEvents();
    await tab(lab, "Table").click();
  });

  test("shows all items by partition, marks those of the event at the cursor, and leads to the event of any", async ({ lab, page }) => {
    await test.step("all items by partition, with counts and sizes", async () => {
      await expect(partition(lab, "ACCOUNT#ACCOUNT-1001")).toContainText(/10 items\s*\d+ bytes/);
      await expect(item(lab, "EVENT#000003")).toHaveText(/Event\s*MoneyWithdrawn 30\.00\s*\d+/);
      await expect(item(lab, "EVENT#000003").getByRole("gridcell").nth(3)).toHaveText(/^\d{3}$/);
      await items(lab).focus();
      await lab.page.keyboard.press("End");
      await expect(partition(lab, "ACCOUNT#INDEX#byStatus#Active")).toContainText("2 items");
      await lab.page.keyboard.press("Home");
      await expect(partition(lab, "ACCOUNT#ACCOUNT-1001")).toBeInViewport({ ratio: 1 });
    });

    await test.step("the items of the event at the cursor are marked", async () => {
      await lab.select(3);
      await expect(item(lab, "EVENT#000003")).toHaveAttribute("aria-selected", "true");
      await expect(item(lab, "EVENT#000003")).toContainText("v3");
      await expect(items(lab).getByRole("row", { selected: true }).first()).toContainText("EVENT#000003");
      await lab.slider.fill("2");
      await expect(item(lab, "EVENT#000003")).toHaveAttribute("aria-selected", "false");
      await expect(item(lab, "EVENT#000002")).toHaveAttribute("aria-selected", "true");
      await expect(item(lab, "EVENT#000002")).toBeInViewport({ ratio: 1 });
    });

    await test.step("a click folds a partition", async () => {
      await lab.select(1);
      await partition(lab, "ACCOUNT#ACCOUNT-1001").click();
      await expect(item(lab, "EVENT#000002")).toHaveCount(0);
      await partition(lab, "ACCOUNT#ACCOUNT-1001").click();
      await expect(item(lab, "EVENT#000002")).toBeVisible();
    });

    await test.step("leads from any item to its event, in any account", async () => {
      await item(lab, "OUTBOX#000002").click();
      await lab.expectSelected(2);
      await items(lab).focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowLeft");
      await expect(partition(lab, "ACCOUNT#ACCOUNT-1001")).toHaveAttribute("aria-expanded", "false");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await expect(lab.accounts.getByRole("tab", { selected: true })).toContainText("Grace");
      await lab.expectSelected(1);
      await expect(items(lab)).toBeFocused();
    });
  });

  test("grows with the log and shrinks on undo", async ({ lab }) => {
    await lab.deposit("5");
    await expect(item(lab, "EVENT#000007")).toHaveAttribute("aria-selected", "true");
    await lab.button("Undo").click();
    await expect(item(lab, "EVENT#000006")).toBeInViewport();
    await expect(item(lab, "EVENT#000007")).toHaveCount(0);
  });
});

test("the table of 100,000 events renders few rows", async ({ lab, page }) => {
  test.slow();
  await lab.open("?events=100000");
  await tab(lab, "Table").click();
  await expect(item(lab, "EVENT#100000")).toHaveAttribute("aria-selected", "true");
  expect(await items(lab).getByRole("row").count()).toBeLessThan(40);
  await items(lab).focus();
  await page.keyboard.press("Home");
  await expect(partition(lab, "ACCOUNT#ACCOUNT-1001")).toContainText(/200000 items\s*\d+ bytes/, { timeout: 20_000 });
  await item(lab, "EVENT#000003").click();
  await lab.expectSelected(3);
});

test.describe("the request", () => {
  test("is the API request that wrote the event", async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.select(3);
    const event = await lab.storedItem();
    await tab(lab, "Request").click();
    const { TransactItems, ClientRequestToken } = await body(lab);
    expect(TransactItems).toHaveLength(2);
    expect(TransactItems[0].Put.Item).toEqual(event);
    expect(TransactItems[0].Put.ConditionExpression).toBe("attribute_not_exists(PK)");
    expect(TransactItems[1].Put.Item.SK.S).toBe("OUTBOX#000003#00");
    expect(ClientRequestToken).toBe(event.CausationId.S);
    await expect(lab.storage).toContainText("2 of 100");
    await expect(lab.storage).toContainText(/\d+ bytes of 4 MB/);
    await lab.slider.fill("1");
    expect((await body(lab)).TransactItems).toHaveLength(4);
    await lab.slider.fill("0");
    await expect(lab.storage).toContainText("Before the first event there is no item.");
  });

  test("contains the items of the table", async ({ lab, page }) => {
    await page.setViewportSize({ width: 1440, height: 1200 });
    await lab.open();
    await lab.send("Create account", { Owner: "Ada", "E-mail": "ada@example.com", "Opening deposit": "10" });
    await expect(lab.row(2)).toBeVisible();
    await tab(lab, "Request").click();
    const written = (await body(lab)).TransactItems.map((action: any) => action.Put.Item.SK.S);
    await tab(lab, "Table").click();
    await expect(items(lab).getByRole("row", { expanded: true })).toHaveCount(4);
    const stored = await items(lab).locator("[aria-level='2'] code").allTextContents();
    expect(stored.sort()).toEqual(written.sort());
  });

  test("can be copied", async ({ lab, page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await lab.openWithSixEvents();
    await tab(lab, "Request").click();
    await lab.storage.getByRole("button", { name: "Copy" }).click();
    await expect(lab.note).toHaveText("Copied the request.");
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(await body(lab));
  });
});

test("the tabs work by keyboard and open a folded panel", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await expect(lab.storage.getByRole("tabpanel")).toBeHidden();
  await expect(lab.storage).toContainText("EVENT#000006");
  await tab(lab, "Item").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tab(lab, "Table")).toBeFocused();
  await expect(items(lab)).toBeVisible();
  await page.keyboard.press("End");
  await expect(request(lab)).toBeVisible();
  await page.keyboard.press("Home");
  await expect(lab.item).toBeVisible();
  await lab.button("Fold storage").click();
  await expect(lab.item).toBeHidden();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the table and the request fit", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await page.getByRole("tablist", { name: "Panels" }).getByRole("tab", { name: "Storage" }).tap();
    for (const width of [390, 320]) {
      await test.step(`${width} pixels wide`, async () => {
        await page.setViewportSize({ width, height: 844 });
        await tab(lab, "Table").tap();
        await item(lab, "EVENT#000006").tap();
        await expect(item(lab, "EVENT#000006")).toContainText("v6");
        const box = (await item(lab, "EVENT#000006").boundingBox())!;
        expect(box.height, "a row is touched easily").toBeGreaterThanOrEqual(44);
        await expectNoSidewaysScroll(page);
        await tab(lab, "Request").tap();
        expect((await body(lab)).TransactItems).toHaveLength(2);
        await expectNoSidewaysScroll(page);
      });
    }
  });
});
