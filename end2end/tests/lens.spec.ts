import { expect, test, type Lab } from "./lab";

const showTable = async (lab: Lab) => {
  await lab.page.getByRole("tablist", { name: "Storage" }).getByRole("tab", { name: "Table" }).click();
  await expect(lab.storage.locator('[data-event="ACCOUNT-1001/3"]').first()).toBeVisible();
};

test.beforeEach(({ lab }) => lab.openWithSixEvents());

test("a focused event is highlighted", async ({ lab, page }) => {
  await lab.openStorage();
  await lab.grid.focus();
  await expect(lab.row(6)).toHaveAttribute("data-lit");
  await page.keyboard.press("ArrowUp");
  await expect(lab.row(5)).toHaveAttribute("data-lit");
  await expect(lab.flow).toHaveAttribute("data-event", "ACCOUNT-1001/5");
  await expect(lab.flow).toHaveAttribute("data-lit");
  await expect(page.locator("[data-lit]").filter({ has: lab.page.getByRole("region", { name: "DynamoDB item" }) })).toBeVisible();
});

test("a command is not highlighted with any event before it is written", async ({ lab, page }) => {
  await page.getByRole("switch", { name: "Step through" }).check();
  await lab.send("Deposit", { Amount: "5" });
  await lab.cell(6, "type").hover();
  await expect(lab.row(6)).toHaveAttribute("data-lit");
  await expect(lab.flow).not.toHaveAttribute("data-lit");
  for (let stop = 0; stop < 3; stop++) await lab.button("Next step").click();
  await lab.cell(7, "type").hover();
  await expect(lab.flow).toHaveAttribute("data-lit");
});

test("an event under the pointer is highlighted everywhere, and no other is", async ({ lab, page }) => {
  await showTable(lab);
  await lab.cell(3, "type").hover();
  await expect(lab.row(3)).toHaveAttribute("data-lit");
  await expect(lab.storage.locator("[data-lit]").first()).toBeVisible();
  await expect(lab.timeTravel.or(page.locator(".track")).locator("[data-lit]").first()).toBeAttached();
  const lit = await page.locator("[data-lit]").evaluateAll((all) => all.map((one) => one.getAttribute("data-event")));
  expect(new Set(lit)).toEqual(new Set(["ACCOUNT-1001/3"]));
  await lab.cell(2, "type").hover();
  await expect(lab.row(3)).not.toHaveAttribute("data-lit");
  await expect(lab.row(2)).toHaveAttribute("data-lit");

  // The strip and the changed fields are those of the event at the cursor.
  await lab.select(3);
  await lab.cell(2, "type").hover();
  await expect(lab.flow).not.toHaveAttribute("data-lit");
  await expect(page.locator(".diff")).not.toHaveAttribute("data-lit");
  await lab.cell(3, "type").hover();
  await expect(lab.flow).toHaveAttribute("data-lit");
  await expect(page.locator(".diff")).toHaveAttribute("data-lit");
});

test("a view that lags highlights the event at its checkpoint", async ({ lab, page }) => {
  await lab.projection.getByRole("button", { name: "Delay or rebuild" }).click();
  await lab.projection.getByRole("button", { name: "Pause" }).click();
  await lab.deposit("5");
  await lab.cell(7, "type").hover();
  await expect(lab.flow).toHaveAttribute("data-lit");
  await expect(page.locator(".diff")).not.toHaveAttribute("data-lit");
  await lab.select(6);
  await expect(page.locator(".diff")).toHaveAttribute("data-lit");
});

test("a point on the balance chart leads to its event", async ({ lab, page }) => {
  const plot = page.locator(".chart__plot");
  const { width, height } = (await plot.boundingBox())!;
  await plot.click({ position: { x: (width * 2) / 6, y: height / 2 } });
  await lab.expectSelected(2);
});
