// Mermaid reads the diagrams, and shows what was typed as it was typed.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import mermaid from "mermaid";

/** The texts of a diagram's messages and notes. */
async function texts(file: string): Promise<string[]> {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(readFileSync(file, "utf8"));
  const messages = (diagram.db as unknown as { getMessages(): { message: unknown }[] }).getMessages();
  return messages.map(({ message }) => (typeof message === "string" ? decoded(message) : ""));
}

/** Mermaid keeps the code of a character between these marks until it draws it. */
function decoded(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}

for (const file of readdirSync("generated").filter((name) => name.endsWith(".mmd"))) {
  test(`${file} is a sequence diagram`, async () => {
    const { diagramType } = await mermaid.parse(readFileSync(`generated/${file}`, "utf8"));
    assert.equal(diagramType, "sequence");
    const arrows = readFileSync(`generated/${file}`, "utf8").match(/->>|--x|Note over|rect|^ +end$/gm) ?? [];
    assert.equal((await texts(`generated/${file}`)).length, arrows.length);
  });
}

test("what was typed is shown as it was typed", async () => {
  const shown = await texts("generated/names.mmd");
  assert.ok(shown.includes('CreateAccount: Ada "end"; %%{x}%% #35; \\n \\u{41} ${1+1…'));
  assert.ok(shown.includes('Withdraw 0.01: </script><br/> <!-- ]]> */ // $$x^2$$'));
  assert.ok(shown.includes('Unfreeze: été; note over L: "x"'));
  assert.ok(shown.includes("Freeze: end"));
});
