// Graph: draws the operations of an operator, coloured by the kernels that compute them.
"use strict";

const Graph = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 16;
  const PLAIN = "#f4f4f1";

  /** Neighbouring kernels get colours far apart. */
  const hue = (kernel) => (205 + kernel * 137.5) % 360;
  const fill = (kernel) => `hsl(${hue(kernel)} 70% 87%)`;
  const line = (kernel) => `hsl(${hue(kernel)} 45% 42%)`;

  function element(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }

  /** For each node the kernels that compute it; a view belongs to those of what it views. */
  function kernelsOf(operator, plan) {
    const kernels = operator.nodes.map(() => []);
    plan.kernels.forEach((kernel, number) => kernel.nodes.forEach((id) => kernels[id].push(number)));
    return kernels;
  }

  /** The node that a view looks at. */
  function base(operator, id) {
    let node = operator.nodes[id];
    while (node.view) node = operator.nodes[node.inputs[0]];
    return node.id;
  }

  /** An edge carries a tensor through memory if no kernel computes both of its ends. */
  function throughMemory(operator, kernels, from, to) {
    const producers = kernels[base(operator, from)];
    const readers = operator.nodes[to].view ? viewReaders(operator, kernels, to) : kernels[to];
    return !readers.some((kernel) => producers.includes(kernel));
  }

  function viewReaders(operator, kernels, view) {
    return operator.nodes
      .filter((node) => node.inputs.includes(view))
      .flatMap((node) => (node.view ? viewReaders(operator, kernels, node.id) : kernels[node.id]));
  }

  /** Draws into an SVG element; select(id) is called for a node that is chosen. */
  function draw(svg, operator, plan, select) {
    const kernels = kernelsOf(operator, plan);
    const measure = document.createElement("canvas").getContext("2d");
    const width = (text, font) => {
      measure.font = font;
      return measure.measureText(text).width;
    };
    const nodes = operator.nodes
      .filter((node) => node.op !== "input" || operator.nodes.some((other) => other.inputs.includes(node.id)))
      .map((node) => {
        const title = node.op === "input" ? node.text.replace(/^.* = input /, "") : node.op;
        const detail = `${node.type}[${node.shape.join(", ")}]`;
        const wide = Math.max(width(title, "600 13px sans-serif"), width(detail, "11px monospace")) + 24;
        return { id: node.id, inputs: node.inputs, node, title, detail, width: Math.max(64, wide), height: node.view ? 34 : 40 };
      });
    const placed = Layout.place(nodes);
    const stored = new Set(plan.stored.map((tensor) => tensor.node));
    const edges = element("g", { class: "edges" });
    for (const edge of placed.edges) {
      const memory = throughMemory(operator, kernels, edge.from.id, edge.to.id);
      edges.append(
        element("path", { d: curve(edge), class: memory ? "edge memory" : "edge", "marker-end": memory ? "url(#arrow-memory)" : "url(#arrow)" }),
      );
    }
    const drawn = element("g", {});
    for (const at of nodes) {
      drawn.append(node(at, kernels[at.id], stored.has(at.id), plan.results.includes(at.id), select));
    }
    svg.replaceChildren(arrows(), element("g", { transform: `translate(${MARGIN} ${MARGIN})` }, edges, drawn));
    const size = [placed.width + 2 * MARGIN, placed.height + 2 * MARGIN];
    svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    return size;
  }

  function curve(edge) {
    const points = edge.points.map(([x, y]) => [x, y]);
    points[0][1] += edge.from.height / 2;
    points.at(-1)[1] -= edge.to.height / 2 + 5;
    let path = `M${points[0]}`;
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1];
      const [x1, y1] = points[i];
      const middle = (y0 + y1) / 2;
      path += `C${x0},${middle} ${x1},${middle} ${x1},${y1}`;
    }
    return path;
  }

  function arrows() {
    const arrow = (id, kind) =>
      element(
        "marker",
        { id, class: kind, viewBox: "0 0 8 8", refX: 2, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
        element("path", { d: "M0,0L8,4L0,8z" }),
      );
    return element("defs", {}, arrow("arrow", "arrow"), arrow("arrow-memory", "arrow memory"));
  }

  function node(at, kernels, stored, result, select) {
    const { node } = at;
    const left = at.x - at.width / 2;
    const top = at.y - at.height / 2;
    const kind = node.op === "input" ? "input" : node.view ? "view" : "operation";
    const where = kernels.length > 0 ? `kernel ${kernels.join(" and ")}` : kind === "view" ? "a view" : "an argument";
    const group = element("g", {
      class: `node ${kind}${stored ? " stored" : ""}${result ? " result" : ""}`,
      tabindex: 0,
      role: "button",
      "data-node": node.id,
      "data-kernels": ` ${kernels.join(" ")} `,
      "aria-label": `${at.title} ${at.detail}, ${where}${stored ? ", kept in memory" : ""}`,
    });
    const box = { x: left, y: top, width: at.width, height: at.height, rx: kind === "input" ? at.height / 2 : 7 };
    const colour = kernels.length > 0 ? `fill:${fill(kernels[0])};stroke:${line(kernels[0])}` : kind === "view" ? "" : `fill:${PLAIN}`;
    group.append(element("rect", { ...box, style: colour }));
    // computed in several kernels: a stripe for each other one
    kernels.slice(1, 6).forEach((kernel, i) => {
      group.append(
        element("rect", { x: left + at.width - 7 * (i + 1) - 3, y: top + 4, width: 5, height: at.height - 8, rx: 2, class: "stripe", style: `fill:${line(kernel)}` }),
      );
    });
    if (stored || result) {
      group.append(element("rect", { ...box, x: left - 4, y: top - 4, width: at.width + 8, height: at.height + 8, rx: 10, class: "frame" }));
    }
    group.append(
      element("text", { x: at.x, y: at.y - 3, class: "title" }, at.title),
      element("text", { x: at.x, y: at.y + 12, class: "detail" }, at.detail),
      element("title", {}, `${node.text}\n${where}`),
    );
    group.addEventListener("click", () => select(node.id));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        select(node.id);
      }
    });
    return group;
  }

  return { draw, kernelsOf, base, fill, line };
})();
