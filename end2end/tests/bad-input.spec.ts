import { expect, expectNoSidewaysScroll, test, type Command, type Field, type Lab } from "./lab";

const MARKUP = "<img src=x onerror=alert(1)>";
const TURNS_AROUND = "Ada\u202eecilA";

/** One text of each kind that a field refuses; the rest are in the tests of `bank` and `lab`. */
const AMOUNTS: [string, RegExp][] = [
  ["abc", /digits/],
  ["-5", /above zero/],
  ["3\u000b0", /U\+000B/],
  ["9".repeat(10_000), /at most 999/],
];

const BAD: { field: Field; command: Command; texts: [string, RegExp][] }[] = [
  {
    field: "Owner",
    command: "Create account",
    texts: [
      ["", /Enter the owner/],
      ["a".repeat(10_000), /at most 100 characters.*10,?000/],
      [TURNS_AROUND, /invisible character U\+202E/],
    ],
  },
  {
    field: "E-mail",
    command: "Create account",
    texts: [
      ["ada", /such as ada@example\.com/],
      [MARKUP, /such as/],
      ["ada@example.com\ufe0f", /invisible character U\+FE0F/],
      [`a@${"d.".repeat(5_000)}com`, /at most 254/],
    ],
  },
  { field: "Opening deposit", command: "Create account", texts: AMOUNTS },
  { field: "Amount", command: "Deposit", texts: [["", /Enter an amount/], ["0", /above zero/], ...AMOUNTS] },
  { field: "Amount", command: "Withdraw", texts: AMOUNTS.slice(0, 2) },
  {
    field: "Reason",
    command: "Freeze",
    texts: [
      ["r".repeat(10_000), /at most 200 characters.*10,?000/],
      [TURNS_AROUND, /invisible character U\+202E/],
    ],
  },
];

/** How much is written; "Create account" begins with an empty log. */
async function expectNothingWritten(lab: Lab, command: Command, after: string) {
  if (command === "Create account") await expect(lab.log, after).toContainText("Nothing has happened yet.");
  else await expect(lab.grid, after).toHaveAttribute("aria-rowcount", "2");
}

for (const empty of [true, false]) {
  test(`${empty ? "in an empty lab" : "with an account"}, an invalid value shows an error beside its field and writes nothing`, async ({ lab }) => {
    if (empty) await lab.open();
    else await lab.openWithAccount();
    for (const { field, command, texts } of BAD.filter(({ command }) => (command === "Create account") === empty)) {
      await test.step(`${field} of ${command}`, async () => {
        await lab.radio(command).click();
        const input = lab.field(field);
        for (const [text, message] of texts) {
          const after = `after "${text.length > 40 ? `${text.slice(0, 40)}\u2026` : text}"`;
          await input.fill(text);
          await lab.radio(command).focus();
          await lab.submit(command).click();
          await expect(input, after).toHaveAttribute("aria-invalid", "true");
          await expect(input, after).toHaveAccessibleDescription(message);
          await expect(input, `focus ${after}`).toBeFocused();
          await expect(input, `what was typed stays ${after}`).toHaveValue(text);
          await expect(lab.outcome, after).toBeEmpty();
          await expectNothingWritten(lab, command, after);
        }
        await expectNoSidewaysScroll(lab.page);
        await input.fill(field === "Owner" ? "Ada" : "");
      });
    }
  });
}

test("an error disappears when another command is chosen, and when the field is corrected", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.send("Deposit", { Amount: "abc" });
  await expect(lab.field("Amount")).toHaveAttribute("aria-invalid", "true");
  await lab.radio("Withdraw").click();
  await expect(lab.field("Amount")).not.toHaveAttribute("aria-invalid", "true");
  await lab.send("Deposit", { Amount: "abc" });
  await expect(lab.field("Amount")).toHaveAttribute("aria-invalid", "true");
  await lab.field("Amount").fill("30");
  await expect(lab.field("Amount")).not.toHaveAttribute("aria-invalid", "true");
  await expect(lab.field("Amount")).toHaveAccessibleDescription("");
  await lab.submit("Deposit").click();
  await expect(lab.outcome).toHaveText(/^Accepted/);
});

test("every wrong field has an error, and the first has the focus", async ({ lab }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "", "E-mail": "ada", "Opening deposit": "-5" });
  for (const field of ["Owner", "E-mail", "Opening deposit"] as const) {
    await expect(lab.field(field)).toHaveAttribute("aria-invalid", "true");
    await expect(lab.field(field)).toHaveAccessibleDescription(/\w/);
  }
  await expect(lab.field("Owner")).toBeFocused();
});

test("unusual but unambiguous amounts are accepted", async ({ lab }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "Ada", "Opening deposit": "0" });
  await lab.expectEvents(["AccountCreated"]);
  for (const amount of [" 5 ", ".5", "1,000.00", "\uff13\uff10"]) await lab.deposit(amount);
  await expect(lab.balance).toHaveText("1,035.50 USD");
});

test("markup and any script as a name and a reason are shown as text, everywhere", async ({ lab, page }) => {
  const requests: string[] = [];
  await lab.open();
  // The page itself loads the parts that show the first event, and the browser its icon.
  const ownPart = new RegExp(`^${new URL("./", page.url()).href}(favicon-[0-9a-f]{16}\\.svg|app-[0-9a-f]{16}/(split_\\w+|chunk_\\d+)\\.wasm)$`);
  page.on("request", (request) => {
    if (!ownPart.test(request.url())) requests.push(request.url());
  });
  page.on("dialog", (dialog) => {
    requests.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  for (const [number, [what, text]] of [
    ["markup", MARKUP],
    ["closing markup", `</textarea></script><b onmouseover=alert(1)>`],
    ["letters that run from right to left", "\u05e2\u05d3\u05d4 \u05dc\u05d1\u05dc\u05d9\u05d9\u05e1"],
    ["an emoji of several characters", "\u{1f469}\u200d\u{1f52c} Ada"],
  ].entries()) {
    await test.step(what, async () => {
      await lab.send("Create account", { Owner: text });
      await expect(lab.accounts.getByRole("tab", { selected: true })).toHaveText(`ACCOUNT-${1001 + number} ${text}`);
      await expect(lab.cell(1, "sentence")).toContainText(text);
      await expect(lab.projection).toContainText(text);
      await lab.openStorage();
      await expect(lab.item).toContainText(`ACCOUNT-${1001 + number}`);
      expect((await lab.storedItem()).Payload.M.owner.S).toBe(text);
      await lab.send("Deposit", { Amount: "1", Reason: text });
      await expect(lab.cell(2, "sentence")).toContainText(text);
      await expect(lab.item).toContainText("EVENT#000002");
      expect((await lab.storedItem()).Payload.M.reason.S).toBe(text);
      await expect(page.locator("img, body b[onmouseover]")).toHaveCount(0);
    });
  }
  expect(requests, "the text did nothing").toEqual([]);
});

test("two encodings of a name are the same name, and those of an address the same address", async ({ lab }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "Zoe\u0308", "E-mail": "\uff3ao\u0065\u0308@example.com" });
  const { owner, email } = (await lab.storedItem()).Payload.M;
  expect(owner.S).toBe("Zo\u00eb");
  expect(email.S).toBe("Zo\u00eb@example.com");
  await lab.search.fill("ZOE\u0308");
  await expect(lab.rows).toHaveCount(1);
});

test("a name of 100 wide characters does not break the layout", async ({ lab, page }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "W".repeat(100), "Opening deposit": "999999999.99" });
  await lab.send("Deposit", { Amount: "1", Reason: "M".repeat(200) });
  await expect(lab.outcome).toHaveText(/^Accepted/);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1100, height: 800 },
    { width: 700, height: 800 },
    { width: 390, height: 844 },
    { width: 320, height: 700 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
    for (const name of ["Theme", "Help"]) await expect(lab.button(name)).toBeInViewport({ ratio: 1 });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll("header, section, main, [role=grid], [role=row]")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.className),
    );
    expect(wide, `nothing sticks out at ${size.width} pixels`).toEqual([]);
  }
});
