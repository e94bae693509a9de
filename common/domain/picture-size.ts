import { z } from 'zod';
import { imageFormOf } from './jpeg.ts';

/** Width and height of a picture in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** The bytes of a base64 text; undefined where it's none. Here neither Node’s Buffer nor the browser’s `atob` is at hand, so it's zod's. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return z.core.util.base64ToUint8Array(text);
  } catch {
    return undefined;
  }
}

/**
 * How large a PNG, JPEG, GIF or WebP picture says it is, from its own header (PNG 11.2.1, GIF89a 18, RFC 9649, JPEG B.2.2);
 * undefined where its header doesn't say. A few bytes can unpack to gigabytes: the size is known before anything is unpacked.
 */
export function pictureSizeOf(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (imageFormOf(bytes)) {
      case 'png':
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case 'gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case 'webp':
        return webpSize(view);
      case 'jpeg':
        return jpegSize(view);
      default:
        return undefined;
    }
  } catch (thrown) {
    // It ends before it has said so.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function webpSize(view: DataView): PictureSize | undefined {
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (String.fromCharCode(view.getUint8(12), view.getUint8(13), view.getUint8(14), view.getUint8(15))) {
    case 'VP8X':
      return { width: three(24) + 1, height: three(27) + 1 };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return undefined;
  }
}

function jpegSize(view: DataView): PictureSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    // Start of frame, but for the tables and reserved markers among them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}
