// Makes each frame as high as what is in it: asks once, and follows the answers. Without this script the frames keep the height of
// their attributes, and scroll.
const frames = [...document.querySelectorAll("iframe")];

for (const frame of frames) {
  const ask = () => frame.contentWindow.postMessage({ type: "event-sourcing-lab/height?" }, new URL(frame.src).origin);
  frame.addEventListener("load", ask);
}

addEventListener("message", ({ data, origin, source }) => {
  const frame = frames.find(({ contentWindow, src }) => contentWindow === source && new URL(src).origin === origin);
  if (frame && data?.type === "event-sourcing-lab/height") frame.height = data.height;
});
