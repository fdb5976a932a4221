/** Buttons that copy what stands in a field, where the browser lets a page do so. */
export function offerCopy() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = words;
      }, 3000);
    });
  }
}
