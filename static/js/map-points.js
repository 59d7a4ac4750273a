// The points of the map, as `recommendations/map/drawing.py` packs them: little-endian, all x, then
// all y, and so on, so that they are typed arrays as they come.

const MAP_LARGEST = 65535; // places are from 0 to this, x to the right and y downwards
const MAP_LEGENDS = ["genre", "decade", "kind"];

// Throws a RangeError where the bytes are not as many as they say.
function readMapPoints(buffer) {
  const count = new DataView(buffer).getUint32(0, true);
  const x = new Uint16Array(buffer, 4, count);
  const y = new Uint16Array(buffer, 4 + 2 * count, count);
  const steps = new Uint32Array(buffer, 4 + 4 * count, count);
  const ids = new Float64Array(count); // beyond 32 bits too
  for (let at = 0, id = 0; at < count; at++) ids[at] = id += steps[at];
  const colours = {};
  MAP_LEGENDS.forEach((legend, nth) => {
    colours[legend] = new Uint8Array(buffer, 4 + (8 + nth) * count, count);
  });
  return { count, x, y, ids, colours };
}

// Where a title stands in the arrays; -1 for one that has no place. Ids ascend.
function findMapPoint({ ids, count }, id) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

// The point that is nearest to a place and no farther than `most`; -1 where there is none. `counts`
// says whether a point does. 50,000 take a fifth of a millisecond: an index would gain nothing.
function nearestMapPoint({ x, y, count }, atX, atY, most, counts) {
  let best = -1;
  let least = most * most;
  for (let at = 0; at < count; at++) {
    const dx = x[at] - atX;
    const dy = y[at] - atY;
    const distance = dx * dx + dy * dy;
    if (distance <= least && counts(at)) {
      least = distance;
      best = at;
    }
  }
  return best;
}
