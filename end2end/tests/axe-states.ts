import { expect, type Lab } from "./lab";

/** What a state is called, and how the state before it leads there. */
export type State = [string, (lab: Lab) => Promise<unknown>];

export const escape = (lab: Lab) => lab.page.keyboard.press("Escape");
export const sixEvents = (lab: Lab) => lab.openWithSixEvents();

export const COMPARED: State = [
  "two versions",
  async (lab) => {
    await lab.slider.fill("2");
    await lab.page.keyboard.press("c");
    await expect(lab.page.getByRole("dialog", { name: "Compare v2 with v6" })).toBeVisible();
  },
];

export const ASKED: State = [
  "the question in the past",
  async (lab) => {
    await escape(lab);
    await lab.slider.fill("3");
    await lab.submit("Deposit").click();
    await expect(lab.page.getByRole("dialog", { name: /^You are in the past/ })).toBeVisible();
  },
];

async function showView(lab: Lab, name: string) {
  await lab.projection.getByRole("tab", { name, exact: true }).click();
  await expect(lab.projection.getByRole("button", { name: "Delay or rebuild" })).toBeVisible();
}

/** A lesson with a question and a hint, one that is done, and the map. */
export const LESSONS: State[] = [
  ...([1, 3, 8] as const).map(
    (number): State => [
      `lesson ${number}, with a hint`,
      async (lab) => {
        await lab.open(`?lesson=${number}`);
        await lab.page.getByRole("button", { name: "Hint" }).click();
      },
    ],
  ),
  [
    "a lesson that is done",
    async (lab) => {
      await lab.open("?lesson=1");
      await expect(lab.page.getByRole("list", { name: "Goals" })).toBeVisible();
      const left = lab.page.getByRole("list", { name: "Goals" }).getByRole("listitem").filter({ hasText: /(now|open)$/ });
      for (let step = await left.count(); step > 0; step--) {
        await lab.page.getByRole("button", { name: "Do this step" }).click();
        await expect(left).toHaveCount(step - 1);
      }
      await expect(lab.page.getByRole("status", { name: "Insight" })).toBeVisible();
    },
  ],
  [
    "the map of lessons",
    async (lab) => {
      // On a phone it is in the menu.
      if (await lab.button("Menu").isVisible()) await lab.button("Menu").click();
      await lab.page.getByRole("button", { name: "Lessons" }).click();
      await expect(lab.page.getByRole("dialog", { name: "Lessons" })).toBeVisible();
    },
  ],
];

export const DESK: Record<string, State[]> = {
  lessons: LESSONS,
  embeds: [
    ["an embed that is read-only", (lab) => lab.open("?events=6&embed&panels=log,time,projection&readonly")],
    ["an embed of all panels", (lab) => lab.open("?events=6&embed&panels=flow,commands,log,time,projection,storage")],
    ["an embed with a lesson", (lab) => lab.open("?embed&lesson=1")],
    ["an empty embed", (lab) => lab.open("?embed&readonly")],
    ["an embed of nonsense", (lab) => lab.open("?events=3&embed&panels=balance&theme=pink")],
    ["an embed of storage", (lab) => lab.open("?events=3&embed&panels=storage")],
  ],
  "an empty lab": [
    ["first visit", (lab) => lab.open()],
    [
      "field errors",
      async (lab) => {
        await lab.send("Create account", { Owner: "", "E-mail": "ada", "Opening deposit": "-5" });
        await expect(lab.field("Owner")).toBeFocused();
      },
    ],
  ],
  commands: [
    ["account", (lab) => lab.openWithAccount()],
    [
      "rejected",
      async (lab) => {
        await lab.send("Withdraw", { Amount: "500" });
        await expect(lab.outcome).toHaveText(/^Rejected/);
      },
    ],
    [
      "frozen",
      async (lab) => {
        await lab.send("Freeze", { Reason: "suspicious" });
        await expect(lab.status).toHaveText("Frozen");
      },
    ],
    [
      "closed",
      async (lab) => {
        await lab.send("Unfreeze");
        await lab.send("Close account");
        await expect(lab.status).toHaveText("Closed");
      },
    ],
    [
      "a word in passing",
      async (lab) => {
        await lab.button("Undo").click();
        await expect(lab.note).not.toBeEmpty();
      },
    ],
  ],
  "the log": [
    [
      "selected in the past",
      async (lab) => {
        await sixEvents(lab);
        await lab.select(3);
      },
    ],
    [
      "a chain, and events that are picked",
      async (lab) => {
        await lab.cell(5, "type").click({ modifiers: ["ControlOrMeta"] });
        await lab.button("Cause and effect").click();
        await expect(lab.page.getByRole("list", { name: "Causation chain" })).toBeVisible();
      },
    ],
    ["before the first event", (lab) => lab.slider.fill("0")],
    [
      "a search that finds nothing",
      async (lab) => {
        await lab.slider.fill("6");
        await lab.search.fill("no such thing");
        await expect(lab.rows).toHaveCount(0);
      },
    ],
    [
      "a filter that hides the event that is looked at",
      async (lab) => {
        await lab.search.fill("");
        await lab.button("All types").click();
        await lab.button("Rejected").click();
        await expect(lab.log).toContainText("not among them");
      },
    ],
  ],
  "the strip and the storage": [
    [
      "the details of a stop",
      async (lab) => {
        await sixEvents(lab);
        await lab.select(4);
        await lab.flow.getByRole("button", { name: "Decide" }).click();
        await expect(lab.flow.getByRole("region")).toContainText("70.00 < 500.00");
      },
    ],
    [
      "what changes in the views",
      async (lab) => {
        await lab.flow.getByRole("button", { name: "Project" }).click();
        await expect(lab.flow.getByRole("region")).toContainText("Account: version");
      },
    ],
    ...["Table", "Request"].map((name): State => [
      `storage: ${name}`,
      async (lab) => {
        await lab.select(3);
        await lab.storage.getByRole("tab", { name }).click();
        await expect(lab.storage.getByRole("tabpanel", { name })).toContainText(name === "Table" ? "v3" : "TransactItems");
      },
    ]),
  ],
  dialogs: [
    [
      "help",
      async (lab) => {
        await sixEvents(lab);
        await lab.button("Help").click();
        await expect(lab.page.getByRole("dialog", { name: "Help" })).toBeVisible();
      },
    ],
    [
      "reset's question",
      async (lab) => {
        await escape(lab);
        await lab.button("Reset lab").click();
        await expect(lab.page.getByRole("alertdialog")).toBeVisible();
      },
    ],
    [
      COMPARED[0],
      async (lab) => {
        await escape(lab);
        await COMPARED[1](lab);
      },
    ],
    ASKED,
    [
      "a fork",
      async (lab) => {
        await lab.button("Fork here").click();
        await expect(lab.accounts.getByRole("tab")).toHaveCount(3);
      },
    ],
  ],
  "what the browser does not allow": [
    [
      "a copy to be made by hand",
      async (lab) => {
        await lab.page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
        await sixEvents(lab);
        await lab.button("Copy event").click();
        await expect(lab.page.getByRole("dialog", { name: "Copy by hand" })).toBeVisible();
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
  ],
  "the store": [
    [
      "whether to delete everything in it",
      async (lab) => {
        await lab.open("?store=indexeddb");
        await lab.send("Create account", { Owner: "Ada" });
        await expect(lab.row(1)).toBeVisible();
        await lab.button("About this store").click();
        await lab.button("Delete everything").click();
        await expect(lab.page.getByRole("alertdialog")).toBeVisible();
      },
    ],
  ],
  stepping: [
    [
      "nothing written yet",
      async (lab) => {
        await sixEvents(lab);
        await lab.page.getByRole("switch", { name: "Step through" }).check();
        await lab.send("Deposit", { Amount: "5" });
        await lab.button("Next step").click();
      },
    ],
    [
      "rejected",
      async (lab) => {
        await escape(lab);
        await lab.send("Withdraw", { Amount: "500" });
        for (let stop = 0; stop < 4; stop++) await lab.button("Next step").click();
      },
    ],
  ],
  "the views": [
    [
      "Statement",
      async (lab) => {
        await sixEvents(lab);
        await showView(lab, "Statement");
      },
    ],
    ...["All accounts", "Audit", "By type"].map((name): State => [name, (lab) => showView(lab, name)]),
    [
      "two versions of a view, its controls, and a lag",
      async (lab) => {
        await lab.projection.getByRole("button", { name: "Fix the view and replay" }).click();
        await lab.projection.getByRole("button", { name: "Delay or rebuild" }).click();
        await lab.projection.getByRole("slider", { name: "Lag" }).fill("10");
        await lab.projection.getByRole("button", { name: "Rebuild", exact: true }).click();
        await lab.projection.getByRole("button", { name: "Pause" }).click();
        await lab.deposit("5");
        await expect(lab.projection).toContainText("1 event behind");
      },
    ],
    [
      "one that was added, with the cursor in the past",
      async (lab) => {
        await lab.button("Add a view").click();
        await lab.select(2);
        await expect(lab.projection).toContainText("does not follow the cursor");
      },
    ],
  ],
  share: [
    [
      "link",
      async (lab) => {
        await lab.openWithSixEvents();
        await lab.page.getByRole("banner").getByRole("button", { name: "Share" }).click();
        await expect(lab.page.getByRole("textbox", { name: "Link" })).toBeVisible();
      },
    ],
    ...["Embed", "File", "Export"].map(
      (name): State => [
        name,
        async (lab) => {
          const share = lab.page.getByRole("dialog", { name: "Share" });
          await share.getByRole("tab", { name, exact: true }).click();
          await expect(share.getByRole("tabpanel", { name })).toBeVisible();
        },
      ],
    ),
  ],
};
