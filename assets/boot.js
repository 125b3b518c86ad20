// Runs before the first paint: the chosen theme, and a word when the page can't start or stops.
(() => {
  "use strict";
  const root = document.documentElement;

  // Leptos sets static parts of a view as HTML. Only elements with these attributes pass: nothing that runs or loads anything.
  const attribute = /(?:aria-[a-z]+|data-[a-z]+|class|colspan|d|dir|for|hidden|id|inputmode|name|novalidate|placeholder|role|scope|tabindex|title|translate|type|value|viewBox)(?:="[^"<>]*")?/;
  const inert = new RegExp(`^(?:[^<]|</?(?!script|style)[a-z][a-z0-9]*(?: +${attribute.source})* *>)*$`);
  window.trustedTypes?.createPolicy("default", { createHTML: (html) => (inert.test(html) ? html : null) });

  const ready = () => root.dataset.app === "ready";
  const colours = { light: "#EFECE4", dark: "#101217" };

  // The bar of the browser follows the theme that was chosen, not the system's.
  const paintBar = () => {
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      const own = meta.media.includes("dark") ? "dark" : "light";
      meta.content = colours[root.dataset.theme] || colours[own];
    }
  };
  const query = new URLSearchParams(location.search);
  const isFramed = window.top !== window.self;
  const isEmbed = /[?&]embed([=&]|$)/.test(location.search);
  let theme = query.get("theme");
  try {
    if (!isFramed && !isEmbed) theme = localStorage.getItem("event-sourcing-lab.theme");
  } catch {
    // Storage may be closed to us; the system's theme is used.
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  paintBar();

  let shown;
  const say = (title, text, detail, way) => {
    if (shown) return;
    shown = document.createElement("div");
    shown.className = "fail";
    shown.setAttribute("role", "alert");
    const add = (name, words) => shown.appendChild(document.createElement(name)).append(words);
    add("h2", title);
    add("p", text);
    if (detail) add("code", String(detail).slice(0, 300));
    const reload = document.createElement("button");
    reload.className = "btn";
    reload.type = "button";
    reload.append("Reload the page");
    reload.addEventListener("click", () => location.reload());
    shown.append(reload);
    if (way) shown.append(way);
    const put = () => {
      document.body.append(shown);
      document.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    };
    if (document.body) put();
    else addEventListener("DOMContentLoaded", put);
  };
  const notStarted = (detail) => {
    if (ready()) return;
    say(
      "The lab could not start",
      "A part of the page did not load or did not run. Reload it. If that does not help, use a current browser and allow WebAssembly for this page.",
      detail,
    );
  };

  // The whole lab is neither drawn nor started in a frame.
  if (isFramed || isEmbed) root.dataset.embed = "";
  if (isFramed && !isEmbed) {
    root.dataset.app = "ready";
    addEventListener("DOMContentLoaded", () => {
      const way = document.createElement("a");
      way.href = location.href;
      way.target = "_blank";
      way.rel = "noopener";
      way.append("Open the lab");
      const add = (name) => document.createElement(name);
      const [frame, title, words] = [add("main"), add("h1"), add("p")];
      frame.className = "framed";
      title.append("Event Sourcing Lab");
      words.append("A page to learn event sourcing in, with a bank account. It does not run in a frame.");
      frame.append(title, words, way);
      document.getElementById("app").replaceChildren(frame);
    });
  } else if (isFramed) {
    // The page around the embed may ask how high it is. Then it is as high as what it shows, and says so whenever that changes.
    let observer;
    addEventListener("message", ({ data, origin, source }) => {
      if (source !== window.parent || data?.type !== "event-sourcing-lab/height?") return;
      root.dataset.embed = "natural";
      let told;
      const tell = () => {
        const height = Math.ceil(document.body.getBoundingClientRect().height);
        if (!ready() || height === told) return;
        told = height;
        // A page from a file or in a sandbox has no origin that could be named.
        source.postMessage({ type: "event-sourcing-lab/height", height }, origin === "null" ? "*" : origin);
      };
      observer?.disconnect();
      observer = new ResizeObserver(tell);
      observer.observe(document.body);
    });
  }

  addEventListener("error", (event) => {
    const from = event.target;
    if (from === window) notStarted(event.message);
    else if (from instanceof HTMLScriptElement) notStarted(from.src || "The program did not load.");
  }, true);
  addEventListener("unhandledrejection", (event) => notStarted(event.reason));
  addEventListener("lab-failed", (event) => {
    document.getElementById("app").inert = true;
    shown?.remove();
    shown = undefined;
    // Only the address says where the events are: the program that knows has stopped.
    const store = query.get("store");
    const isKept = store === "tab" || store === "browser" || store === "indexeddb";
    const inMemory = document.createElement("a");
    inMemory.href = "./";
    inMemory.append("Open the lab in memory");
    say(
      "The lab has stopped",
      isKept
        ? "The page stopped because of an error in it. The events that were written are still in their store: reload the page to read them. If it stops again, open the lab in memory."
        : "The page stopped because of an error in it. Its events were in memory only, and are gone. Reload the page to start with an empty log.",
      event.detail,
      isKept && inMemory,
    );
    shown.dataset.stopped = "";
  });
  if (typeof WebAssembly !== "object") {
    say("This browser can't run the lab", "The lab is a WebAssembly program, which this browser does not support or has switched off. Allow WebAssembly for this page or use a current browser, then reload.");
  }

  new MutationObserver(() => {
    paintBar();
    if (ready() && shown && !("stopped" in shown.dataset)) shown.remove();
  }).observe(root, { attributes: true, attributeFilter: ["data-app", "data-theme"] });
})();
