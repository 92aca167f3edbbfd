/* What is typed into a block is kept as a draft every few seconds, on leaving a field and on leaving the page. */
const WAIT = 3000;
document.querySelectorAll("form[data-draft]").forEach((form) => {
  const said = document.getElementById("draft-said");
  const told = document.getElementById("draft-told");
  const text = () => new URLSearchParams(new FormData(form)).toString();
  let known = text(), timer = 0, busy = false, gone = false;

  async function keep() {
    clearTimeout(timer);
    const now = text();
    if (gone || now === known) return;
    if (busy) { timer = setTimeout(keep, WAIT); return; }
    busy = true;
    said.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(now), keepalive: now.length < 60000, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const state = await answer.json();
      known = now;
      said.textContent = state.said;
      if (told.textContent !== state.told) told.textContent = state.told;
      told.hidden = !state.told;
    } catch {
      said.textContent = form.dataset.failed;
      timer = setTimeout(keep, WAIT);
    } finally {
      busy = false;
    }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, WAIT); });
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => { gone = true; clearTimeout(timer); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-insert]")) timer = setTimeout(keep, WAIT); });
  addEventListener("pagehide", keep);
});
