// Page: shows one operator at a time, at sizes that can be changed.
"use strict";

(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  let operator, values, plan, scale;

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== undefined));
    return made;
  }

  const code = (text) => make("code", {}, text);
  const title = (o) => `${o.owner.split(".").pop()}.${o.name}`;
  const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const warned = (o) => o.missed.filter((m) => m.warned);
  const symbols = () => Object.keys(operator.sizes);
  /** Without numbers for sizes that no call can have. */
  const bytesAt = (formula) => (impossible() === undefined ? Sizes.text(formula, values, Sizes.bytes) : "-");

  // Operators

  function listOperators() {
    const wanted = at("filter").value.toLowerCase();
    const items = [];
    let owner;
    for (const o of report.operators) {
      if (!`${o.owner}.${o.name}`.toLowerCase().includes(wanted)) continue;
      if (o.owner !== owner) items.push(make("li", { class: "owner" }, (owner = o.owner).replace(/\./g, ".\u200b")));
      const kernels = count(o.plans[0].kernels.length, "kernel");
      items.push(
        make("li", {}, make("a", { href: `#${link(o)}`, "aria-current": o === operator ? "page" : undefined }, make("span", {}, o.name),
          make("span", { class: "count" }, warned(o).length > 0 ? `${kernels}, ${warned(o).length} missed` : kernels))),
      );
    }
    at("operators").replaceChildren(...items);
  }

  const link = (o) => new URLSearchParams({ operator: `${o.owner}.${o.name}`, line: o.line }).toString();

  /** The part of the address after # names the operator, sizes that differ from the assumed ones, and a node to begin with. */
  function open() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const named = report.operators.filter((o) => `${o.owner}.${o.name}` === asked.get("operator"));
    operator = named.find((o) => String(o.line) === asked.get("line")) || named[0] || report.operators[0];
    if (operator === undefined) {
      at("name").textContent = "No operators";
      return;
    }
    values = new Map(
      Object.entries(operator.sizes)
        .map(([symbol, size]) => [symbol, asked.get(symbol) ?? size])
        .filter(([, size]) => /^\d+$/.test(size))
        .map(([symbol, size]) => [symbol, BigInt(size)]));
    document.title = `${title(operator)} - jdvm fusion report`;
    at("name").textContent = title(operator);
    at("place").textContent = `${operator.owner}, ${operator.file}:${operator.line}`;
    at("signature").replaceChildren(code(signature()));
    listOperators();
    askSizes();
    showPlan(taken().plan);
    showMissed();
    if (operator.nodes[asked.get("node") ?? -1]) choose(Number(asked.get("node")));
  }

  function signature() {
    const parts = operator.parameters.map((p) => {
      const dims = p.shape && p.shape.map((dim, i) => (i === 0 && p.leading ? "..." : dim));
      return `${p.name}: ${p.type}${dims ? `[${dims.join(", ")}]` : ""}`;
    });
    const results = operator.plans[0].results.map((id) => operator.nodes[id]).map((n) => `${n.type}[${n.shape.join(", ")}]`);
    return `(${parts.join(", ")}) -> ${results.join(", ")}`;
  }

  // Sizes

  function askSizes() {
    const inputs = symbols().map((symbol) =>
      make("label", {}, symbol === "..." ? "... (leading dims)" : symbol,
        make("input", { type: "number", min: 0, step: 1, value: values.get(symbol) ?? "", "data-size": symbol, oninput: resize })),
    );
    const choices = operator.samples.map((s, i) =>
      make("option", { value: i }, symbols().map((symbol, k) => `${symbol} = ${s.sizes[k]}`).join(", ")),
    );
    const choose = make("select", { onchange: (event) => chooseSample(event.target.value) }, make("option", { value: "" }, "Sizes with known tiles"), ...choices);
    at("sizes").replaceChildren(...inputs, choices.length > 0 && inputs.length > 0 ? make("label", {}, "Examples", choose) : "");
  }

  function chooseSample(index) {
    if (index === "") return;
    operator.samples[index].sizes.forEach((size, k) => {
      values.set(symbols()[k], BigInt(size));
      document.querySelector(`[data-size="${symbols()[k]}"]`).value = size;
    });
    refresh();
  }

  function resize(event) {
    const valid = /^\d+$/.test(event.target.value);
    event.target.setAttribute("aria-invalid", String(!valid));
    if (valid) {
      values.set(event.target.dataset.size, BigInt(event.target.value));
      refresh();
    }
  }

  function refresh() {
    if (taken().plan !== plan) showPlan(taken().plan);
    else showNumbers();
  }

  /** What the specialiser made of these sizes, or of the nearest ones that it was asked about. */
  function sample() {
    let nearest = { plan: 0, far: Infinity };
    for (const s of operator.samples) {
      const far = symbols().reduce((sum, symbol, k) => sum + Math.abs(Math.log2(s.sizes[k] + 1) - Math.log2(Number(values.get(symbol) ?? 0n) + 1)), 0);
      if (far < nearest.far) nearest = { ...s, far, exact: symbols().every((symbol, k) => BigInt(s.sizes[k]) === values.get(symbol)) };
    }
    return nearest;
  }

  const needsRows = (p) => p.kernels.some((kernel) => kernel.wholeRows || kernel.localOperand);
  const allows = (p) => p.guards.every((guard) => check(guard)[1]);

  /** The plan that a call with these sizes takes, and how that is known. */
  function taken() {
    const near = sample();
    if (near.exact) return { plan: near.plan, how: "as the specialiser decided at build time" };
    const possible = operator.plans.map((_, i) => i).filter((i) => allows(operator.plans[i]));
    const first = possible[0] ?? operator.plans.length - 1;
    if (!needsRows(operator.plans[first])) return { plan: first, how: "computed for these sizes" };
    const assumed = possible.includes(near.plan) ? near.plan : first;
    return { plan: assumed, unknown: true, how: `whether rows of products fit is not known for these sizes; shown as for ${sizesOf(near)}` };
  }

  /** What a plan asks of sizes. */
  function condition(number) {
    const p = operator.plans[number];
    const asked = p.guards.map((guard) => `${guard.left} ${guard.relation} ${guard.right}`);
    if (needsRows(p)) asked.push("rows of products fit the local buffer");
    return asked.join(", ") || "otherwise";
  }

  const sizesOf = (s) => symbols().map((symbol, k) => `${symbol} = ${s.sizes[k]}`).join(", ");

  // Numbers

  /** Why no call has the sizes above; undefined if calls may have them. */
  function impossible() {
    const open = symbols().filter((symbol) => !values.has(symbol));
    if (open.length > 0) {
      return `No sizes were found at build time that satisfy all conditions. Give sizes for ${open.join(", ")} above, or with -Ajdvm.sizes.`;
    }
    const negative = operator.parameters.flatMap((p) => p.shape || []).find((dim) => {
      try {
        return Sizes.evaluate(dim, values) < 0n;
      } catch {
        return true;
      }
    });
    if (negative !== undefined) return `No call has these sizes: ${negative} is not a size.`;
    const broken = operator.requirements.find((r) => !check(r)[1]);
    if (broken === undefined) return undefined;
    const relation = broken.relation === "~" ? "broadcasts with" : broken.relation;
    return `No call has these sizes: ${broken.left} ${relation} ${broken.right} (${broken.origin}) does not hold.`;
  }

  function showNumbers() {
    const shown = operator.plans[plan];
    const stored = shown.stored.length;
    const near = sample();
    const why = impossible();
    at("summary").replaceChildren(
      ...(why === undefined ? [] : [card("Sizes", "No call has these sizes", why, "wide broken")]),
      card("Fusion", `${count(shown.operations, "operation")} in ${count(shown.kernels.length, "kernel")}`,
        `launches ${shown.launches[0]} \u2192 ${shown.launches[1]}`),
      card("Memory traffic", `${bytesAt(shown.bytes[0])} \u2192 ${bytesAt(shown.bytes[1])}`, formulas(shown), "wide"),
      card("Intermediate tensors", `${stored} of ${shown.intermediates} in memory`,
        stored === 0 ? "no tensor between operations reaches memory" : `${bytesAt(shown.stored.map((s) => s.bytes).join(" + "))} of workspace at most`),
      ...(operator.plans.length > 1 ? [guard()] : []),
    );
    showKernels(shown, near);
    showChecks();
  }

  function guard() {
    const now = taken();
    const name = now.plan === plan ? "Plan taken" : "Plan shown, but another one is taken";
    return card(name, `${now.unknown ? "perhaps " : ""}${plan + 1}: ${condition(plan)}`, now.how, "wide");
  }

  function card(name, big, small, kind) {
    return make("div", { class: `card ${kind || ""}` }, make("h3", {}, name), make("div", { class: "big" }, big), make("div", { class: "small" }, small));
  }

  /** How the traffic depends on the sizes; folded away where it is long. */
  function formulas(shown) {
    const text = `${shown.bytes[0]} \u2192 ${shown.bytes[1]} bytes`;
    if (text.length <= 90) return ratio(shown) + text;
    return make("details", {}, make("summary", {}, `${ratio(shown)}formulas`), text);
  }

  function ratio(shown) {
    if (impossible() !== undefined) return "";
    try {
      const [before, after] = shown.bytes.map((formula) => Number(Sizes.evaluate(formula, values)));
      return after > 0 ? `${(before / after).toFixed(1)} times less: ` : "";
    } catch {
      return "";
    }
  }

  function showKernels(shown, near) {
    const tiles = near.plan === plan && near.rows ? near : undefined;
    const other = tiles && !tiles.exact ? "number other" : "number";
    const rows = shown.kernels.map((kernel, k) =>
      make("tr", {},
        make("td", {}, chip(k)),
        make("td", {}, kernel.matmul ? (kernel.localOperand ? "matrix product, left operand computed" : kernel.wholeRows ? "matrix product, rows reduced" : "matrix product") : kernel.reduced.some(Boolean) ? "rows reduced" : "elementwise"),
        make("td", {}, code(kernel.axes.map((axis, i) => axis + (kernel.reduced[i] ? " (reduced)" : "")).join(" x ") || "1")),
        make("td", { class: "number" }, String(kernel.nodes.length)),
        make("td", { class: "number", title: `${kernel.bytes} bytes` }, bytesAt(kernel.bytes)),
        make("td", { class: other }, tiles ? `${tiles.rows[k]} x ${tiles.columns[k]}` : "-"),
        make("td", { class: other }, tiles ? String(tiles.tasks[k]) : "-"),
        make("td", { class: other }, tiles ? String(tiles.turns[k]) : "-"),
        make("td", { class: other }, tiles ? Sizes.bytes(tiles.localBytes[k]) : "-")),
    );
    const head = [["", ""], ["Kind", ""], ["Iteration space", ""], ["Operations", "number"], ["Traffic", "number"], ["Tile", other],
      ["Tasks", other], ["Turns", other], ["Local buffer", other]];
    const machine = report.machine;
    const about = tiles === undefined
      ? "The specialiser was not asked about sizes that take this plan."
      : `Tiles as the specialiser chose them at build time for ${tiles.exact ? "these sizes" : `${sizesOf(tiles)}, the nearest sizes in this report, and not for those above`}`
        + `, on a machine of ${machine.cores} cores with ${Sizes.bytes(machine.localBufferBytes)} of local buffer. Traffic is computed from its formula for the sizes above.`;
    at("kernels").replaceChildren(
      make("div", { class: "tables" }, make("table", {},
        make("thead", {}, make("tr", {}, ...head.map(([name, kind]) => make("th", { class: kind }, name)))), make("tbody", {}, ...rows))),
      make("p", { class: "note" }, about),
    );
  }

  function showChecks() {
    const rows = operator.requirements.map((r) => {
      const [text, holds] = check(r);
      return make("tr", {}, make("td", {}, code(`${r.left} ${r.relation === "~" ? "broadcasts with" : r.relation} ${r.right}`)),
        make("td", {}, r.origin), make("td", { class: holds ? "" : "broken" }, text));
    });
    at("checks").replaceChildren(
      rows.length === 0
        ? make("p", { class: "note" }, "Nothing but the sizes that parameters share.")
        : make("div", { class: "tables" }, make("table", {}, make("thead", {}, make("tr", {}, ...["Condition", "Asked for by", "At these sizes"].map((h) => make("th", {}, h)))), make("tbody", {}, ...rows))),
    );
  }

  function check(r) {
    try {
      const [left, right] = [r.left, r.right].map((formula) => Sizes.evaluate(formula, values));
      const numbers = `${left} and ${right}`;
      if (r.relation === "~") {
        if (left === right) return [`equal (${left})`, true];
        if (left === 1n) return [`the left one is 1 and is repeated (${numbers})`, true];
        if (right === 1n) return [`the right one is 1 and is repeated (${numbers})`, true];
        return [`broken: a call with ${numbers} fails`, false];
      }
      const holds = { "==": left === right, "!=": left !== right, "<": left < right, "<=": left <= right }[r.relation];
      return [holds ? `holds (${numbers})` : `broken: a call with ${numbers} fails`, holds];
    } catch (error) {
      return [`undefined (${error.message})`, false];
    }
  }

  function showMissed() {
    const message = (m) =>
      make("div", { class: "warning" }, make("b", {}, m.code), " ", m.text.replace(/^\w+: /, ""), " ",
        make("button", { type: "button", onclick: () => choose(m.node) }, "Show it"));
    const small = operator.missed.filter((m) => !m.warned);
    at("missed").replaceChildren(
      ...warned(operator).map(message),
      small.length === 0 ? "" : make("details", {}, make("summary", {}, `${count(small.length, "missed fusion")} without a warning: small, or silenced`), ...small.map(message)),
    );
  }

  // Drawing

  function showPlan(number) {
    plan = number;
    at("plans").replaceChildren(...(operator.plans.length < 2 ? [] : operator.plans.map((_, i) =>
      make("button", { type: "button", "aria-pressed": String(i === plan), onclick: () => showPlan(i) }, `${i + 1}: ${condition(i)}`))));
    at("legend").replaceChildren(...operator.plans[plan].kernels.map((_, k) =>
      make("button", { type: "button", "aria-pressed": "false", "data-kernel": k, style: `background:${Graph.fill(k)};border-color:${Graph.line(k)}`, onclick: () => chooseKernel(k) }, `kernel ${k}`)));
    const size = Graph.draw(at("graph"), operator, operator.plans[plan], choose);
    at("graph").dataset.width = size[0];
    at("graph").dataset.height = size[1];
    at("details").replaceChildren(make("p", { class: "note" }, "Choose an operation or a kernel to see what was decided about it, and why."));
    zoom("start");
    showNumbers();
  }

  function zoom(how) {
    const svg = at("graph");
    const area = at("scroll");
    const fit = Math.min((area.clientWidth - 8) / svg.dataset.width, (area.clientHeight - 8) / svg.dataset.height);
    if (how === "fit") scale = Math.min(1.5, fit);
    else if (how === "start") scale = Math.min(1, Math.max(fit, 0.7));
    else scale = Math.min(4, Math.max(0.1, scale * (how === "in" ? 1.25 : 0.8)));
    // what is in the middle stays there; at first that is the middle of the top
    const x = how === "start" ? 0.5 : (area.scrollLeft + area.clientWidth / 2) / area.scrollWidth;
    const y = how === "start" ? 0 : (area.scrollTop + area.clientHeight / 2) / area.scrollHeight;
    svg.setAttribute("width", svg.dataset.width * scale);
    svg.setAttribute("height", svg.dataset.height * scale);
    area.scrollLeft = x * area.scrollWidth - area.clientWidth / 2;
    area.scrollTop = y * area.scrollHeight - area.clientHeight / 2;
  }

  function mark(chosen, kernel) {
    document.querySelectorAll(".node").forEach((node) => {
      node.setAttribute("aria-pressed", String(Number(node.dataset.node) === chosen));
      node.classList.toggle("dim", kernel !== undefined && !node.dataset.kernels.includes(` ${kernel} `));
    });
    document.querySelectorAll("[data-kernel]").forEach((b) => b.setAttribute("aria-pressed", String(Number(b.dataset.kernel) === kernel)));
  }

  function chip(kernel) {
    return make("span", { class: "chip", style: `background:${Graph.fill(kernel)};border-color:${Graph.line(kernel)}` }, String(kernel));
  }

  function choose(id) {
    mark(id, undefined);
    document.querySelector(`[data-node="${id}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const shown = operator.plans[plan];
    const node = operator.nodes[id];
    const said = shown.decisions.filter((d) => d.node === id);
    const missed = operator.missed.filter((m) => m.node === id);
    at("details").replaceChildren(
      make("h3", {}, node.op === "input" ? `Parameter ${node.text.replace(/^.* = input /, "")}` : node.op),
      make("pre", {}, node.text),
      make("dl", {},
        make("dt", {}, "Source"), make("dd", {}, `${node.file}:${node.line} `, code(node.code)),
        make("dt", {}, "Size"), make("dd", {}, `${bytesAt(node.bytes)} (${node.bytes} bytes)`),
        make("dt", {}, "Place"), make("dd", {}, ...where(shown, node))),
      said.length > 0 ? make("h3", {}, "Decisions") : "",
      make("ul", {}, ...said.map((d) => make("li", { class: d.fused ? "yes" : "no" }, chip(d.kernel), ` ${d.reason} (rule ${d.rule})`))),
      ...missed.map((m) => make("p", {}, make("b", {}, `${m.code} `), m.text.replace(/^\w+: /, ""))),
    );
  }

  function where(shown, node) {
    const kernels = Graph.kernelsOf(operator, shown)[node.id];
    const stored = shown.stored.find((s) => s.node === node.id);
    if (node.op === "input") return ["memory of the caller"];
    if (node.view) return [`no elements in memory: addresses in %${Graph.base(operator, node.id)}`];
    const computed = kernels.flatMap((k) => [chip(k), " "]);
    if (shown.results.includes(node.id)) return ["computed in kernel ", ...computed, ", stored as a result"];
    if (stored) return ["computed in kernel ", ...computed, `, kept in memory from kernel ${stored.kernels[0]} to ${stored.kernels[1]}`];
    return ["only in the local buffer, in kernel ", ...computed];
  }

  function chooseKernel(k) {
    const kernel = operator.plans[plan].kernels[k];
    mark(undefined, k);
    at("details").replaceChildren(
      make("h3", {}, "Kernel ", chip(k)),
      make("dl", {},
        make("dt", {}, "Axes"), make("dd", {}, code(kernel.axes.map((a, i) => a + (kernel.reduced[i] ? " (reduced)" : "")).join(" x ") || "1")),
        make("dt", {}, "Traffic"), make("dd", {}, `${bytesAt(kernel.bytes)} (${kernel.bytes} bytes)`),
        make("dt", {}, "Computes"), make("dd", {}, count(kernel.nodes.length, "operation")),
        ...(kernel.localOperand ? [make("dt", {}, "Guard"), make("dd", {}, "rows of the left operand must fit the local buffer")] : []),
        ...(kernel.wholeRows ? [make("dt", {}, "Guard"), make("dd", {}, "rows of the product must fit the local buffer")] : [])),
      make("h3", {}, "Steps on a tile"),
      make("pre", {}, kernel.steps.join("\n")),
    );
  }

  at("filter").addEventListener("input", listOperators);
  at("zoom").addEventListener("click", (event) => event.target.dataset.zoom && zoom(event.target.dataset.zoom));
  at("scroll").addEventListener("wheel", (event) => {
    if (event.ctrlKey) {
      event.preventDefault();
      zoom(event.deltaY < 0 ? "in" : "out");
    }
  }, { passive: false });
  addEventListener("hashchange", open);
  open();
})();
