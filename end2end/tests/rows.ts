import { expect, nextFrames, type Lab } from "./lab";

/** The versions of the rows that can be seen, from top to bottom. */
export const seen = (lab: Lab) =>
  lab.grid.evaluate((grid) => {
    const { top, bottom } = grid.getBoundingClientRect();
    const head = grid.querySelector("[aria-rowindex='1']")!.getBoundingClientRect().bottom;
    return [...grid.querySelectorAll<HTMLElement>("[data-version]")]
      .map((row) => ({ version: Number(row.dataset.version), box: row.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > Math.max(top, head) + 1 && box.top < bottom - 1)
      .sort((one, other) => one.box.top - other.box.top)
      .map(({ version }) => version);
  });

/** The height of most rows, in pixels. It depends on the font. */
export const rowHeight = (lab: Lab) =>
  lab.grid.evaluate((grid) => {
    const heights = [...grid.querySelectorAll("[data-version]")].map((row) => row.getBoundingClientRect().height);
    return heights.sort((one, other) => one - other)[heights.length >> 1];
  });

/** The rows in sight once they have been the same for a few frames: the log no longer glides. */
export async function atRest(lab: Lab) {
  let rows: number[] = [];
  await expect
    .poll(async () => {
      const before = rows;
      for (let frames = 0; frames < 3; frames++) await nextFrames(lab.page);
      rows = await seen(lab);
      return rows.join() === before.join();
    }, "the log comes to rest")
    .toBe(true);
  return rows;
}

export async function scrollTo(lab: Lab, part: number) {
  await lab.grid.evaluate((grid, part) => grid.scrollTo(0, part * (grid.scrollHeight - grid.clientHeight)), part);
  await nextFrames(lab.page);
}

/** The rows in sight are neighbours, fill the window, and say their own version. */
export async function expectRows(lab: Lab, where: string) {
  const versions = await seen(lab);
  expect(versions.length, `rows in sight ${where}`).toBeGreaterThan(4);
  expect(versions, `neighbours ${where}`).toEqual(versions.map((_, number) => versions[0] + number));
  for (const version of [versions[0], versions.at(-1)!]) {
    await expect(lab.row(version)).toHaveAttribute("aria-rowindex", String(version + 1));
    await expect(lab.cell(version, "version")).toHaveText(new RegExp(`^v?${version}$`));
  }
  return versions;
}

/** The ends and the middle of the bar are those of a log of so many events. */
export async function expectToScroll(lab: Lab, events: number) {
  await scrollTo(lab, 0);
  expect((await expectRows(lab, "at the top"))[0]).toBe(1);
  await scrollTo(lab, 0.5);
  const [middle] = await expectRows(lab, "in the middle");
  expect(Math.abs(middle - events / 2), "the middle of the bar is the middle of the log").toBeLessThan(100);
  await scrollTo(lab, 1);
  expect((await expectRows(lab, "at the bottom")).at(-1)).toBe(events);
}
