/** Forms that save themselves while somebody types, and say so. Without scripts the button does it.
 *
 * What a colleague has changed meanwhile is never written over: then nothing more is saved until
 * somebody presses the button, which shows both.
 */
const PAUSE = 1500; // milliseconds without typing
const AGAIN = 10000; // until it is tried once more, when nobody answered

export function saveWhileTyping() {
  for (const part of document.querySelectorAll("[data-autosave]")) {
    const form = part.querySelector("form");
    const said = part.querySelector("[data-autosave-said]");
    if (form && said) watch(form, said);
  }
}

function watch(form, said) {
  let timer = null;
  let isBusy = false;
  let isOver = false;
  const later = (delay) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(save, delay);
  };
  const save = async () => {
    if (isBusy) return later(PAUSE);
    isBusy = true;
    try {
      const body = new FormData(form);
      body.set("autosave", "yes");
      const answer = await fetch(form.action || location.href, { method: "POST", body });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error();
      const told = await answer.json();
      if (told.number) form.elements.number.value = told.number;
      isOver = isOver || answer.status === 409;
      said.textContent = told.said;
    } catch {
      said.textContent = "Not saved yet: we could not reach the portal. We try again.";
      later(AGAIN);
    } finally {
      isBusy = false;
    }
  };
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("submit", () => {
    isOver = true;
    clearTimeout(timer);
  });
}
