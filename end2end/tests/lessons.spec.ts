import { expect, type Lab, test } from "./lab";

/** The rail beside the lab. */
function rail(lab: Lab) {
  const lesson = lab.page.getByRole("complementary", { name: "Lesson" });
  return {
    lesson,
    goals: lesson.getByRole("list", { name: "Goals" }).getByRole("listitem"),
    prediction: lesson.getByRole("textbox", { name: "Prediction" }),
    press: (name: string) => lesson.getByRole("button", { name, exact: true }).click(),
  };
}

async function expectGoals(lab: Lab, states: string[]) {
  const { goals } = rail(lab);
  await expect(goals).toContainText(states);
}

test("lesson 1 is done from the first visit: goals follow the log, and the prediction stands beside what happened", async ({ lab }) => {
  await lab.open();
  await lab.page.getByRole("button", { name: "start with lesson 1" }).click();
  const { lesson, prediction, press } = rail(lab);
  await expect(lesson.getByRole("heading", { level: 2 })).toHaveText("Facts, not state");
  await expectGoals(lab, ["now", "open", "open", "open"]);
  await lab.send("Create account", { Owner: "Ada" });
  await expectGoals(lab, ["done", "now", "open", "open"]);
  await lab.send("Deposit", { Amount: "100" });
  await expectGoals(lab, ["done", "done", "now", "open"]);
  await prediction.fill("70");
  await press("Check");
  await expectGoals(lab, ["done", "done", "done", "now"]);
  await lab.send("Withdraw", { Amount: "30" });
  await expectGoals(lab, ["done", "done", "done", "done"]);
  await expect(lesson.getByRole("status", { name: "Prediction result" })).toContainText("You said 70. It is 70.00.");
  await expect(lesson.getByRole("status", { name: "Insight" })).toContainText("Only the log says why");
});

test("a goal that is undone opens again", async ({ lab }) => {
  await lab.open("?lesson=1");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.send("Deposit", { Amount: "100" });
  await expectGoals(lab, ["done", "done", "now", "open"]);
  await lab.page.getByRole("button", { name: "Undo" }).click();
  await expectGoals(lab, ["done", "now", "open", "open"]);
  await lab.page.getByRole("button", { name: "Redo" }).click();
  await expectGoals(lab, ["done", "done", "now", "open"]);
});

test("a wrong prediction is shown beside what happened, and scolds no learner", async ({ lab }) => {
  await lab.open("?lesson=1");
  const { lesson, prediction, press } = rail(lab);
  for (let step = 0; step < 2; step++) await press("Do this step");
  await prediction.fill("130");
  await press("Check");
  await press("Do this step");
  await expect(lesson.getByRole("status", { name: "Prediction result" })).toContainText("You said 130. It is 70.00.");
});

test("the learner's own lab waits until the lesson is closed", async ({ lab }) => {
  await lab.open();
  await lab.page.getByRole("button", { name: "load an example with six events" }).click();
  await expect(lab.balance).toHaveText("100.00 USD");
  await lab.page.getByRole("button", { name: "Lessons" }).click();
  const map = lab.page.getByRole("dialog", { name: "Lessons" });
  await expect(map.getByRole("listitem")).toHaveCount(22);
  await map.getByRole("button", { name: "1 Facts, not state" }).click();
  await expect(lab.page.getByRole("heading", { name: "Nothing has happened yet." })).toBeVisible();
  await rail(lab).press("Close lesson");
  await expect(lab.balance).toHaveText("100.00 USD");
});
