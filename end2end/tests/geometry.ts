import type { Page } from "@playwright/test";

/** Where text on the page can't be read: cut off, printed over other text, or broken inside a number or a name. */
export function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SLACK = 1.5;
    type Box = { left: number; top: number; right: number; bottom: number };
    const found = new Set<string>();
    const isUnseen = (element: Element) => element.closest(".sr, .skip, [hidden], .blank[aria-hidden]") !== null;
    /** What is read aloud alone, and what is in it, such as an outcome that has left. */
    const isClipped = (at: Element | null): boolean => at !== null && (getComputedStyle(at).clipPath.startsWith("inset(50%") || isClipped(at.parentElement));
    const clips = (style: CSSStyleDeclaration) => /hidden|clip/.test(style.overflowX) || /hidden|clip/.test(style.overflowY);
    const name = (element: Element, text: string) => `"${text.trim().slice(0, 40)}" in .${[...element.classList].join(".") || element.tagName}`;
    const meet = (one: Box, other: Box): Box => ({
      left: Math.max(one.left, other.left),
      top: Math.max(one.top, other.top),
      right: Math.min(one.right, other.right),
      bottom: Math.min(one.bottom, other.bottom),
    });
    const isThere = ({ left, top, right, bottom }: Box) => right - left > SLACK && bottom - top > SLACK;

    /** The part of a box that its ancestors show; says so when an ancestor that does not scroll hides some of it. */
    const seen = (box: Box, element: Element, text: string): Box => {
      for (let at: Element | null = element; at && at !== document.documentElement; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.display === "contents" || (style.overflowX === "visible" && style.overflowY === "visible")) continue;
        const { left, top } = at.getBoundingClientRect();
        const margin = style.overflowX === "clip" ? parseFloat(style.overflowClipMargin) || 0 : 0;
        const inside = {
          left: left + at.clientLeft - margin,
          top: top + at.clientTop - margin,
          right: left + at.clientLeft + at.clientWidth + margin,
          bottom: top + at.clientTop + at.clientHeight + margin,
        };
        const hides = (overflow: string) => /hidden|clip/.test(overflow);
        const isOut = (below: number, above: number) => below > SLACK || above > SLACK;
        // Text that leaves a scrolled panel as a whole is out of sight, not cut.
        if (isThere(meet(box, inside)) && clips(style)) {
          if (hides(style.overflowX) && isOut(inside.left - box.left, box.right - inside.right)) found.add(`cut sideways: ${name(element, text)} by .${at.className}`);
          if (hides(style.overflowY) && isOut(inside.top - box.top, box.bottom - inside.bottom)) found.add(`cut in height: ${name(element, text)} by .${at.className}`);
        }
        box = meet(box, inside);
      }
      return box;
    };

    const texts: { node: Text; element: Element; boxes: Box[] }[] = [];
    const walker = document.createTreeWalker(document.querySelector("#app")!, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
      const element = node.parentElement!;
      if (!node.data.trim() || element.closest("option, style") || isUnseen(element)) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (isClipped(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0.5);
      const boxes = rects.map(({ left, top, right, bottom }) => {
        // A line's box is higher than its letters.
        const air = (bottom - top) * 0.17;
        return { left, right, top: top + air, bottom: bottom - air };
      });
      const shown = boxes.map((box) => seen(box, element, node!.data)).filter(isThere);
      texts.push({ node, element, boxes: shown });
      const control = element.closest("button, .badge, .stamp, .event__tag, .pick, .change__by");
      if (control) {
        const around = control.getBoundingClientRect();
        for (const box of boxes) {
          const spill = Math.max(around.left - box.left, box.right - around.right, around.top - box.top, box.bottom - around.bottom);
          if (spill > SLACK) found.add(`outside of its control: ${name(element, node.data)}`);
        }
      }
      for (const { 0: word, index } of node.data.matchAll(/\d[\d.,]*\d|[A-Z][a-z]+(?:[A-Z][a-z]+)+/g)) {
        if (element.closest("pre, code")) break;
        const part = document.createRange();
        const isNumber = /\d/.test(word);
        const lines = new Set<number>();
        for (const piece of isNumber ? [word] : word.match(/[A-Z][a-z]+/g)!) {
          const at = index + (isNumber ? 0 : word.indexOf(piece));
          part.setStart(node, at);
          part.setEnd(node, at + piece.length);
          const tops = [...part.getClientRects()].filter(({ width }) => width > 0.5).map(({ top }) => Math.round(top));
          lines.add(new Set(tops).size);
        }
        if (Math.max(...lines) > 1) found.add(`broken: ${word} of ${name(element, node.data)}`);
      }
    }

    for (const element of document.querySelectorAll<HTMLElement>("#app *")) {
      if (isUnseen(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const text = element.textContent ?? "";
      if (isClipped(element)) continue;
      if (style.textOverflow === "ellipsis" && style.overflowX !== "visible" && text.trim() && element.scrollWidth > element.clientWidth + 1) found.add(`shortened: ${name(element, text)}`);
      if (style.webkitLineClamp !== "none" && element.scrollHeight > element.clientHeight + 2) found.add(`shortened: ${name(element, text)}`);
      if (element instanceof HTMLInputElement && /text|search|number/.test(element.type) && element.clientWidth > 0) {
        if (element.scrollWidth > element.clientWidth + 1) found.add(`cut: the value ${element.value} of ${element.id || element.ariaLabel}`);
        if (element.clientHeight < parseFloat(style.fontSize) * 1.15) found.add(`cut in height: the value ${element.value} of ${element.id || element.ariaLabel}`);
      }
      if (element instanceof HTMLSelectElement) {
        const pen = document.createElement("canvas").getContext("2d")!;
        pen.font = style.font;
        pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
        const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const chosen = element.selectedOptions[0]?.text ?? "";
        if (pen.measureText(chosen).width > room + SLACK) found.add(`cut: the choice ${chosen}`);
        if (element.clientHeight < parseFloat(style.fontSize) * 1.15) found.add(`cut in height: the choice ${chosen}`);
      }
    }

    // What lies over the page on purpose is looked at alone.
    const layer = (element: Element) => element.closest(".toast, .confirm, .sheet, [data-sheet=open] .commands, .log__cols, .topbar");
    for (let i = 0; i < texts.length; i++) {
      for (let j = i + 1; j < texts.length; j++) {
        if (layer(texts[i].element) !== layer(texts[j].element)) continue;
        for (const one of texts[i].boxes) {
          for (const other of texts[j].boxes) {
            if (isThere(meet(one, other))) found.add(`printed over one another: ${name(texts[i].element, texts[i].node.data)} and ${name(texts[j].element, texts[j].node.data)}`);
          }
        }
      }
    }
    const root = document.scrollingElement!;
    if (root.scrollWidth > root.clientWidth) found.add(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth}`);
    return [...found];
  });
}
