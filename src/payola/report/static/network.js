// The network on a canvas: drag to move, buttons or pinch to zoom, hover to see, click for the posts behind.
const block = document.getElementById('network-data');
if (block) drawNetwork(JSON.parse(block.textContent));

function drawNetwork(net) {
  const canvas = document.getElementById('network-canvas');
  const told = document.getElementById('network-told');
  const least = document.getElementById('network-least');
  const onlyCarried = document.getElementById('network-carried');
  const pen = canvas.getContext('2d');
  const colours = ['#c2410c', '#0f766e', '#6d5bd0', '#b7791f', '#be3a73', '#2f7dc1', '#5b7f22'];
  const degree = new Array(net.labels.length).fill(0);
  for (const [a, b] of net.ends) { degree[a] += 1; degree[b] += 1; }
  const heaviest = Math.max(...net.seen);
  let view = { x: 0, y: 0, zoom: 1 };
  let size = { width: 0, height: 0, ratio: 1 };
  let hovered = -1;
  let chosen = -1;
  let queued = false;

  canvas.hidden = told.hidden = document.getElementById('network-tools').hidden = false;
  const lightest = Math.min(...net.seen);
  least.min = least.value = lightest;
  least.max = Math.max(lightest + 1, [...net.seen].sort((a, b) => a - b)[Math.floor(net.seen.length * 0.95)]);
  if (!net.carried.includes(true)) onlyCarried.closest('label').hidden = true;

  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const reach = (values) => (Math.max(...values) - Math.min(...values)) / 2 || 1;
  const centre = { x: middle(net.x), y: middle(net.y) };
  const extent = { x: reach(net.x), y: reach(net.y) };
  view = { ...centre, zoom: 1 };

  const scale = () => Math.min((size.width / 2 - 26) / extent.x, (size.height / 2 - 26) / extent.y) * view.zoom;
  const toX = (n) => size.width / 2 + (net.x[n] - view.x) * scale();
  const toY = (n) => size.height / 2 + (net.y[n] - view.y) * scale();
  const dot = () => Math.min(1, size.width / 800) * Math.min(1.8, Math.max(1, Math.sqrt(view.zoom)));
  const radius = (n) => Math.min(8, 2.5 + Math.sqrt(degree[n])) * dot();
  const edgeShown = (e) => net.seen[e] >= Number(least.value) && (!onlyCarried.checked || (net.carried[net.ends[e][0]] && net.carried[net.ends[e][1]]));

  function shownNodes() {
    const shown = new Set();
    net.ends.forEach((ends, e) => { if (edgeShown(e)) ends.forEach((n) => shown.add(n)); });
    return shown;
  }

  function resize() {
    const box = canvas.getBoundingClientRect();
    size = { width: box.width, height: box.height, ratio: window.devicePixelRatio || 1 };
    canvas.width = Math.round(box.width * size.ratio);
    canvas.height = Math.round(box.height * size.ratio);
    redraw();
  }

  function redraw() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; paint(); });
  }

  function paint() {
    const ink = getComputedStyle(canvas).color;
    const focus = hovered >= 0 ? hovered : chosen;
    const shown = shownNodes();
    const near = new Set([focus]);
    net.ends.forEach(([a, b], e) => { if (edgeShown(e) && (a === focus || b === focus)) { near.add(a); near.add(b); } });
    pen.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    net.ends.forEach(([a, b], e) => {
      if (!edgeShown(e)) return;
      const touched = focus >= 0 && (a === focus || b === focus);
      const weight = Math.log(1 + net.seen[e]) / Math.log(1 + heaviest);
      pen.globalAlpha = focus < 0 ? 0.12 + 0.4 * weight : touched ? 0.9 : 0.05;
      pen.strokeStyle = ink;
      pen.lineWidth = 0.6 + 2.2 * weight;
      pen.beginPath();
      pen.moveTo(toX(a), toY(a));
      pen.lineTo(toX(b), toY(b));
      pen.stroke();
    });
    for (const n of shown) {
      pen.globalAlpha = focus < 0 || near.has(n) ? 1 : 0.2;
      pen.fillStyle = colours[net.cluster[n]] || '#8a94a3';
      pen.beginPath();
      pen.arc(toX(n), toY(n), radius(n), 0, 7);
      pen.fill();
      if (net.carried[n]) {
        pen.strokeStyle = ink;
        pen.lineWidth = 1.5;
        pen.beginPath();
        pen.arc(toX(n), toY(n), radius(n) + 2.5, 0, 7);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
    if (focus >= 0 && shown.has(focus)) name(focus, ink);
    document.getElementById('network-least-told').textContent = `${least.value} times`;
    told.textContent = focus >= 0 ? describe(focus) : `${shown.size} accounts shown. Click one for its pairs.`;
    canvas.dataset.drawn = String(shown.size);
  }

  function name(n, ink) {
    pen.font = '600 13px system-ui, sans-serif';
    const text = net.labels[n].slice(0, 60);
    const left = Math.min(toX(n) + radius(n) + 6, size.width - pen.measureText(text).width - 6);
    pen.lineWidth = 4;
    pen.strokeStyle = getComputedStyle(document.body).backgroundColor;
    pen.strokeText(text, left, toY(n) + 4);
    pen.fillStyle = ink;
    pen.fillText(text, left, toY(n) + 4);
  }

  function describe(n) {
    const slogan = net.carried[n] ? '; used a slogan’s tag' : '';
    return `${net.labels[n]}: joined to ${degree[n]} ${degree[n] === 1 ? 'account' : 'accounts'}${slogan}; cluster ${net.cluster[n] + 1} for drawing`;
  }

  function nearest(x, y) {
    let best = -1;
    let distance = 14;
    for (const n of shownNodes()) {
      const away = Math.hypot(toX(n) - x, toY(n) - y);
      if (away < distance) { best = n; distance = away; }
    }
    return best;
  }

  function nearestEdge(x, y) {
    let best = -1;
    let distance = 6;
    net.ends.forEach(([a, b], e) => {
      if (!edgeShown(e)) return;
      const [ax, ay, bx, by] = [toX(a), toY(a), toX(b), toY(b)];
      const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
      const away = Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y);
      if (away < distance) { best = e; distance = away; }
    });
    return best;
  }

  function choose(n) {
    chosen = n;
    const place = document.getElementById('network-chosen');
    place.replaceChildren();
    if (n < 0) return;
    const title = document.createElement('h3');
    title.textContent = `${describe(n)}`;
    const list = document.createElement('ul');
    net.ends.forEach(([a, b], e) => {
      if (a !== n && b !== n) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'open';
      button.dataset.finding = net.findings[e];
      button.textContent = `${net.labels[a === n ? b : a]}: ${net.seen[e]} times together`;
      const item = document.createElement('li');
      item.append(button);
      list.append(item);
    });
    place.append(title, list);
  }

  function zoom(factor, x = size.width / 2, y = size.height / 2) {
    const wanted = factor ? Math.max(0.6, Math.min(40, view.zoom * factor)) : 1;
    if (!factor) view = { ...centre, zoom: 1 };
    else {
      const [dx, dy] = [(x - size.width / 2) / scale(), (y - size.height / 2) / scale()];
      const held = { x: view.x + dx, y: view.y + dy };
      view.zoom = wanted;
      view.x = held.x - (x - size.width / 2) / scale();
      view.y = held.y - (y - size.height / 2) / scale();
    }
    redraw();
  }

  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    moved = 0;
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      const now = nearest(event.offsetX, event.offsetY);
      if (now !== hovered) { hovered = now; canvas.style.cursor = now >= 0 ? 'pointer' : 'grab'; redraw(); }
      return;
    }
    const spread = () => { const [p, q] = [...fingers.values()]; return Math.hypot(p.offsetX - q.offsetX, p.offsetY - q.offsetY); };
    const old = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, event);
    moved += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
    if (fingers.size === 2) return zoom(spread() / (old || 1));
    view.x -= (event.offsetX - before.offsetX) / scale();
    view.y -= (event.offsetY - before.offsetY) / scale();
    redraw();
  });
  canvas.addEventListener('pointerup', (event) => {
    fingers.delete(event.pointerId);
    if (moved > 5) return;
    const n = nearest(event.offsetX, event.offsetY);
    const edge = n < 0 ? nearestEdge(event.offsetX, event.offsetY) : -1;
    choose(n);
    redraw();
    if (edge >= 0) canvas.dispatchEvent(new CustomEvent('open-posts', { bubbles: true, detail: net.findings[edge] }));
  });
  canvas.addEventListener('pointercancel', (event) => fingers.delete(event.pointerId));
  canvas.addEventListener('pointerleave', () => { hovered = -1; redraw(); });
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener('keydown', (event) => {
    const step = 0.15 / view.zoom;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; redraw(); }
    else if (event.key === '+') zoom(1.4);
    else if (event.key === '-') zoom(1 / 1.4);
    else return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => zoom(Number(button.dataset.zoom)));
  least.addEventListener('input', redraw);
  onlyCarried.addEventListener('change', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  new ResizeObserver(resize).observe(canvas);
}
