import { expect, expectNoSidewaysScroll, test, type Command, type Field, type Lab } from "./lab";

const MARKUP = "<img src=x onerror=alert(1)>";
const FORTY_DIGITS = "1234567890".repeat(4);
const TURNS_AROUND = "Ada\u202eecilA";

const AMOUNTS: [string, RegExp][] = [
  ["abc", /digits/],
  ["-5", /above zero/],
  ["1e3", /digits/],
  ["0.001", /two decimals/],
  ["1.000,00", /point before the cents/],
  ["3\u000b0", /U\+000B/],
  [FORTY_DIGITS, /at most 999/],
  [MARKUP, /digits/],
  ["\u05e2\u05d3\u05d4", /digits/],
  ["\u0663\u0660", /digits/],
  ["5\u0301", /digits/],
  ["9".repeat(10_000), /at most 999/],
];

const BAD: { field: Field; command: Command; texts: [string, RegExp][] }[] = [
  {
    field: "Owner",
    command: "Create account",
    texts: [
      ["", /Enter the owner/],
      ["   ", /Enter the owner/],
      ["\u200b\u200b", /Enter the owner/],
      ["\u0301", /letter before the accent U\+0301/],
      ["Ad\u200ba", /invisible character U\+200B/],
      ["a".repeat(10_000), /at most 100 characters.*10,?000/],
      [TURNS_AROUND, /invisible character U\+202E/],
    ],
  },
  {
    field: "E-mail",
    command: "Create account",
    texts: [
      ["ada", /such as ada@example\.com/],
      ["abc@", /such as/],
      ["-5", /such as/],
      ["a@b", /such as/],
      ["a b@example.com", /such as/],
      [FORTY_DIGITS, /such as/],
      [MARKUP, /such as/],
      ["ada@example.com\ufe0f", /invisible character U\+FE0F/],
      ["ada@10.0.0.1", /digits alone/],
      [`${"a".repeat(65)}@example.com`, /at most 64 characters before the @/],
      [`a@${"d".repeat(64)}.com`, /at most 63 characters between two points/],
      [`a@${"d.".repeat(5_000)}com`, /at most 254/],
    ],
  },
  { field: "Opening deposit", command: "Create account", texts: AMOUNTS },
  { field: "Amount", command: "Deposit", texts: [["", /Enter an amount/], ["0", /above zero/], ["0.00", /above zero/], ...AMOUNTS] },
  { field: "Amount", command: "Withdraw", texts: AMOUNTS.slice(0, 6) },
  {
    field: "Reason",
    command: "Freeze",
    texts: [
      ["r".repeat(10_000), /at most 200 characters.*10,?000/],
      [TURNS_AROUND, /invisible character U\+202E/],
    ],
  },
];

async function open(lab: Lab, command: Command) {
  if (command === "Create account") await lab.open();
  else await lab.openWithAccount();
}

/** How much is written; "Create account" begins with an empty log. */
async function expectNothingWritten(lab: Lab, command: Command, after: string) {
  if (command === "Create account") await expect(lab.log, after).toContainText("Nothing has happened yet.");
  else await expect(lab.grid, after).toHaveAttribute("aria-rowcount", "2");
}

for (const { field, command, texts } of BAD) {
  test(`${field} of ${command}: an invalid value shows an error beside the field and writes nothing`, async ({ lab }) => {
    await open(lab, command);
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
  });
}

test("an error disappears when the field is corrected", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.send("Deposit", { Amount: "abc" });
  await expect(lab.field("Amount")).toHaveAttribute("aria-invalid", "true");
  await lab.field("Amount").fill("30");
  await expect(lab.field("Amount")).not.toHaveAttribute("aria-invalid", "true");
  await expect(lab.field("Amount")).toHaveAccessibleDescription("");
  await lab.submit("Deposit").click();
  await expect(lab.outcome).toHaveText(/^Accepted/);
});

test("an error disappears when another command is chosen", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.send("Deposit", { Amount: "abc" });
  await lab.radio("Withdraw").click();
  await expect(lab.field("Amount")).not.toHaveAttribute("aria-invalid", "true");
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

test("an opening deposit of zero counts as none", async ({ lab }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "Ada", "Opening deposit": "0" });
  await lab.expectEvents(["AccountCreated"]);
});

test("unusual but unambiguous amounts are accepted", async ({ lab }) => {
  await lab.openWithAccount();
  for (const amount of ["0.01", " 5 ", ".5", "007", "1,000.00", "\u202a30.00\u202c", "\uff13\uff10", "999,999,999.99"]) await lab.deposit(amount);
  await expect(lab.balance).toHaveText("1,000,001,072.50 USD");
});

for (const [what, text] of [
  ["markup", MARKUP],
  ["closing markup", `</textarea></script><b onmouseover=alert(1)>`],
  ["a letter that runs from right to left", "\u05e2\u05d3\u05d4 \u05dc\u05d1\u05dc\u05d9\u05d9\u05e1"],
  ["combining characters", "A\u0301\u0302\u0303d\u0323\u0324a\u0308\u030a\u0332".normalize("NFC")],
  ["an emoji of several characters", "\u{1f469}\u200d\u{1f52c} Ada"],
  ["quotes and backslashes", `"Ada" \\ 'Lovelace' \\u0041 {}`],
]) {
  test(`${what} as a name and a reason is shown as text, everywhere`, async ({ lab, page }) => {
    const requests: string[] = [];
    await lab.open();
    // The page itself loads the parts that show the first event.
    const ownPart = new RegExp(`^${new URL("./", page.url()).href}app-[0-9a-f]{16}/(split_\\w+|chunk_\\d+)\\.wasm$`);
    page.on("request", (request) => {
      if (!ownPart.test(request.url())) requests.push(request.url());
    });
    page.on("dialog", (dialog) => {
      requests.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await lab.send("Create account", { Owner: text });
    await expect(lab.accounts.getByRole("tab")).toHaveText([`ACCOUNT-1001 ${text}`]);
    await expect(lab.cell(1, "sentence")).toContainText(text);
    await expect(lab.projection).toContainText(text);
    expect((await lab.storedItem()).Payload.M.owner.S).toBe(text);
    await lab.send("Deposit", { Amount: "1", Reason: text });
    await expect(lab.cell(2, "sentence")).toContainText(text);
    expect((await lab.storedItem()).Payload.M.reason.S).toBe(text);
    await expect(page.locator("img, body b[onmouseover]")).toHaveCount(0);
    expect(requests, "the text did nothing").toEqual([]);
  });
}

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
