import { ASKED, COMPARED, escape, LESSONS, sixEvents, type State } from "./axe-states";
import { expect, type Lab } from "./lab";

const phoneTab = (lab: Lab, name: string) => lab.page.getByRole("tab", { name, exact: true }).tap();

export const PHONE: Record<string, State[]> = {
  lessons: LESSONS,
  panels: [
    ["first visit", (lab) => lab.open()],
    ["log", sixEvents],
    ["views", (lab) => phoneTab(lab, "Views")],
    ...["Statement", "By type"].map(
      (name): State => [
        `the view ${name}`,
        async (lab) => {
          await phoneTab(lab, name);
          // Open in one view, the controls are open in the next.
          if (name === "Statement") await lab.projection.getByRole("button", { name: "Delay or rebuild" }).tap();
          await expect(lab.projection.getByRole("slider", { name: "Lag" })).toBeVisible();
        },
      ],
    ),
    ["storage", (lab) => phoneTab(lab, "Storage")],
    [
      "table",
      async (lab) => {
        await lab.storage.getByRole("tab", { name: "Table" }).tap();
        await expect(lab.storage.getByRole("treegrid")).toContainText("EVENT#000006");
      },
    ],
  ],
  "what lies over them": [
    [
      "sheet",
      async (lab) => {
        await sixEvents(lab);
        await lab.button("Commands").tap();
      },
    ],
    [
      "field error",
      async (lab) => {
        await escape(lab);
        await lab.commands.getByRole("textbox", { name: "Amount" }).fill("abc");
        await lab.submit("Deposit").tap();
        await expect(lab.field("Amount")).toBeFocused();
      },
    ],
    [
      "menu",
      async (lab) => {
        await escape(lab);
        await lab.button("Menu").tap();
      },
    ],
    [
      "accounts",
      async (lab) => {
        await lab.button("Menu").tap();
        await lab.page.getByRole("button", { name: /ACCOUNT-1001/ }).tap();
        await expect(lab.accounts).toBeVisible();
      },
    ],
    [
      "the details of a stop",
      async (lab) => {
        await sixEvents(lab);
        await lab.flow.getByRole("button", { name: "Append" }).tap();
        await expect(lab.flow.getByRole("region")).toContainText("One transaction");
      },
    ],
    COMPARED,
    ASKED,
  ],
};
