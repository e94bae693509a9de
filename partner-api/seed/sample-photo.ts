import { createHash } from 'node:crypto';
import { encode } from 'jpeg-js';
import type { Signature, Technician } from '../../common/domain/visits.ts';
import type { VisitPhoto } from '../../common/domain/visit-files.ts';

const [width, height] = [240, 180];
/** Of the places of boxes, which are told on 320 × 240. */
const scale = width / 320;

type Colour = readonly [red: number, green: number, blue: number];
type Box = readonly [left: number, top: number, wide: number, high: number, colour: Colour];

const wall: Colour = [214, 209, 199];
const frame: Colour = [46, 50, 58];
const shelf: Colour = [24, 27, 33];
const device: Colour = [92, 99, 110];
const dark: Colour = [58, 63, 72];
const lights: readonly Colour[] = [
  [72, 210, 120],
  [72, 210, 120],
  [240, 176, 62],
];

/** A cabinet with devices and their lights, as boxes that lie one over the other. */
function cabinet(): Box[] {
  const boxes: Box[] = [
    [0, 0, 320, 240, wall],
    [0, 204, 320, 36, [168, 158, 142]],
    [70, 14, 180, 206, frame],
    [80, 24, 160, 186, shelf],
  ];
  [34, 58, 92, 116, 160, 184].forEach((top, unit) => {
    boxes.push([84, top, 152, 20, unit % 2 === 0 ? device : dark]);
    for (let port = 0; port < 8; port++) boxes.push([92 + port * 11, top + 7, 7, 6, shelf]);
    lights.forEach((light, at) => boxes.push([194 + at * 12, top + 8, 5, 5, light]));
  });
  // Cables that hang out of the third device.
  for (let cable = 0; cable < 4; cable++)
    boxes.push([96 + cable * 22, 106, 3, 50, [206, 96 + cable * 20, 60]]);
  return boxes;
}

/** A photo as the app makes one: a JPEG that carries nothing but its picture, drawn from boxes. */
function drawnPhoto(): Uint8Array {
  const pixels = new Uint32Array(width * height);
  for (const [x, y, wide, high, [red, green, blue]] of cabinet()) {
    const [left, top, right, bottom] = [x, y, x + wide, y + high].map((edge) => Math.round(edge * scale));
    for (let line = top ?? 0; line < (bottom ?? 0); line++)
      pixels.fill((blue << 16) | (green << 8) | red, line * width + (left ?? 0), line * width + (right ?? 0));
  }
  return encode({ data: new Uint8Array(pixels.buffer), width, height }, 82).data;
}

/** What the sample's photo is, and its content. */
export function samplePhoto(by: Technician, takenAt: string): { photo: VisitPhoto; content: Uint8Array } {
  const content = drawnPhoto();
  const hash = createHash('sha256').update(content).digest('hex');
  const described = { hash, bytes: content.byteLength, by: by.name, width, height };
  return {
    photo: { ...described, caption: 'Cabinet after the check', takenAt, place: null },
    content,
  };
}

/** A signature as if a hand had written it. */
export function sampleSignature(by: string, at: string): Signature {
  const loop = Array.from({ length: 90 }, (_each, step) => {
    const turn = step / 6;
    const x = 150 + step * 7 + 46 * Math.cos(turn * 2);
    const y = 170 - 70 * Math.sin(turn * 2) * (1 - step / 130) + 14 * Math.sin(turn);
    return `${Math.round(x)} ${Math.round(y)}`;
  });
  return { by, path: `M${loop.join('L')}M180 250L780 232`, at };
}
