// The page's own hands: draws the preview, and presses the buttons when their keys are pressed.
(() => {
  const FRAME_MS = 80;
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  async function follow() {
    let tag = "";
    for (;;) {
      const canvas = document.getElementById("picture");
      if (!canvas || document.hidden) {  // nobody watches: nothing is encoded
        await sleep(200);
        continue;
      }
      const began = performance.now();
      try {
        const answer = await fetch("picture.jpg?after=" + tag, { cache: "no-store" });
        if (answer.status === 200) {
          const image = await createImageBitmap(await answer.blob());
          if (canvas.width !== image.width || canvas.height !== image.height) {
            canvas.width = image.width;
            canvas.height = image.height;
          }
          canvas.getContext("2d").drawImage(image, 0, 0);
          image.close();
          tag = answer.headers.get("X-Tag");
          canvas.dataset.tag = tag;
        }
        document.body.classList.remove("desk-lost");
      } catch {
        document.body.classList.add("desk-lost");
        await sleep(1000);
      }
      await sleep(Math.max(0, FRAME_MS - (performance.now() - began)));
    }
  }

  const NAMES = { " ": "space", escape: "esc", arrowleft: "left", arrowright: "right", pagedown: "space", pageup: "backspace" };
  const isText = (element) => element.matches?.("input, textarea, select, [contenteditable]");

  function button(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isText(event.target)) return null;
    const key = event.key.toLowerCase();
    return document.querySelector(`[data-key="${CSS.escape(NAMES[key] ?? key)}"]`);
  }

  // A finger that bounces, or a double click, is one GO. Told here, where the time of the touch itself is known.
  const BOUNCE_MS = 200;
  let went = -Infinity;
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".go")) return;
    if (event.timeStamp - went < BOUNCE_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      went = event.timeStamp;
    }
  }, true);

  // In the capture phase, so that a focused button never takes Space for itself.
  document.addEventListener("keydown", (event) => {
    const target = button(event);
    if (target) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) target.click();
    } else if (isText(event.target) && !event.isComposing && (event.key === "Enter" || event.key === "Escape")) {
      const field = event.target;
      if (event.key === "Enter") field.closest(".ask")?.querySelector("[data-enter]")?.click();
      field.blur();  // so that the next Space is GO again
    }
  }, true);
  document.addEventListener("keyup", (event) => {
    if (button(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  follow();
})();
