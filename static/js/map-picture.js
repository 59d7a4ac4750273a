// Draws the points. Each pixel is written by ourselves: where no graphics card helps, a browser
// draws 50,000 points so ten times as fast as by canvas commands or by WebGL (docs/map.md).

const MOST_PIXELS = 1_600_000; // on finer screens each is drawn a little larger
const CLOSEST = 200; // times the whole map
const MARGIN = 0.04; // of the shorter side, left free around the whole map

class MapPicture {
  constructor(canvas, points) {
    this.canvas = canvas;
    this.points = points;
    this.context = canvas.getContext("2d", { alpha: false });
    this.look = null; // see map.js
    this.lit = []; // { at, kind, label, name }, the most important last
    this.alone = null; // of the legend's colours, the one that is shown alone
    this.hovered = -1;
    this.hasCross = false;
    this.isWaiting = false;
    this.frames = 0; // drawn so far, for those who measure
    this.showWhole();
  }

  // In device pixels.
  get width() {
    return this.canvas.width;
  }

  get height() {
    return this.canvas.height;
  }

  // Pixels of the canvas for each unit of the map.
  get scale() {
    return ((1 - 2 * MARGIN) * Math.min(this.width, this.height) * this.zoom) / MAP_LARGEST;
  }

  // To the size of its box; pixels of the page times `ratio` are those of the canvas.
  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!clientWidth || !clientHeight) return;
    const finest = Math.sqrt(MOST_PIXELS / (clientWidth * clientHeight));
    this.ratio = Math.min(devicePixelRatio, Math.max(1, finest));
    this.canvas.width = Math.round(clientWidth * this.ratio);
    this.canvas.height = Math.round(clientHeight * this.ratio);
    this.image = this.context.createImageData(this.width, this.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.request();
  }

  showWhole() {
    this.zoom = 1;
    this.centreX = this.centreY = MAP_LARGEST / 2;
    this.request();
  }

  // As close as all of these are seen, with what surrounds them.
  showAll(places) {
    const xs = places.map((at) => this.points.x[at]);
    const ys = places.map((at) => this.points.y[at]);
    const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    this.zoom = Math.min(MAP_LARGEST / Math.max(1.25 * extent, MAP_LARGEST / 12), CLOSEST);
    this.centreX = (Math.max(...xs) + Math.min(...xs)) / 2;
    this.centreY = (Math.max(...ys) + Math.min(...ys)) / 2;
    this.hold();
  }

  pan(dx, dy) {
    this.centreX -= (dx * this.ratio) / this.scale;
    this.centreY -= (dy * this.ratio) / this.scale;
    this.hold();
  }

  // What lies at this place of the canvas stays there.
  zoomBy(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const [mapX, mapY] = this.toMap(x, y);
    this.zoom = Math.min(Math.max(this.zoom * factor, 1), CLOSEST);
    this.centreX = mapX - (x * this.ratio - this.width / 2) / this.scale;
    this.centreY = mapY - (y * this.ratio - this.height / 2) / this.scale;
    this.hold();
  }

  // Nobody loses the map out of sight.
  hold() {
    this.centreX = Math.min(Math.max(this.centreX, 0), MAP_LARGEST);
    this.centreY = Math.min(Math.max(this.centreY, 0), MAP_LARGEST);
    this.request();
  }

  // Pixels of the page, within the canvas, to the map and back.
  toMap(x, y) {
    return [
      this.centreX + (x * this.ratio - this.width / 2) / this.scale,
      this.centreY + (y * this.ratio - this.height / 2) / this.scale,
    ];
  }

  toPage(at) {
    const x = (this.points.x[at] - this.centreX) * this.scale + this.width / 2;
    const y = (this.points.y[at] - this.centreY) * this.scale + this.height / 2;
    return [x / this.ratio, y / this.ratio];
  }

  // The point within so many pixels of the page; -1 where none is.
  pointAt(x, y, most) {
    const [mapX, mapY] = this.toMap(x, y);
    const lit = new Set(this.lit.map(({ at }) => at));
    const shown = this.points.colours[this.look.legend];
    const counts = (at) => this.alone === null || shown[at] === this.alone || lit.has(at);
    return nearestMapPoint(this.points, mapX, mapY, (most * this.ratio) / this.scale, counts);
  }

  // One frame, however often it is asked for until then.
  request() {
    if (this.isWaiting || !this.image || !this.look) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.draw();
    });
  }

  draw() {
    this.pixels.fill(this.look.ground);
    this.drawPoints();
    this.context.putImageData(this.image, 0, 0);
    for (const one of this.lit) this.drawLit(one);
    if (this.hovered >= 0) this.drawRing(this.hovered);
    if (this.hasCross) this.drawCross();
    this.frames++;
  }

  // In device pixels: larger where there are few, and from nearer.
  get radius() {
    const room = Math.sqrt((this.width * this.height) / Math.max(this.points.count, 1));
    const whole = Math.min(Math.max(room / 6, this.ratio), 4 * this.ratio);
    return Math.round(Math.min(whole * Math.sqrt(this.zoom) ** 0.8, 6 * this.ratio));
  }

  drawPoints() {
    const { points, pixels, width, height, scale, radius } = this;
    const { x, y, count } = points;
    const shown = points.colours[this.look.legend];
    const { full, faded } = this.look;
    const left = this.centreX - width / 2 / scale;
    const top = this.centreY - height / 2 / scale;
    // Half the width of each line of a disc.
    const halves = Array.from({ length: 2 * radius + 1 }, (_, line) =>
      Math.floor(Math.sqrt((radius + 0.5) ** 2 - (line - radius) ** 2)),
    );
    const isFaded = (colour) => (this.alone === null ? this.lit.length > 0 : colour !== this.alone);
    const colours = full.map((colour, nth) => (isFaded(nth) ? faded[nth] : colour));
    // What is shown alone comes last, or the others would cover it.
    for (const late of this.alone === null ? [null] : [false, true]) {
      for (let at = 0; at < count; at++) {
        if (late !== null && (shown[at] === this.alone) !== late) continue;
        const px = ((x[at] - left) * scale) | 0;
        const py = ((y[at] - top) * scale) | 0;
        if (px < radius || py < radius || px >= width - radius || py >= height - radius) continue;
        const colour = colours[shown[at]];
        let line = (py - radius) * width + px;
        for (let nth = 0; nth < halves.length; nth++, line += width) {
          const end = line + halves[nth];
          for (let pixel = line - halves[nth]; pixel <= end; pixel++) pixels[pixel] = colour;
        }
      }
    }
  }

  drawLit({ at, kind, label, name }) {
    const { context, ratio, look } = this;
    const [x, y] = this.toPage(at).map((place) => place * ratio);
    const radius = (label || name ? 9 : 5) * ratio;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = look[kind];
    context.fill();
    context.lineWidth = 2 * ratio;
    context.strokeStyle = look.outline;
    context.stroke();
    context.textBaseline = "middle";
    context.fillStyle = look.onLit;
    if (label) {
      context.font = `700 ${11 * ratio}px ${look.font}`;
      context.textAlign = "center";
      context.fillText(label, x, y + 0.5 * ratio);
    }
    if (name) this.drawName(name, x, y);
  }

  drawName(name, x, y) {
    const { context, ratio, look } = this;
    context.font = `650 ${14 * ratio}px ${look.font}`;
    const isLeft = x + 16 * ratio + context.measureText(name).width > this.width;
    context.textAlign = isLeft ? "right" : "left";
    context.lineWidth = 4 * ratio;
    context.lineJoin = "round";
    context.strokeStyle = look.outline;
    context.fillStyle = look.ink;
    const beside = x + (isLeft ? -14 : 14) * ratio;
    context.strokeText(name, beside, y);
    context.fillText(name, beside, y);
  }

  drawRing(at) {
    const { context, ratio, look } = this;
    const [x, y] = this.toPage(at).map((place) => place * ratio);
    context.beginPath();
    context.arc(x, y, this.radius + 4 * ratio, 0, 2 * Math.PI);
    context.lineWidth = 2.5 * ratio;
    context.strokeStyle = look.ink;
    context.stroke();
  }

  drawCross() {
    const { context, ratio, look } = this;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(this.width / 2 + 6 * dx * ratio, this.height / 2 + 6 * dy * ratio);
      context.lineTo(this.width / 2 + 16 * dx * ratio, this.height / 2 + 16 * dy * ratio);
    }
    context.lineWidth = 2 * ratio;
    context.strokeStyle = look.ink;
    context.stroke();
  }
}
