// Layout: places the nodes of a directed graph in layers, from top to bottom.
"use strict";

const Layout = (() => {
  const GAP_X = 22;
  const GAP_Y = 46;
  const BEND_WIDTH = 6;
  const SWEEPS = 24;

  /**
   * Places nodes {id, inputs, width, height}, listed producers first. Gives each its x and y (of the centre), and the edges with their
   * points; long edges bend in the layers that they cross.
   */
  function place(nodes) {
    const layers = layered(nodes);
    const edges = bend(nodes, layers);
    order(layers);
    coordinates(layers);
    const all = layers.flat();
    const left = Math.min(...all.map((n) => n.x - n.width / 2));
    all.forEach((n) => (n.x -= left));
    return {
      edges: edges.map((edge) => ({ from: edge.from, to: edge.to, points: edge.path.map((n) => [n.x, n.y]) })),
      width: Math.max(...all.map((n) => n.x + n.width / 2)),
      height: Math.max(...all.map((n) => n.y + n.height / 2)),
    };
  }

  /** Longest paths; what has no inputs is just above its first reader. */
  function layered(nodes) {
    const byId = new Map(nodes.map((n) => [n.id, n]));
    nodes.forEach((n) => {
      n.layer = 0;
      n.up = [];
      n.down = [];
    });
    for (const node of nodes) {
      for (const input of node.inputs) {
        node.layer = Math.max(node.layer, byId.get(input).layer + 1);
        byId.get(input).readers = (byId.get(input).readers || []).concat(node);
      }
    }
    for (const node of nodes) {
      if (node.inputs.length === 0 && node.readers) {
        node.layer = Math.min(...node.readers.map((r) => r.layer)) - 1;
      }
    }
    const layers = [];
    nodes.forEach((n) => (layers[n.layer] = layers[n.layer] || []).push(n));
    for (let i = 0; i < layers.length; i++) layers[i] = layers[i] || [];
    return layers;
  }

  function bend(nodes, layers) {
    const byId = new Map(nodes.map((n) => [n.id, n]));
    const edges = [];
    for (const to of nodes) {
      for (const input of to.inputs) {
        const from = byId.get(input);
        const path = [from];
        for (let layer = from.layer + 1; layer < to.layer; layer++) {
          const point = { width: BEND_WIDTH, height: 0, layer, up: [], down: [], bend: true };
          layers[layer].push(point);
          path.push(point);
        }
        path.push(to);
        for (let i = 1; i < path.length; i++) {
          path[i].up.push(path[i - 1]);
          path[i - 1].down.push(path[i]);
        }
        edges.push({ from, to, path });
      }
    }
    return edges;
  }

  /** Each node near the middle of its neighbours, layer by layer, down and up again; the order with the fewest crossings counts. */
  function order(layers) {
    const number = () => layers.forEach((layer) => layer.forEach((n, i) => (n.position = i)));
    number();
    let best = layers.map((layer) => [...layer]);
    let fewest = crossings(layers);
    for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      const down = sweep % 2 === 0;
      const visited = down ? layers : [...layers].reverse();
      for (const layer of visited) {
        layer.forEach((n, i) => {
          const neighbours = down ? n.up : n.down;
          n.middle = neighbours.length === 0 ? i : neighbours.reduce((s, m) => s + m.position, 0) / neighbours.length;
        });
        layer.sort((a, b) => a.middle - b.middle);
        layer.forEach((n, i) => (n.position = i));
      }
      const now = crossings(layers);
      if (now < fewest) {
        fewest = now;
        best = layers.map((layer) => [...layer]);
      }
    }
    best.forEach((layer, i) => (layers[i] = layer));
    number();
  }

  function crossings(layers) {
    let count = 0;
    for (const layer of layers) {
      const ends = layer.flatMap((n) => n.down.map((m) => m.position).sort((a, b) => a - b));
      for (let i = 0; i < ends.length; i++) {
        for (let j = i + 1; j < ends.length; j++) count += ends[j] < ends[i] ? 1 : 0;
      }
    }
    return count;
  }

  function coordinates(layers) {
    let y = 0;
    for (const layer of layers) {
      const height = Math.max(...layer.map((n) => n.height));
      layer.forEach((n) => (n.y = y + height / 2));
      y += height + GAP_Y;
      let x = 0;
      for (const node of layer) {
        node.x = x + node.width / 2;
        x += node.width + GAP_X;
      }
    }
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      (sweep % 2 === 0 ? layers : [...layers].reverse()).forEach((layer) => align(layer, sweep));
    }
  }

  /** The places nearest to the middles of the neighbours at which the nodes of a layer keep order and distance. */
  function align(layer, sweep) {
    const blocks = [];
    let offset = 0;
    layer.forEach((node, i) => {
      if (i > 0) offset += (layer[i - 1].width + node.width) / 2 + GAP_X;
      const neighbours = sweep % 2 === 0 ? node.up : node.down;
      const all = neighbours.length > 0 && sweep + 2 < SWEEPS ? neighbours : [...node.up, ...node.down];
      const wanted = all.length === 0 ? node.x : all.reduce((s, n) => s + n.x, 0) / all.length;
      const weight = node.bend ? 4 : 1;
      blocks.push({ weight, sum: weight * (wanted - offset), count: 1 });
      while (blocks.length > 1 && mean(blocks.at(-2)) > mean(blocks.at(-1))) {
        const last = blocks.pop();
        const before = blocks.at(-1);
        before.weight += last.weight;
        before.sum += last.sum;
        before.count += last.count;
      }
    });
    let index = 0;
    offset = 0;
    for (const block of blocks) {
      for (let i = 0; i < block.count; i++, index++) {
        if (index > 0) offset += (layer[index - 1].width + layer[index].width) / 2 + GAP_X;
        layer[index].x = mean(block) + offset;
      }
    }
  }

  const mean = (block) => block.sum / block.weight;

  return { place };
})();
