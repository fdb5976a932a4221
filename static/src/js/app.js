import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, createAll } from "govuk-frontend";
import { leaveQuickly } from "./leave_quickly.js";
import { offerCopy } from "./copy_button.js";
import { offerMap } from "./map_button.js";
import { saveWhileTyping } from "./autosave.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
leaveQuickly();
offerMap();
createAll(Button, { preventDoubleClick: true });
for (const component of [CharacterCount, Checkboxes, ErrorSummary, Radios]) {
  createAll(component);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
offerCopy();
saveWhileTyping();
