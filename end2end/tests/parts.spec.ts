import type { Page } from "@playwright/test";
import { expect, test } from "./lab";

/** What it takes to keep events in a browser. */
const KEPT = /\/app-[0-9a-f]{16}\/split_kept\.wasm$/;

/** Any part. */
const PART = /\/(split|chunk)_\w+\.wasm$/;

/** The addresses of the parts that the page asks for from now on. (That none is another host's, every test sees to.) */
function requestsForParts(page: Page, parts = KEPT) {
  const requests: string[] = [];
  page.on("request", (request) => {
    if (parts.test(request.url())) requests.push(request.url());
  });
  return requests;
}

const store = (page: Page) => page.getByRole("banner").getByRole("combobox", { name: "Store" });

test.beforeEach(async ({ page }) => {
  const document = await (await page.request.get("./")).text();
  expect(document, "a page that `trunk serve` made is in one part; `cargo xtask build` splits it").toContain(
    "__wasm_split.js",
  );
});

test("a page that stays open loads its parts ahead, in the order of their use, but not the one for stores", async ({ lab, page }) => {
  const requests = requestsForParts(page, PART);
  await lab.open();
  const parts = () => requests.flatMap((address) => /split_(\w+)\.wasm$/.exec(address)?.[1] ?? []);
  await expect.poll(parts, { timeout: 20_000 }).toEqual(["events", "details", "views"]);
});

test("buttons ask again for the events and what is beside them when their part does not arrive", async ({
  lab,
  page,
  complaints,
}) => {
  complaints.expect(/request failed: .*(split_events|chunk_)/, /console error: (TypeError|Failed to load resource)/);
  await page.route(/split_events\.wasm$/, (route) => route.abort("connectionreset"));
  await lab.open();
  await lab.button("Open an account for Ada").click();
  await expect(lab.projection.getByRole("alert")).toContainText("could not be loaded. Look at the connection");
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toHaveCount(3);
  await page.unrouteAll();
  for (let left = 3; left > 0; left--) {
    await expect(again).toHaveCount(left);
    await again.first().click();
  }
  await expect(again).toHaveCount(0);
  await lab.expectEvents(["AccountCreated"]);
  await expect(lab.slider).toBeVisible();
  await expect(lab.projection.getByRole("table", { name: "Changed fields" })).toBeVisible();
});

test("the part that shows an item is fetched once", async ({ lab, page }) => {
  const requests = requestsForParts(page, /\/split_details\.wasm$/);
  await lab.openWithAccount();
  await lab.deposit("5");
  await lab.button("Open storage").click();
  await expect(lab.item).toContainText("EVENT#000002");
  await lab.button("Fold storage").click();
  await lab.button("Open storage").click();
  await expect(lab.item).toContainText("EVENT#000002");
  expect(requests).toHaveLength(1);
});

test("buttons ask again for the item and the table when their part does not arrive", async ({ lab, page, complaints }) => {
  complaints.expect(/request failed: .*(split_details|chunk_)/, /console error: (TypeError|Failed to load resource)/);
  await page.route(/split_details\.wasm$/, (route) => route.abort("connectionreset"));
  await lab.openWithAccount();
  await lab.openStorage();
  await expect(lab.storage.getByRole("alert")).toContainText("could not be loaded. Look at the connection");
  await lab.deposit("5");
  const table = lab.storage.getByRole("tab", { name: "Table" });
  await table.click();
  await expect(lab.note).toContainText("could not be loaded. Look at the connection");
  await expect(lab.storage.getByRole("tab", { name: "Item" })).toHaveAttribute("aria-selected", "true");
  await page.unrouteAll();
  await lab.storage.getByRole("button", { name: "Try again" }).click();
  await expect(lab.item).toContainText("EVENT#000002");
  await expect(lab.storage.getByRole("alert")).toHaveCount(0);
  await table.click();
  await expect(lab.storage.getByRole("treegrid", { name: "Items" })).toContainText("EVENT#000002");
});

test("the persistence part is fetched once, when a browser store is chosen", async ({ lab, page, baseURL }) => {
  const requests = requestsForParts(page);
  await lab.open();
  await store(page).selectOption("IndexedDB");
  await lab.send("Create account", { Owner: "Ada" });
  await expect(lab.row(1)).toBeVisible();
  await lab.deposit("5");
  await store(page).selectOption("In memory");
  await store(page).selectOption("IndexedDB");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  expect(requests).toHaveLength(1);
  expect(new URL(requests[0]).host, "the page's own host").toBe(new URL(baseURL!).host);

  await page.reload();
  await lab.isReady();
  await expect(store(page)).toHaveValue("indexeddb");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  await expect(lab.balance).toHaveText("5.00 USD");
});

test("a part that fails to load is reported, and choosing it again retries", async ({ lab, page, complaints }) => {
  complaints.expect(/request failed: .*split_kept/, /console error: (TypeError|Failed to load resource)/);
  await page.route(KEPT, (route) => route.abort("connectionreset"));
  await lab.openWithAccount();
  await store(page).selectOption("IndexedDB");
  await expect(lab.note).toContainText("could not be loaded. Look at the connection");

  await store(page).selectOption("In memory");
  await lab.expectEvents(["AccountCreated"]);
  await lab.deposit("5");

  await page.unrouteAll();
  await store(page).selectOption("IndexedDB");
  await expect(lab.log).toContainText("Nothing has happened yet.");
  await lab.send("Create account", { Owner: "Grace" });
  await expect(lab.accounts.getByRole("tab")).toHaveText(["ACCOUNT-1001 Grace"]);
});

test("the memory store stays usable when the part that shows its details fails to load", async ({ lab, page, complaints }) => {
  complaints.expect(/request failed: .*split_kept/, /console error: (TypeError|Failed to load resource)/);
  await page.route(KEPT, (route) => route.abort("connectionreset"));
  await lab.open();
  await lab.button("About this store").click();
  await expect(lab.note).toContainText("could not be loaded");
  await expect(page.getByRole("banner")).not.toContainText("used");
  await lab.button("Open an account for Ada").click();
  await lab.expectEvents(["AccountCreated"]);
});

test("a part that is missing on the host is reported", async ({ lab, page, complaints }) => {
  complaints.expect(/404/, /console error: (TypeError|Failed to load resource)/);
  await page.route(KEPT, (route) => route.fulfill({ status: 404, body: "not found" }));
  await lab.open();
  await store(page).selectOption("IndexedDB");
  await expect(lab.note).toContainText("could not be loaded");
});

test("a host that serves WebAssembly as another type serves the parts as well", async ({ lab, page, complaints }) => {
  // The script of the first module says that streaming would be faster.
  complaints.expect(/console warning: `WebAssembly.instantiateStreaming` failed/);
  for (const type of ["application/octet-stream", "text/plain", "", "application/wasm; charset=utf-8"]) {
    await test.step(`as "${type}"`, async () => {
      await page.route("**/*.wasm", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), "content-type": type } });
      });
      await lab.openWithSixEvents();
      await lab.projection.getByRole("tab", { name: "Statement" }).click();
      await expect(lab.projection).toContainText("Closing");
      await page.getByRole("button", { name: "Help" }).click();
      await expect(page.getByRole("dialog", { name: "Help" })).toBeVisible();
      await page.unrouteAll();
    });
  }
});
