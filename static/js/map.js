// The map: points that are moved, pointed at, coloured and lit. What is lit stands in lists beside
// it, which the server writes; without JavaScript they and the table are the map.

const NEWS_MILLISECONDS = 400;
const STEP = 60; // pixels of an arrow key
const CLOSER = 1.4;

const figure = document.getElementById("map");
const canvas = document.getElementById("map-canvas");
const colourField = document.getElementById("id_colour");
const darkness = matchMedia("(prefers-color-scheme: dark)");

fetch(figure.dataset.points)
  .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(response.status)))
  .then((buffer) => start(readMapPoints(buffer)))
  .catch(() => {
    document.getElementById("map-failed").hidden = false;
    document.getElementById("map-failed").setAttribute("role", "alert");
  })
  .finally(() => document.getElementById("map-loading").remove());

function start(points) {
  const picture = new MapPicture(canvas, points);
  const tip = new MapTip(document.getElementById("map-tip"), figure.dataset.titles, (at) =>
    picture.toPage(at),
  );
  figure.picture = picture; // for those who measure
  picture.look = readMapLook(colourField.value);
  picture.fit();
  new ResizeObserver(() => picture.fit()).observe(canvas);
  showLegend(picture);
  light(picture);
  listenToPointers(picture, tip);
  listenToKeys(picture, tip);
  listenToTools(picture, tip);

  colourField.addEventListener("change", () => {
    picture.alone = null;
    recolour();
  });
  darkness.addEventListener("change", recolour);
  function recolour() {
    picture.look = readMapLook(colourField.value);
    showLegend(picture);
    picture.request();
  }
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "map-lists") return;
    tip.hide();
    light(picture);
  });
}

// The page's own colours, which change with its theme.
function readMapLook(legend) {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--map-${name}`).trim();
  const ground = read("ground");
  const colours = read(legend).split(/\s+/);
  const font = style.getPropertyValue("--pico-font-family-sans-serif");
  const look = { legend, colours, font, ground: packColour(ground) };
  look.full = colours.map((colour) => packColour(colour));
  look.faded = colours.map((colour) => packColour(colour, ground, 0.72));
  for (const name of ["ink", "outline", "chosen", "similar", "favorite"]) look[name] = read(name);
  look.onLit = read("on-lit");
  return look;
}

// #rrggbb as a pixel of an ImageData, so far on its way to another colour.
function packColour(colour, other = colour, share = 0) {
  const parts = [1, 3, 5].map((from) => {
    const [one, two] = [colour, other].map((text) => parseInt(text.slice(from, from + 2), 16));
    return Math.round(one + (two - one) * share);
  });
  return new Uint32Array(new Uint8Array([...parts, 255]).buffer)[0];
}

function showLegend(picture) {
  for (const legend of figure.querySelectorAll("[data-legend]")) {
    legend.hidden = legend.dataset.legend !== picture.look.legend;
    for (const entry of legend.querySelectorAll("[data-colour]")) {
      const colour = Number(entry.dataset.colour);
      const { colours } = picture.look;
      // The last of a legend is what belongs nowhere, and grey.
      entry.firstElementChild.style.backgroundColor = colours[colour];
      entry.setAttribute("aria-pressed", String(!legend.hidden && picture.alone === colour));
    }
  }
  figure.querySelector(".needs-genres").hidden = picture.look.legend !== "genre";
}

// What the lists name. Favourites lie beneath what is similar, the chosen title on top.
function light(picture) {
  const order = ["favorite", "similar", "chosen"];
  const places = new Map();
  const links = [...document.querySelectorAll("#map-lists [data-lit]")];
  const similar = links.filter(({ dataset }) => dataset.lit === "similar");
  links.sort((one, two) => order.indexOf(one.dataset.lit) - order.indexOf(two.dataset.lit));
  for (const link of links) {
    const at = findMapPoint(picture.points, Number(link.dataset.id));
    const nth = similar.indexOf(link) + 1;
    const name = link.dataset.lit === "chosen" ? link.textContent : "";
    if (at >= 0) places.set(at, { at, kind: link.dataset.lit, label: nth ? String(nth) : "", name });
  }
  // Of similar titles the first lie on top.
  picture.lit = [...places.values()].sort(
    (one, two) =>
      order.indexOf(one.kind) - order.indexOf(two.kind) || Number(two.label) - Number(one.label),
  );
  const seen = picture.lit.filter(({ kind }) => kind !== "favorite").map(({ at }) => at);
  if (seen.length) picture.showAll(seen);
  else picture.request();
}

function listenToKeys(picture, tip) {
  let timer;
  const moves = {
    ArrowLeft: () => picture.pan(STEP, 0),
    ArrowRight: () => picture.pan(-STEP, 0),
    ArrowUp: () => picture.pan(0, STEP),
    ArrowDown: () => picture.pan(0, -STEP),
    "+": () => picture.zoomBy(CLOSER),
    "=": () => picture.zoomBy(CLOSER),
    "-": () => picture.zoomBy(1 / CLOSER),
    0: () => picture.showWhole(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = picture.hasCross ? underCross() : tip.at;
    if (event.key === "Enter" && at >= 0) openTitle(tip, picture.points.ids[at]);
    else if (event.key === "Escape") tip.hide();
    else if (moves[event.key]) {
      moves[event.key]();
      setCross(picture, true);
      aim();
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => setCross(picture, false));

  function underCross() {
    return picture.pointAt(canvas.clientWidth / 2, canvas.clientHeight / 2, 2 * TOUCH_PIXELS);
  }

  // What lies under the cross is told once the keys rest.
  function aim() {
    const at = underCross();
    picture.hovered = at;
    at === tip.at ? tip.move() : tip.hide();
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const name = await tip.show(at, picture.points.ids[at], { isPinned: at >= 0 });
      if (name) announce(name);
    }, NEWS_MILLISECONDS);
  }
}

function setCross(picture, hasCross) {
  picture.hasCross = hasCross;
  picture.request();
}

function listenToTools(picture, tip) {
  figure.addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-zoom]")?.dataset.zoom;
    if (tool) {
      if (tool === "whole") picture.showWhole();
      else picture.zoomBy(tool === "in" ? CLOSER : 1 / CLOSER);
      tip.hide();
      picture.hovered = -1;
    }
    const entry = target.closest("[data-colour]");
    if (entry) {
      const colour = Number(entry.dataset.colour);
      picture.alone = picture.alone === colour ? null : colour;
      showLegend(picture);
      picture.request();
    }
  });
  // Pointing at a name of a list shows where it lies.
  for (const [event, isOver] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(event, ({ target }) => {
      const link = target.closest?.("#map-lists [data-lit]");
      if (!link) return;
      picture.hovered = isOver ? findMapPoint(picture.points, Number(link.dataset.id)) : -1;
      picture.request();
    });
  }
}
