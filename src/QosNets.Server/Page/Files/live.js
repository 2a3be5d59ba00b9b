"use strict";

const shown = 300; // seconds in the chart
const averaged = 5; // seconds that the figures under "Now" are means of
const byId = id => document.getElementById(id);
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;
let seconds = [];
let state = null;
let dragging = false;

async function poll() {
  try {
    const after = seconds.length ? seconds[seconds.length - 1].time : 0;
    const response = await fetch(`live/state?after=${after}`, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    state = await response.json();
    seconds = seconds.concat(state.seconds).filter(s => s.time > state.now - shown);
    say("live", false);
    draw();
  } catch (error) {
    say(`no answer from the server (${error.message}); trying again`, true);
  }
  setTimeout(poll, 1000);
}

function say(text, lost) {
  byId("connection").textContent = text;
  byId("connection").classList.toggle("lost", lost);
}

function draw() {
  byId("model").textContent = state.model;
  document.title = `${state.model} – QosNets live`;
  byId("network").textContent = `${state.network} on ${state.dataset}`;
  byId("key-row").hidden = !state.key_needed;
  drawNow();
  drawSlider();
  drawPoints();
  drawChart();
}

const recent = () => seconds.filter(s => s.time >= state.now - averaged);
const sum = (list, value) => list.reduce((total, item) => total + value(item), 0);

/** Mean over the images of some seconds, or null when there were none or one second has no value. */
function mean(list, value) {
  const busy = list.filter(s => s.images > 0);
  if (!busy.length || busy.some(s => value(s) == null)) return null;
  return sum(busy, s => s.images * value(s)) / sum(busy, s => s.images);
}

function drawNow() {
  const last = recent();
  const [power, accuracy] = [mean(last, s => s.power), mean(last, s => s.accuracy)];
  const busy = last.filter(s => s.p50 != null);
  const milliseconds = value => `${(1000 * value).toPrecision(2)} ms`;
  byId("point").textContent = state.point;
  byId("chosen").textContent = state.chosen_by === "governor" ? `${state.governor} governor` : "fixed by a client";
  drawCascade(last);
  byId("power").textContent = power == null ? "no images" : percent(power);
  byId("accuracy").textContent = accuracy == null ? "unknown" : percent(accuracy);
  byId("accuracy-note").textContent = accuracy != null ? "on validation images"
    : state.points.some(p => p.accuracy == null) ? "the bundle has none"
    : last.some(s => s.images > 0) ? "not measured for this cascade" : "no images";
  byId("latency").textContent = busy.length ? milliseconds(sum(busy, s => s.p50) / busy.length) : "–";
  byId("tail").textContent = busy.length ? `99 % within ${milliseconds(Math.max(...busy.map(s => s.p99)))}` : "";
  byId("rate").textContent = Math.round(sum(last, s => s.images) / averaged).toString();
}

/** The share of images that a cascade is unsure of, while one runs. */
function drawCascade(last) {
  const { points, min_margins: margins } = state.cascade;
  const asked = last.filter(s => s.unsure != null);
  byId("unsure-row").hidden = !points && !asked.length;
  byId("unsure").textContent = asked.length ? percent(sum(asked, s => s.images * s.unsure) / sum(asked, s => s.images)) : "no images";
  byId("cascade").textContent = points
    ? `${points.join(" > ")} below a margin of ${margins.map(m => m.toPrecision(3)).join(", ")}`
    : "no cascade at the moment";
}

function drawSlider() {
  const slider = byId("budget");
  const powers = state.points.map(p => p.power);
  // A little more than the points can use, so that both ends can be felt.
  slider.min = Math.max(0, Math.floor(90 * Math.min(...powers)));
  slider.max = Math.min(100, Math.ceil(110 * Math.max(...powers)));
  if (!dragging) showBudget(state.budget);
}

function showBudget(budget) {
  const text = percent(budget);
  byId("budget").value = 100 * budget;
  byId("budget").setAttribute("aria-valuetext", `${text} of exact products`);
  byId("budget-value").textContent = text;
}

function drawPoints() {
  const last = recent();
  const body = byId("points");
  if (body.childElementCount !== state.points.length)
    body.replaceChildren(...state.points.map(p => pointRow(p)));
  state.points.forEach((p, i) => {
    const row = body.children[i];
    const fixed = state.chosen_by === "fixed" && state.point === p.name;
    row.classList.toggle("current", state.point === p.name);
    row.children[3].textContent = sum(last, s => s.points ? s.points[i] : 0).toString();
    row.querySelector("button").setAttribute("aria-pressed", fixed.toString());
    row.querySelector("button").textContent = fixed ? "fixed" : "fix";
  });
}

function pointRow(point) {
  const row = document.createElement("tr");
  const texts = [point.name, percent(point.power), point.accuracy == null ? "unknown" : percent(point.accuracy), "0"];
  row.append(...texts.map(text => Object.assign(document.createElement("td"), { textContent: text })));
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "fix" });
  button.setAttribute("aria-label", `fix the point ${point.name}`);
  button.addEventListener("click", () => change("operating-point", { name: point.name }));
  row.append(Object.assign(document.createElement("td")));
  row.lastChild.append(button);
  return row;
}

function drawChart() {
  const svg = byId("chart");
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const [left, right, top, bottom] = [48, 8, 10, 24];
  const most = 1.1 * Math.max(...state.points.map(p => p.power));
  const x = time => left + (width - left - right) * (time - state.now + shown) / shown;
  const y = power => top + (height - top - bottom) * (1 - Math.min(power, most) / most);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const parts = [];
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find(s => most / s < 6) || 0.5;
  for (let level = 0; level <= most; level += step) {
    parts.push(node("line", { class: "grid", x1: left, x2: width - right, y1: y(level), y2: y(level) }));
    parts.push(node("text", { x: left - 6, y: y(level) + 4, "text-anchor": "end" }, percent(level, 0)));
  }
  for (let minute = 0; minute <= 5; minute++)
    parts.push(node("text", { x: x(state.now - 60 * minute), y: height - 6, "text-anchor": minute ? "middle" : "end" }, minute ? `−${minute} min` : "now"));
  parts.push(node("path", { class: "budget", d: path(s => s.budget, x, y) }));
  parts.push(node("path", { class: "power", d: path(s => s.power, x, y) }));
  svg.replaceChildren(...parts);
  const power = mean(seconds, s => s.power);
  byId("chart-summary").textContent = power == null ? "no images yet" : `mean power ${percent(power)}`;
}

/** A line through the values, broken where there is none. */
function path(value, x, y) {
  let text = "";
  let pen = "M";
  for (const s of seconds) {
    const v = value(s);
    if (v != null) text += `${pen}${x(s.time).toFixed(1)} ${y(v).toFixed(1)}`;
    pen = v == null ? "M" : "L";
  }
  return text;
}

function node(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

async function change(what, body) {
  const headers = { "Content-Type": "application/json" };
  if (byId("key").value) headers["X-QosNets-Key"] = byId("key").value;
  const response = await fetch(`v2/models/${encodeURIComponent(state.model)}/${what}`, { method: "PUT", headers, body: JSON.stringify(body) });
  byId("refusal").textContent = response.ok ? "" : (await response.json()).error;
}

// While the slider moves, one change is under way at a time, and the last one is always sent.
let wanted = null;
let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  while (wanted != null) {
    const budget = wanted;
    wanted = null;
    await change("budget", { budget }).catch(error => { byId("refusal").textContent = `the change was not sent: ${error.message}`; });
  }
  sending = false;
  dragging = false;
}

byId("budget").addEventListener("input", event => {
  dragging = true;
  wanted = event.target.valueAsNumber / 100;
  showBudget(wanted);
  send();
});

poll();
