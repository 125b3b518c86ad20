import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test, type Lab } from "./lab";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Rules = "all" | "standard" | "colours";

/** What axe looks for; good practice, which "all" has as well, asks for what only a page that has started has. */
const RULES: Record<Rules, object | undefined> = {
  all: undefined,
  standard: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  colours: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

async function expectNone(page: Page, rules: Rules) {
  const violations = await page.evaluate(async (runOnly) => {
    const { violations } = await (window as any).axe.run(document, {
      resultTypes: ["violations"],
      ...(runOnly ? { runOnly } : {}),
    });
    return violations.map(({ id, help, nodes }: any) => ({
      rule: `${id}: ${help}`,
      where: nodes.map((node: any) => `${node.target.join(" ")} ${node.any.map((check: any) => check.message).join(" ")}`),
    }));
  }, RULES[rules]);
  expect(violations, "violations that axe finds").toEqual([]);
}

/** By these rules in light colours, and by those of colours in dark ones. */
async function expectNoViolations(page: Page, rules: "all" | "standard" = "all") {
  // Given to the browser itself and not as an element of the page, so its policy stands.
  await page.evaluate(axe);
  await test.step("in light colours", () => expectNone(page, rules));
  await page.emulateMedia({ colorScheme: "dark" });
  await test.step("in dark colours", () => expectNone(page, "colours"));
}

type State = [string, (lab: Lab) => Promise<void>];

async function compared(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.slider.fill("2");
  await lab.page.keyboard.press("c");
  await expect(lab.page.getByRole("dialog", { name: "Compare v2 with v6" })).toBeVisible();
}

async function asked(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.slider.fill("3");
  await lab.submit("Deposit").click();
  await expect(lab.page.getByRole("dialog", { name: /^You are in the past/ })).toBeVisible();
}

const DESK: State[] = [
  ["first visit", (lab) => lab.open()],
  ["account", (lab) => lab.openWithAccount()],
  [
    "selected in the past",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.select(3);
    },
  ],
  [
    "before the first event",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.slider.fill("0");
    },
  ],
  [
    "rejected",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.send("Withdraw", { Amount: "500" });
      await expect(lab.outcome).toHaveText(/^Rejected/);
    },
  ],
  [
    "frozen",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.send("Freeze", { Reason: "suspicious" });
      await expect(lab.status).toHaveText("Frozen");
    },
  ],
  [
    "closed",
    async (lab) => {
      await lab.openWithAccount();
      await lab.send("Close account");
      await expect(lab.status).toHaveText("Closed");
    },
  ],
  [
    "field errors",
    async (lab) => {
      await lab.open();
      await lab.send("Create account", { Owner: "", "E-mail": "ada", "Opening deposit": "-5" });
      await expect(lab.field("Owner")).toBeFocused();
    },
  ],
  [
    "a search that finds nothing",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.search.fill("no such thing");
      await expect(lab.rows).toHaveCount(0);
    },
  ],
  [
    "a filter that hides the event that is looked at",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("All types").click();
      await lab.button("Rejected").click();
      await expect(lab.log).toContainText("not among them");
    },
  ],
  [
    "a chain, and events that are picked",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.select(3);
      await lab.cell(5, "type").click({ modifiers: ["ControlOrMeta"] });
      await lab.button("Cause and effect").click();
      await expect(lab.page.getByRole("list", { name: "Causation chain" })).toBeVisible();
    },
  ],
  [
    "a copy to be made by hand",
    async (lab) => {
      await lab.page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await lab.openWithSixEvents();
      await lab.button("Copy event").click();
      await expect(lab.page.getByRole("dialog", { name: "Copy by hand" })).toBeVisible();
    },
  ],
  ...["Table", "Request"].map((name): State => [
    `storage: ${name}`,
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.select(3);
      await lab.storage.getByRole("tab", { name }).click();
      await expect(lab.storage.getByRole("tabpanel", { name })).toContainText(name === "Table" ? "v3" : "TransactItems");
    },
  ]),
  [
    "help",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Help").click();
      await expect(lab.page.getByRole("dialog", { name: "Help" })).toBeVisible();
    },
  ],
  [
    "the store, and whether to delete everything in it",
    async (lab) => {
      await lab.open("?store=indexeddb");
      await lab.send("Create account", { Owner: "Ada" });
      await expect(lab.row(1)).toBeVisible();
      await lab.button("About this store").click();
      await lab.button("Delete everything").click();
      await expect(lab.page.getByRole("alertdialog")).toBeVisible();
    },
  ],
  [
    "a store that can't be used",
    async (lab) => {
      await lab.page.addInitScript(() => Object.defineProperty(window, "localStorage", { value: null }));
      await lab.open("?store=browser");
      await expect(lab.page.getByRole("dialog", { name: /^Store/ }).getByRole("alert")).toBeVisible();
    },
  ],
  [
    "reset's question",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Reset lab").click();
      await expect(lab.page.getByRole("alertdialog")).toBeVisible();
    },
  ],
  [
    "stepping, nothing written yet",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.page.getByRole("switch", { name: "Step through" }).check();
      await lab.send("Deposit", { Amount: "5" });
      await lab.button("Next step").click();
    },
  ],
  [
    "stepping, rejected",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.page.getByRole("switch", { name: "Step through" }).check();
      await lab.send("Withdraw", { Amount: "500" });
      for (let stop = 0; stop < 4; stop++) await lab.button("Next step").click();
    },
  ],
  [
    "the details of a stop",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.select(4);
      await lab.flow.getByRole("button", { name: "Decide" }).click();
      await expect(lab.flow.getByRole("region")).toContainText("70.00 < 500.00");
    },
  ],
  [
    "what changes in the views",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.flow.getByRole("button", { name: "Project" }).click();
      await expect(lab.flow.getByRole("region")).toContainText("Account: balance");
    },
  ],
  ["two versions", compared],
  ["the question in the past", asked],
  [
    "a fork",
    async (lab) => {
      await asked(lab);
      await lab.button("Fork here").click();
      await expect(lab.accounts.getByRole("tab")).toHaveCount(3);
    },
  ],
  [
    "a word in passing",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Undo").click();
      await expect(lab.note).not.toBeEmpty();
    },
  ],
  ...["Statement", "All accounts", "By type", "Audit"].map((name): State => [`the view ${name}`, (lab) => showView(lab, name)]),
  [
    "a view with two versions, its controls, and a lag",
    async (lab) => {
      await showView(lab, "By type");
      await lab.projection.getByRole("button", { name: "Fix the view and replay" }).click();
      await lab.projection.getByRole("button", { name: "Delay or rebuild" }).click();
      await lab.projection.getByRole("slider", { name: "Lag" }).fill("10");
      await lab.projection.getByRole("button", { name: "Rebuild", exact: true }).click();
      await lab.deposit("5");
      await expect(lab.projection).toContainText("1 event behind");
    },
  ],
  [
    "a view that was added, with the cursor in the past",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Add a view").click();
      await lab.select(2);
      await expect(lab.projection).toContainText("does not follow the cursor");
    },
  ],
];

async function showView(lab: Lab, name: string) {
  await lab.openWithSixEvents();
  await lab.projection.getByRole("tab", { name, exact: true }).click();
  await expect(lab.projection.getByRole("button", { name: "Delay or rebuild" })).toBeVisible();
}

const phoneTab = (lab: Lab, name: string) => lab.page.getByRole("tab", { name, exact: true }).tap();

const PHONE: State[] = [
  ["first visit", (lab) => lab.open()],
  ["log", (lab) => lab.openWithSixEvents()],
  [
    "views",
    async (lab) => {
      await lab.openWithSixEvents();
      await phoneTab(lab, "Views");
    },
  ],
  ...["Statement", "By type"].map(
    (name): State => [
      `the view ${name}`,
      async (lab) => {
        await lab.openWithSixEvents();
        await phoneTab(lab, "Views");
        await phoneTab(lab, name);
        await lab.projection.getByRole("button", { name: "Delay or rebuild" }).tap();
        await expect(lab.projection.getByRole("slider", { name: "Lag" })).toBeVisible();
      },
    ],
  ),
  [
    "storage",
    async (lab) => {
      await lab.openWithSixEvents();
      await phoneTab(lab, "Storage");
    },
  ],
  [
    "table",
    async (lab) => {
      await lab.openWithSixEvents();
      await phoneTab(lab, "Storage");
      await lab.storage.getByRole("tab", { name: "Table" }).tap();
      await expect(lab.storage.getByRole("treegrid")).toContainText("EVENT#000006");
    },
  ],
  [
    "sheet",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Commands").tap();
    },
  ],
  [
    "field error",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.commands.getByRole("textbox", { name: "Amount" }).fill("abc");
      await lab.submit("Deposit").tap();
      await expect(lab.field("Amount")).toBeFocused();
    },
  ],
  [
    "menu",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.button("Menu").tap();
    },
  ],
  [
    "the details of a stop",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.flow.getByRole("button", { name: "Append" }).tap();
      await expect(lab.flow.getByRole("region")).toContainText("One transaction");
    },
  ],
  ["two versions", compared],
  ["the question in the past", asked],
  [
    "accounts",
    async (lab) => {
      await lab.openWithSixEvents();
      await lab.page.getByRole("button", { name: /ACCOUNT-1001/ }).tap();
    },
  ],
];

test.describe("axe finds nothing wrong", () => {
  // What is on its way would be measured in colours of its own.
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  for (const [name, reach] of DESK) {
    test(name, async ({ lab, page }) => {
      await reach(lab);
      await expectNoViolations(page);
    });
  }

  test.describe("on a phone", () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    for (const [name, reach] of PHONE) {
      test(name, async ({ lab, page }) => {
        await reach(lab);
        await expectNoViolations(page);
      });
    }
  });

  test("at a width between desktop and phone", async ({ lab, page }) => {
    await page.setViewportSize({ width: 800, height: 800 });
    await lab.openWithSixEvents();
    await expectNoViolations(page);
  });

  test("while the program loads", async ({ page, complaints }) => {
    complaints.expect(/request failed: .*\.wasm/);
    await page.route("**/*.wasm", () => {});
    await page.goto("./", { waitUntil: "domcontentloaded" });
    await expect(page.getByText("Nothing has happened yet.")).toBeVisible();
    await expectNoViolations(page, "standard");
  });

  test("when the program can't run", async ({ page, complaints }) => {
    complaints.expect(/WebAssembly is not defined/, /preloaded .* but not used/);
    await page.addInitScript(() => delete (window as any).WebAssembly);
    await page.goto("./");
    await expect(page.getByRole("alert")).toBeVisible();
    await expectNoViolations(page, "standard");
  });
});
