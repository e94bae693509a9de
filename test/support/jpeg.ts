import { createHash } from 'node:crypto';

/** A JPEG of 16 × 8 grey pixels that every decoder takes. */
const tiny = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAIABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APf6KKK//9k=',
  'base64',
);

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** A JPEG with segments put in after its start. */
function withSegments(...segments: Buffer[]): Buffer {
  return Buffer.concat([tiny.subarray(0, 2), ...segments, tiny.subarray(2)]);
}

/** A small photo that carries nothing but its picture; `bytes` large, where that's more, by what a colour profile may hold. */
export function photo(bytes = 0, seed = 0): Buffer {
  const segments: Buffer[] = [];
  for (let left = bytes - tiny.length; left > 4; left -= 65_004) {
    const filling = Buffer.alloc(Math.min(65_000, left - 4), seed);
    if (filling.length >= 4) filling.writeUInt32LE(segments.length * 7 + seed, 0);
    segments.push(segment(0xe2, filling));
  }
  return withSegments(...segments);
}

/** A photo as a phone makes it: EXIF that says that it was taken at 41° 8′ 24″ N, 8° 36′ 36″ W. */
export function photoWithPlace(): Buffer {
  const tiff = Buffer.alloc(26 + 54 + 48);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  entry(tiff, 10, 0x8825, 4, 1, 26);
  tiff.writeUInt16BE(4, 26);
  entry(tiff, 28, 1, 2, 2, 0x4e000000);
  entry(tiff, 40, 2, 5, 3, 80);
  entry(tiff, 52, 3, 2, 2, 0x57000000);
  entry(tiff, 64, 4, 5, 3, 104);
  [41, 8, 24, 8, 36, 36].forEach((value, at) => {
    tiff.writeUInt32BE(value, 80 + at * 8);
    tiff.writeUInt32BE(1, 84 + at * 8);
  });
  return withSegments(segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])));
}

function entry(into: Buffer, at: number, tag: number, type: number, count: number, value: number): void {
  into.writeUInt16BE(tag, at);
  into.writeUInt16BE(type, at + 2);
  into.writeUInt32BE(count, at + 4);
  into.writeUInt32BE(value, at + 8);
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a visit tells of a photo. */
export function described(bytes: Uint8Array, more: object = {}) {
  return {
    ...{ hash: sha256(bytes), bytes: bytes.byteLength, width: 16, height: 8, caption: '', by: 'Ana' },
    ...{ takenAt: '2026-05-04T09:00:00.000Z', place: null },
    ...more,
  };
}
