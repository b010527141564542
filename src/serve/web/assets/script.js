// Shortcuts, suggestions while typing, dragging over the chart, and lighting a quotation without loading its
// page again.
// Every page works without this file: what it does is also a link or a form.
"use strict";

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/* Keys */

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Moves to the next or last of some elements, and focuses what `link` finds in it. */
function step(elements, by, isAt, choose) {
  if (elements.length === 0) return;
  const at = elements.findIndex(isAt);
  const next = at < 0 ? (by > 0 ? 0 : elements.length - 1) : at + by;
  if (next >= 0 && next < elements.length) choose(elements[next]);
}

function stepResult(by) {
  step(all("[data-result]"), by, (it) => it.classList.contains("at"), (it) => {
    all("[data-result].at").forEach((old) => old.classList.remove("at"));
    it.classList.add("at");
    const link = it.querySelector("[data-open]");
    if (link) link.focus({ preventScroll: true });
    it.scrollIntoView({ block: "nearest" });
  });
}

function stepQuote(by) {
  step(all(".quote[id]"), by, (it) => it.classList.contains("lit"), (it) => {
    light(it.dataset.quote, true);
    const letter = it.querySelector(".letter");
    if (letter) letter.focus({ preventScroll: true });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (isTyping(event.target)) event.target.blur();
    else dim();
    return;
  }
  if (isTyping(event.target)) return;
  const box = document.getElementById("q");
  const does = {
    "/": () => { if (box) { box.focus(); box.select(); } },
    j: () => stepResult(1),
    k: () => stepResult(-1),
    n: () => stepQuote(1),
    p: () => stepQuote(-1),
    "?": () => { location.href = "/help"; },
  }[event.key];
  if (does) {
    event.preventDefault();
    does();
  }
});

/* Suggestions while typing: names and words of the archive, as a list below the box */

const PAUSE = 120;
const KINDS = [["speakers", "speaker"], ["organisations", "organisation"], ["words", "word"]];

function suggesting(box) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  box.form.append(list, status);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  Object.entries(state).forEach(([name, value]) => box.setAttribute(name, value));
  let timer = 0;
  let asking = new AbortController();

  const options = () => all("[role=option]", list);
  const active = () => list.querySelector("[aria-selected=true]");
  const open = (isOpen) => {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) activate(null);
  };
  const activate = (option) => {
    options().forEach((it) => it.setAttribute("aria-selected", String(it === option)));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    clearTimeout(timer);
    asking.abort();
    open(false);
  };
  const take = (option) => {
    box.value = option.dataset.query;
    close();
    box.form.requestSubmit();
  };
  const part = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  };
  const show = (found) => {
    const rows = KINDS.flatMap(([name, kind]) => found[name].map((it) => [kind, it]));
    list.replaceChildren(...rows.map(([kind, it], number) => {
      const option = document.createElement("li");
      option.id = `suggestion-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.query = it.query;
      option.append(part("what", it.text), " ", part("note", `${kind} · ${it.count.toLocaleString("en")}`));
      return option;
    }));
    status.textContent = rows.length === 1 ? "1 suggestion" : `${rows.length} suggestions`;
    open(rows.length > 0);
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const typed = box.value;
    if (typed.trim().length < 2 || box.selectionEnd < typed.length) return open(false);
    const address = `/v1/suggest?limit=4&q=${encodeURIComponent(typed)}`;
    const answer = await fetch(address, { signal: asking.signal }).catch(() => null);
    const found = answer && answer.ok ? await answer.json().catch(() => null) : null;
    // What is typed now is what counts.
    if (found && box.value === typed && document.activeElement === box) show(found);
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const choices = [null, ...options()];
    const move = (by) => activate(choices[(choices.indexOf(active()) + by + choices.length) % choices.length]);
    if (list.hidden && event.key === "ArrowDown") ask();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && active()) take(active());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // The box keeps the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

if (document.getElementById("q")) suggesting(document.getElementById("q"));

/* A quotation of an article, with what speaks for its speaker */

const roles = ["cue", "source", "chain"];

function why(key) {
  return document.getElementById(`why-${key}`);
}

/** Takes the light from every quotation. */
function dim() {
  const details = all("details.why.lit");
  all(".lit").forEach((it) => it.classList.remove("lit"));
  roles.forEach((role) => all(`.lit-${role}`).forEach((it) => it.classList.remove(`lit-${role}`)));
  details.forEach((it) => { it.open = false; });
  if (details.length > 0) {
    const address = new URL(location.href);
    address.searchParams.delete("quote");
    history.replaceState(null, "", address);
  }
}

/** Puts the quotations like one below what speaks for it, from the page on which it is open. */
async function addSimilar(details) {
  if (details.dataset.asked || details.querySelector("[data-similar]")) return;
  details.dataset.asked = "yes";
  const answer = await fetch(details.dataset.href).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const similar = page.querySelector(`#${CSS.escape(details.id)} [data-similar]`);
  if (similar) details.append(document.adoptNode(similar));
}

/** Lights one quotation: its words, its cue, its source and the way to the name. */
function light(key, scroll) {
  const details = why(key);
  if (!details) return;
  dim();
  const word = CSS.escape(key);
  all(`[data-quote="${word}"]`).forEach((it) => it.classList.add("lit"));
  roles.forEach((role) => {
    all(`[data-${role}~="${word}"]`).forEach((it) => it.classList.add(`lit-${role}`));
  });
  details.classList.add("lit");
  details.open = true;
  history.replaceState(null, "", details.dataset.href);
  addSimilar(details);
  const beside = details.closest(".beside");
  if (beside && getComputedStyle(beside).position === "sticky") {
    beside.scrollTop += details.getBoundingClientRect().top - beside.getBoundingClientRect().top - 16;
  }
  const quote = document.getElementById(`q-${key}`);
  if (scroll && quote) quote.scrollIntoView({ block: "start" });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a");
  const quote = event.target.closest(".quote");
  if (quote && (!link || link.classList.contains("letter")) && String(getSelection()) === "") {
    event.preventDefault();
    if (quote.classList.contains("lit")) dim();
    else light(quote.dataset.quote, false);
    return;
  }
  if (link && link.matches(".why .close")) {
    event.preventDefault();
    dim();
    return;
  }
  const summary = event.target.closest("details.why > summary");
  if (summary) {
    event.preventDefault();
    const details = summary.parentElement;
    if (details.open) dim();
    else light(details.dataset.why, true);
    details.open = details.classList.contains("lit");
  }
});

// A link to a quotation lights it.
if (location.hash.startsWith("#q-")) light(location.hash.slice(3), true);

/* Dragging over the chart chooses from one bar to another */

for (const chart of all("[data-chart]")) {
  const bars = all("[data-date]", chart);
  const choice = chart.querySelector(".choice");
  const width = chart.viewBox.baseVal.width;
  let from = null;
  let to = null;
  let isFollowed = false;
  const barAt = (event) => {
    const box = chart.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
    return Math.max(0, Math.min(bars.length - 1, at));
  };
  const show = () => {
    const [first, last] = from <= to ? [from, to] : [to, from];
    choice.setAttribute("x", (first * width) / bars.length);
    choice.setAttribute("width", ((last - first + 1) * width) / bars.length);
  };
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    from = to = barAt(event);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (from === null) return;
    to = barAt(event);
    show();
  });
  chart.addEventListener("pointercancel", () => {
    from = null;
    choice.setAttribute("width", 0);
  });
  chart.addEventListener("pointerup", (event) => {
    if (from === null) return;
    to = barAt(event);
    const [first, last] = from <= to ? [from, to] : [to, from];
    from = null;
    isFollowed = true;
    const address = new URL(bars[first].getAttribute("href"), location.href);
    address.searchParams.set("to", bars[last].dataset.date);
    location.href = address;
  });
  // What was dragged or pressed has been followed already.
  chart.addEventListener("click", (event) => { if (isFollowed) event.preventDefault(); });
}
