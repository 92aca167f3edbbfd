/* Files leave while one writes: in chunks, one file after the other, going on by themselves after a broken connection.
   What has arrived is known to the server; the same file chosen again after a reload goes on from there. */
const FIRST = 256 * 1024;
const LONGEST_WAIT = 20000;

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = async (data) => (crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", data)) : "");

class Problem extends Error {}
class Stopped extends Error {}

function start(widget) {
  const input = widget.querySelector("input[type=file]");
  if (!input || widget.dataset.ready) return;
  widget.dataset.ready = "yes";
  const list = widget.querySelector("[data-files-list]");
  const said = widget.querySelector("[data-files-said]");
  const form = widget.closest("form");
  const texts = widget.dataset;
  const queue = [];
  let working = false;
  let held = null;

  const say = (text) => { said.textContent = text; };

  function rowFor(file) {
    const row = widget.querySelector("template[data-files-row]").content.firstElementChild.cloneNode(true);
    row.querySelector(".files-name").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    row.querySelector("[data-cancel]").setAttribute("aria-label", `${row.querySelector("[data-cancel]").textContent} ${file.name}`);
    list.append(row);
    return row;
  }

  function pause(job, tries) {
    return new Promise((resolve) => {
      const done = () => { clearTimeout(timer); removeEventListener("online", done); resolve(); };
      const timer = setTimeout(done, Math.min(LONGEST_WAIT, 500 * 2 ** tries));
      addEventListener("online", done);
      job.stop.signal.addEventListener("abort", done);
    });
  }

  /* Ask until there is an answer: what did not arrive is asked again, what was refused is a Problem. */
  async function ask(job, address, options, headers = {}) {
    for (let tries = 0; ; tries += 1) {
      if (job.stop.signal.aborted) throw new Stopped();
      let answer;
      try {
        answer = await fetch(address, {
          ...options,
          signal: job.stop.signal,
          headers: { "Upload-Grant": texts.grant, "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "", ...headers },
        });
        if (![502, 503, 504].includes(answer.status)) {
          const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
          if (answer.ok || answer.status === 409) return told;
          throw new Problem(told.problem || texts.failed);
        }
      } catch (reason) {
        if (reason instanceof Problem) throw reason;
        if (job.stop.signal.aborted) throw new Stopped();
      }
      job.row.querySelector("[data-state]").textContent = texts.waiting;
      if (!tries) say(texts.waiting);
      await pause(job, tries);
    }
  }

  async function send(job) {
    const { file, row } = job;
    const bar = row.querySelector("progress");
    const state = row.querySelector("[data-state]");
    const mark = await digest(new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}`));
    const begun = await ask(job, texts.begin, { method: "POST", body: JSON.stringify({ name: file.name, size: file.size, fingerprint: mark }) }, { "Content-Type": "application/json" });
    job.address = `${texts.begin}${begun.key}/odbior/`;
    list.querySelector(`.files-stopped[data-key="${begun.key}"]`)?.remove();
    let at = begun.received;
    let length = FIRST;
    while (at < file.size) {
      const show = Math.floor((100 * at) / file.size);
      bar.value = show;
      state.textContent = `${show}%`;
      const since = performance.now();
      const told = await ask(job, job.address, { method: "PATCH", body: await file.slice(at, at + length).arrayBuffer() }, { "Upload-Offset": String(at), "Content-Type": "application/octet-stream" });
      if (!Number.isInteger(told.received)) throw new Problem(texts.failed);
      at = told.received;
      length = performance.now() - since < 700 ? Math.min(Number(texts.chunk), length * 2) : FIRST;
    }
    bar.value = 100;
    state.textContent = texts.checking;
    const end = new URLSearchParams({ name: file.name, field: texts.field, sha256: await digest(await file.arrayBuffer()) });
    const told = await ask(job, job.address, { method: "POST", body: end });
    if (!told.row) throw new Problem(texts.failed);
    const line = document.createElement("template");
    line.innerHTML = told.row;
    const kept = line.content.firstElementChild;
    list.querySelector(`[data-key="${kept.dataset.key}"]`)?.remove();
    row.replaceWith(kept);
    say(`${texts.sent} ${told.name}`);
    kept.querySelector("input[type=hidden]")?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function refuse(job, text) {
    const { row, file } = job;
    const problem = widget.querySelector("template[data-files-problem]").content.firstElementChild.cloneNode(true);
    problem.querySelector("p").textContent = text;
    row.querySelector("progress").remove();
    row.querySelector("[data-state]").replaceWith(problem);
    row.querySelector("[data-cancel]").remove();
    row.classList.add("files-refused");
    say(`${texts.refused} ${file.name}. ${text}`);
    held = null;
  }

  function forget(job) {
    job.stop.abort();
    queue.splice(queue.indexOf(job), queue.includes(job) ? 1 : 0);
    job.row.remove();
    input.focus();
    if (job.address) fetch(job.address, { method: "DELETE", keepalive: true, headers: { "Upload-Grant": texts.grant, "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" } }).catch(() => {});
  }

  async function work() {
    if (working) return;
    working = true;
    while (queue.length) {
      const job = queue[0];
      say(`${texts.sending} ${job.file.name}`);
      try {
        await send(job);
      } catch (reason) {
        if (!(reason instanceof Stopped)) refuse(job, reason instanceof Problem ? reason.message : texts.failed);
      }
      if (queue[0] === job) queue.shift();
    }
    working = false;
    if (held) {
      const { submitter } = held;
      held = null;
      form.requestSubmit(submitter ?? undefined);
    }
  }

  function take(files) {
    list.querySelectorAll(".files-refused").forEach((row) => row.remove());
    for (const file of files) {
      const job = { file, row: rowFor(file), stop: new AbortController() };
      job.row.querySelector("[data-cancel]").addEventListener("click", () => forget(job));
      queue.push(job);
    }
    work();
  }

  input.addEventListener("change", (event) => {
    event.stopPropagation();
    const files = [...input.files];
    input.value = "";
    take(files);
  });
  widget.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  widget.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("submit", (event) => {
    if (!working) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { submitter: event.submitter };
    say(texts.hold);
    list.querySelectorAll("[data-state]").forEach((state) => { state.textContent = texts.hold; });
  }, true);
}

const startAll = (root) => root.querySelectorAll("[data-files]").forEach(start);
startAll(document);
document.body.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt;
  if (root.matches?.("[data-files]")) start(root);
  startAll(root);
});
