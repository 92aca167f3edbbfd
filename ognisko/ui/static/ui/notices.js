/* Toasts leave when dismissed; an error summary takes the focus; dialogs open where the browser has no commands yet. */
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const button = event.target.closest("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (!dialog) return;
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  else dialog.close();
});

const focusSummary = (root) => root.querySelector(".error-summary:not([data-sample] *)")?.focus();
focusSummary(document);
document.body.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));
