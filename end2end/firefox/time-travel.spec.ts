import { SIX_EVENTS, test } from "./lab";

test.beforeEach(async ({ lab }) => {
  await lab.click("Event log", "button", "load an example with six events");
  await lab.expectEvents(SIX_EVENTS);
  await lab.expectVersion(6);
});

test("the slider or a typed number sets the version, and everything follows", async ({ lab }) => {
  await lab.click("Storage", "button", "Open storage");
  await lab.fill("Time travel", "slider", "Version", "3");
  await lab.expectText("Balance", "70.00 USD");
  await lab.expectText("DynamoDB item", /EVENT#000003/);
  await lab.expectText("Projection", /as of v3 of v6/);
  await lab.expectText("Command flow", /Withdraw 30\.00/);
  await lab.fill("Time travel", "spinbutton", "Go to version", "2");
  await lab.page.keyboard.press("Enter");
  await lab.expectVersion(2);
  await lab.expectText("Balance", "100.00 USD");
});

test("the arrow keys, Home and End set the version", async ({ lab }) => {
  await lab.page.keyboard.press("ArrowLeft");
  await lab.expectVersion(5);
  await (await lab.find("Time travel", "slider", "Version")).focus();
  for (const [key, version] of [["ArrowLeft", 4], ["Home", 0], ["ArrowRight", 1], ["End", 6]] as const) {
    await lab.page.keyboard.press(key);
    await lab.expectVersion(version);
  }
});

test("playing goes from the start to the newest event, then stops", async ({ lab }) => {
  await (await lab.find("Time travel", "combobox", "Speed")).select("10");
  await lab.click("Time travel", "button", "First event");
  await lab.click("Time travel", "button", "Play");
  await lab.expectVersion(6);
  await lab.find("Time travel", "button", "Play");
  await lab.expectText("Balance", "100.00 USD");
});

test("from the past, Last event returns to now, and a command follows the newest event", async ({ lab }) => {
  await lab.click("Time travel", "button", "First event");
  await lab.expectVersion(1);
  await lab.click("Time travel", "button", "Last event");
  await lab.expectVersion(6);
  await lab.send("Deposit", { Amount: "5" }, "Deposit 5.00");
  await lab.expectVersion(7);
  await lab.expectText("Balance", "105.00 USD");
});
