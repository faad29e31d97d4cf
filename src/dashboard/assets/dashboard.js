// Everything from the service is written as text, never as HTML.
"use strict";

const byId = (id) => document.getElementById(id);
const tiles = new Map();
// With more tiles than this, healthy tiles start out collapsed.
const COLLAPSE_ABOVE = 12;

let sized = false;

const LABELS = {
  open: "open",
  half_open: "half-open",
  saturated: "saturated",
  failing: "failing",
  bypassed: "overridden",
  none: "healthy",
};

// Writes only changed text, so that screen readers and selections are not disturbed.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function number(value) {
  if (value === null) return "–";
  if (value >= 10000) return `${Math.round(value / 1000)}k`;
  return String(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
}

function duration(seconds) {
  if (seconds === null) return "–";
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 0.01) return `${(seconds * 1e3).toFixed(1)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1e3)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

function clock(inSeconds) {
  const time = new Date(Date.now() + inSeconds * 1000);
  if (Math.abs(inSeconds) > 43200) return time.toLocaleDateString();
  return time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

function stateOf(tile) {
  if (!tile.state) return tile.kinds.join(", ") || "built in code";
  const { label, since, until } = tile.state;
  let text = `${label} for ${duration(since)}, since ${clock(-since)}`;
  if (until > 0) text += `, until ${clock(until)} (${duration(until)})`;
  else if (label === "open") text += ", the next call is a probe";
  else if (tile.trouble === "bypassed" || label.startsWith("forced")) text += ", until it is reset";
  return text;
}

// Updates a definition list in place.
function list(element, rows) {
  while (element.children.length > rows.length) element.lastElementChild.remove();
  rows.forEach(([term, text, bad], place) => {
    let row = element.children[place];
    if (!row) {
      row = document.createElement("div");
      row.append(document.createElement("dt"), document.createElement("dd"));
      element.append(row);
    }
    const [dt, dd] = row.children;
    write(dt, term);
    write(dd, text);
    dd.classList.toggle("bad", Boolean(bad));
  });
}

// The path of a filled line over two minutes, newest second on the right.
function line(values, highest) {
  if (values.length < 2 || Math.max(...values) === 0) return "";
  const first = 120 - values.length;
  const points = values.map((value, place) => `${first + place},${(31 - (30 * value) / highest).toFixed(1)}`);
  return `M${first},32L${points.join("L")}L119,32Z`;
}

function colour(share) {
  if (share >= 0.5) return "var(--open)";
  return share > 0 ? "var(--failing)" : "var(--well)";
}

function draw(view, tile) {
  const article = view.article;
  article.dataset.trouble = tile.trouble;
  const badge = tile.trouble === "open" && tile.state ? tile.state.label : LABELS[tile.trouble];
  write(view.find(".badge"), badge);
  view.find(".critical").hidden = !tile.critical;
  write(view.find(".state"), stateOf(tile));

  const circle = view.find(".circle circle");
  const radius = tile.rate > 0 ? Math.min(30, 6 + 7 * Math.log10(1 + tile.rate)) : 4;
  circle.setAttribute("r", radius.toFixed(1));
  circle.style.fill = tile.rate > 0 ? colour(tile.error_share) : "var(--line)";
  const share = `${Math.round(tile.error_share * 1000) / 10} % errors`;
  write(view.find(".rate"), `${number(tile.rate)}/s`);
  write(view.find(".share"), share);

  const { calls, errors } = tile.sparkline;
  const highest = Math.max(1, ...calls);
  const sparkline = view.find(".sparkline");
  sparkline.setAttribute("aria-label", `Two minutes: at most ${number(Math.max(0, ...calls))} calls a second, ${number(Math.max(0, ...errors))} errors`);
  view.find(".calls").setAttribute("d", line(calls, highest));
  view.find(".errors").setAttribute("d", line(errors, highest));

  const isBad = { failed: true, "timed out": true, refused: true, rejected: true };
  list(view.find(".counters"), tile.counters.map(({ label, count }) => [label, number(count), isBad[label] && count > 0]));

  const full = tile.limit !== null && tile.in_flight >= tile.limit;
  list(view.find(".gauges"), [
    ["in flight", number(tile.in_flight), full],
    ["limit", number(tile.limit)],
    ["waiting", number(tile.waiting), tile.waiting > 0],
    ["retries per call", tile.retries_per_call === null ? "–" : tile.retries_per_call.toFixed(2)],
    ["budget left", tile.budget ? `${tile.budget.left} of ${tile.budget.burst}` : "–", tile.budget && tile.budget.left === 0],
    ["most in flight", number(tile.peak)],
  ]);
  const took = tile.latency || { p50: null, p90: null, p99: null, p995: null };
  const of = took.of === "waits" ? " wait" : "";
  list(view.find(".latency"), [["p50", took.p50], ["p90", took.p90], ["p99", took.p99], ["p99.5", took.p995]].map(
    ([term, seconds]) => [term + of, duration(seconds)]));

  const trouble = [];
  if (tile.last_failure !== null) trouble.push(`Last failure ${duration(tile.last_failure)} ago.`);
  if (tile.last_error) trouble.push(`Last error ${duration(tile.last_error.age)} ago: ${tile.last_error.text}.`);
  write(view.find(".trouble"), trouble.join(" "));

  const isAdjusted = ({ configured, actual }) => configured !== null && configured !== actual;
  const adjusted = tile.settings.some(isAdjusted);
  view.find("details").hidden = tile.settings.length === 0;
  write(view.find("summary"), adjusted ? "Settings: changed at run time" : "Settings");
  view.find("summary").classList.toggle("adjusted", adjusted);
  list(view.find(".settings"), tile.settings.flatMap((it) => isAdjusted(it)
    ? [[`${it.kind}, configured`, it.configured], [`${it.kind}, actual`, it.actual, true]]
    : [[it.configured === null ? `${it.kind}, actual` : `${it.kind}, as configured`, it.actual]]));
  const used = tile.functions.length ? `Used by ${tile.functions.join(", ")}.` : "";
  const foreign = tile.budget && tile.budget.name !== tile.name ? ` Retries use the budget ${tile.budget.name}.` : "";
  write(view.find(".functions"), used + foreign);
}

function add(name) {
  const item = byId("tile").content.firstElementChild.cloneNode(true);
  const article = item.querySelector("article");
  const heading = article.querySelector("h2");
  heading.textContent = name;
  heading.id = `tile-${tiles.size}-${Date.now()}`;
  article.setAttribute("aria-labelledby", heading.id);
  const buttons = article.querySelector(".buttons");
  buttons.setAttribute("aria-label", `Control of ${name}`);
  for (const button of buttons.children) {
    button.addEventListener("click", () => control(name, button.dataset.action));
  }
  const view = { item, article, find: (selector) => article.querySelector(selector), label: null };
  tiles.set(name, view);
  return view;
}

// Puts the tiles in that order. The one that has the focus is not moved, for that would lose it: the
// others are put before and behind it. While the pointer is over buttons, nothing slips under it.
function arrange(order) {
  const parent = byId("tiles");
  for (const item of order) if (item.parentNode !== parent) parent.append(item);
  if (order.length === 0 || parent.querySelector(".buttons:hover")) return;
  const focused = order.findIndex((item) => item.contains(document.activeElement));
  const fixed = Math.max(0, focused);
  for (let place = fixed - 1; place >= 0; place -= 1) {
    if (order[place].nextElementSibling !== order[place + 1]) order[place + 1].before(order[place]);
  }
  if (focused < 0 && parent.firstElementChild !== order[0]) parent.prepend(order[0]);
  for (let place = fixed + 1; place < order.length; place += 1) {
    if (order[place].previousElementSibling !== order[place - 1]) order[place - 1].after(order[place]);
  }
}

function show(frame) {
  const changes = [];
  const present = new Set();
  const order = frame.tiles.map((tile) => {
    const isNew = !tiles.has(tile.name);
    const view = tiles.get(tile.name) || add(tile.name);
    draw(view, tile);
    view.find(".buttons").hidden = !(frame.control && tile.kinds.includes("circuit breaker"));
    const label = tile.state ? tile.state.label : null;
    if (!isNew && label !== view.label) changes.push(`${tile.name} is ${label}`);
    view.label = label;
    present.add(tile.name);
    return view.item;
  });
  for (const [name, view] of tiles) {
    if (!present.has(name)) {
      view.item.remove();
      tiles.delete(name);
    }
  }
  arrange(order);
  if (changes.length) write(byId("changes"), changes.join(", "));

  const counts = Object.entries(LABELS).map(([key, label]) => [frame.tiles.filter((tile) => tile.trouble === key).length, label]);
  const summary = counts.filter(([count]) => count > 0).map(([count, label]) => `${count} ${label}`);
  write(byId("summary"), summary.join(" · ") || "No policies yet.");
  const worst = frame.tiles.filter((tile) => tile.trouble === "open").length;
  document.title = worst ? `(${worst} open) Resilience` : "Resilience";

  if (present.size > COLLAPSE_ABOVE && !sized) {
    byId("brief").checked = true;
    byId("brief").dispatchEvent(new Event("change"));
  }
  sized = true;
  byId("control").hidden = !frame.control;
  byId("hidden").hidden = frame.hidden === 0;
  write(byId("hidden"), `${frame.hidden} more not shown.`);
  byId("conflicts").hidden = frame.conflicts.length === 0;
  const lines = byId("conflicts").querySelector("ul");
  while (lines.children.length > frame.conflicts.length) lines.lastElementChild.remove();
  frame.conflicts.forEach((text, place) => {
    if (!lines.children[place]) lines.append(document.createElement("li"));
    write(lines.children[place], text);
  });
}

async function control(breaker, action) {
  const answer = byId("answer");
  const report = (text, isError) => {
    answer.toggleAttribute("data-error", isError);
    answer.textContent = text;
  };
  const token = byId("token").value;
  if (!token) {
    report("Enter the control token first.", true);
    byId("token").focus();
    return;
  }
  try {
    const response = await fetch("control", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ breaker, action }),
    });
    const body = await response.json();
    if (response.ok) report(`${breaker} is ${body.state}.`, false);
    else report(`Rejected: ${body.error}.`, true);
  } catch (error) {
    report("The service is not responding.", true);
  }
}

// The event stream. Browsers do not reconnect after every error, so this page does.
let source = null;
let lastMessage = 0;

function connection(state, text) {
  const element = byId("connection");
  element.dataset.state = state;
  write(element, text);
  document.body.classList.toggle("lost", state === "lost");
}

function connect() {
  if (source) source.close();
  lastMessage = Date.now();
  source = new EventSource("events");
  source.onmessage = (event) => {
    lastMessage = Date.now();
    connection("live", "live");
    show(JSON.parse(event.data));
  };
  source.onerror = () => connection("lost", "disconnected, reconnecting");
}

setInterval(() => {
  const silent = Date.now() - lastMessage;
  if (silent > 3000) connection("lost", "disconnected, reconnecting");
  if (silent > 5000) connect();
}, 1000);

byId("brief").addEventListener("change", (event) => document.body.classList.toggle("brief", event.target.checked));
byId("control").addEventListener("submit", (event) => event.preventDefault());
connect();
