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

const LESSONS = [
  "Facts, not state",
  "Ask, decide, record",
  "Replay by hand",
  "Time travel",
  "No eraser",
  "One log, many views",
  "The view lied, the log didn\u2019t",
  "The view is late",
];

/** Presses "Do this step" until no goal is open. */
async function doAllSteps(lab: Lab, press: () => Promise<void>) {
  const { lesson, goals } = rail(lab);
  const open = lesson.getByRole("list", { name: "Goals" }).getByRole("listitem").filter({ hasText: /(now|open)$/ });
  await expect(goals.first()).toBeVisible();
  const count = await goals.count();
  for (let step = 0; step < count; step++) {
    const left = await open.count();
    await press();
    // A view may be late on purpose.
    await expect.poll(() => open.count(), { timeout: 20_000 }).toBeLessThan(left);
  }
  await expect(lesson.getByRole("status", { name: "Insight" })).toBeVisible();
}

for (const [place, title] of LESSONS.entries()) {
  test(`lesson ${place + 1}, ${title}: its steps are done by keyboard, and it is done in the map`, async ({ lab }) => {
    await lab.open(`?lesson=${place + 1}`);
    const { lesson } = rail(lab);
    await expect(lesson.getByRole("heading", { level: 2 })).toHaveText(title);
    await doAllSteps(lab, () => lesson.getByRole("button", { name: "Do this step" }).press("Enter"));
    await lab.page.getByRole("button", { name: "Lessons" }).press("Enter");
    const map = lab.page.getByRole("dialog", { name: "Lessons" });
    await expect(map.getByRole("listitem").nth(place)).toContainText("done");
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  for (const [place, title] of LESSONS.entries()) {
    test(`lesson ${place + 1}, ${title}, is done by touch`, async ({ lab }) => {
      await lab.open(`?lesson=${place + 1}`);
      await doAllSteps(lab, () => rail(lab).lesson.getByRole("button", { name: "Do this step" }).tap());
    });
  }
});

test("the progress is downloaded, forgotten and loaded again", async ({ lab }) => {
  await lab.open("?lesson=1");
  await lab.page.getByRole("button", { name: "Lessons" }).click();
  const map = lab.page.getByRole("dialog", { name: "Lessons" });
  const first = map.getByRole("listitem").first();
  await expect(first).toContainText("begun");
  const download = lab.page.waitForEvent("download");
  await map.getByRole("button", { name: "Download progress" }).click();
  const path = await (await download).path();
  await map.getByRole("button", { name: "Forget my progress" }).click();
  await map.getByRole("button", { name: "Forget it" }).click();
  await expect(first).toContainText("new");
  const load = async (file: string | { name: string; mimeType: string; buffer: Buffer }) => {
    const chooser = lab.page.waitForEvent("filechooser");
    await map.getByRole("button", { name: "Load progress", exact: true }).click();
    await (await chooser).setFiles(file);
  };
  const json = (text: string) => ({ name: "progress.json", mimeType: "application/json", buffer: Buffer.from(text) });
  const said = map.getByRole("status", { name: "Progress" });
  await load(json("{"));
  await expect(said).toContainText("ends in the middle");
  await load(json('{"format":"something else"}'));
  await expect(said).toContainText("not a progress file");
  await expect(first).toContainText("new");
  await load(path);
  await expect(said).toHaveText("Loaded your progress.");
  await expect(first).toContainText("begun");
});

test("an address with a lesson that there is not says so, and the lab works", async ({ lab }) => {
  await lab.open("?lesson=99");
  await expect(lab.page.getByText("There is no lesson 99.")).toBeVisible();
  await lab.send("Create account", { Owner: "Ada" });
  await expect(lab.balance).toHaveText("0.00 USD");
});

test("on a phone the lesson folds to its next goal", async ({ lab }) => {
  await lab.page.setViewportSize({ width: 390, height: 844 });
  await lab.open("?lesson=1");
  const { lesson, goals } = rail(lab);
  await lesson.getByRole("button", { name: "Lesson text" }).click();
  await expect(goals.filter({ visible: true })).toHaveText([/Open an account for Ada/]);
  await expect(lesson.getByRole("heading", { level: 2 })).toBeHidden();
  await lesson.getByRole("button", { name: "Lesson text" }).click();
  await expect(lesson.getByRole("heading", { level: 2 })).toBeVisible();
});
