// Shortcuts, dragging over the chart, and lighting a quotation without loading its page again.
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
  const beside = details.closest(".beside");
  if (beside && getComputedStyle(beside).position === "sticky") {
    beside.scrollTo({ top: details.offsetTop - beside.offsetTop - 16 });
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
