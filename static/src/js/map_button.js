/** "Show these on a map": the map weighs as much as the rest of the page, so it comes when asked for. */
export function offerMap() {
  const button = document.querySelector("[data-map-button]");
  if (!button || !document.querySelector("[data-map] [data-latitude]")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = button.dataset.style;
    const script = document.createElement("script");
    script.src = button.dataset.script;
    style.addEventListener("load", () => document.head.append(script));
    document.head.append(style);
    button.hidden = true;
  });
}
