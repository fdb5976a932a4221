const PRESSES = 3;
const WITHIN_MS = 2000;

/** Blanks the page, forgets what was typed and chosen, and goes elsewhere in place of this page. */
function leave(link) {
  document.documentElement.hidden = true;
  document.title = "";
  for (const form of document.forms) form.reset();
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch {
    // storage may be switched off; then there is nothing in it
  }
  // Only the server can take the list's cookie away; nobody waits for it.
  navigator.sendBeacon(link.href);
  window.location.replace(link.dataset.leave);
}

/** The "Leave this site quickly" link, and Escape pressed three times. */
export function leaveQuickly() {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  let presses = [];

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < WITHIN_MS), now];
    if (presses.length >= PRESSES) leave(link);
  });
  // Coming back with the browser's Back button may show the page as it was kept in memory.
  window.addEventListener("pageshow", () => {
    document.documentElement.hidden = false;
  });
}
