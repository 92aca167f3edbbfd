/* The side panel: a number opens its records beside the page, the address follows, Esc closes, focus comes back. */
const panel = document.getElementById("panel");
let opener = null;
let page = location.href;

const opensPanel = (source) => source?.closest?.("[data-panel]");

function show() {
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
}

function close({ back = true } = {}) {
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.querySelectorAll("[data-open]").forEach((one) => { one.removeAttribute("data-open"); one.removeAttribute("aria-expanded"); });
  if (back && location.href !== page) history.pushState({}, "", page);
  opener?.focus({ preventScroll: true });
  opener = null;
}

if (panel) {
  document.querySelectorAll("[data-panel]").forEach((one) => one.setAttribute("aria-controls", "panel"));

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const source = opensPanel(event.detail.elt);
    if (!source) return;
    if (panel.hidden) page = location.href;
    opener = source;
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel) return;
    document.querySelectorAll("[data-open]").forEach((one) => { one.removeAttribute("data-open"); one.removeAttribute("aria-expanded"); });
    if (opener) {
      const address = opener.getAttribute("href");
      document.querySelectorAll(`[data-panel][href="${CSS.escape(address)}"]`).forEach((one) => {
        one.setAttribute("data-open", "");
        one.setAttribute("aria-expanded", "true");
      });
      if (new URL(address, location.href).href !== location.href) history.pushState({ panel: address }, "", address);
    }
    show();
  });

  /* An answer that is an error is shown as the page itself would show it. */
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target === panel && opener) location.assign(opener.href);
  });

  /* With the Control key, or in a new window, a number stays a plain link. */
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && opensPanel(event.target)) event.stopImmediatePropagation();
    else if (event.target.closest("[data-panel-close]")) close();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
    close();
  });

  window.addEventListener("popstate", (event) => {
    if (event.state?.panel) location.reload();
    else if (location.href === page) close({ back: false });
    else if (!event.state?.htmx) location.reload();
  });
}
