/** What a file is by its first bytes, whatever it's called. */
export type ImageForm = 'jpeg' | 'png' | 'webp' | 'gif' | 'heic' | 'program' | 'unknown';

/** What a file is by its first bytes, of which a dozen are enough. */
export function imageFormOf(bytes: Uint8Array): ImageForm {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (text.startsWith('GIF8')) return 'gif';
  if (text.slice(4, 8) === 'ftyp' && /^(hei|hev|mif1|msf1|avif)/.test(text.slice(8, 12))) return 'heic';
  if (/^(MZ|\x7fELF|#!|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe)/.test(text)) return 'program';
  return 'unknown';
}

/** Segments that say how the picture is coded and in which colours: JFIF, ICC, Adobe. Any other of an application may tell of a person. */
const plainSegments = new Set([0xe0, 0xe2, 0xee]);

export type JpegLook = { width: number; height: number } | { fault: string };

/**
 * The size of a JPEG that is whole and carries nothing but its picture: no EXIF, no place, no comment, nothing after its end.
 * Otherwise what is wrong, as the end of a sentence about the photo.
 */
export function lookAtJpeg(bytes: Uint8Array): JpegLook {
  if (imageFormOf(bytes) !== 'jpeg') return { fault: 'isn’t a JPEG' };
  if (bytes.at(-2) !== 0xff || bytes.at(-1) !== 0xd9) return { fault: 'ends in the middle' };
  let size: { width: number; height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return { fault: 'is broken' };
    const marker = bytes[at + 1] ?? 0;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || at + 2 + length > bytes.length) return { fault: 'is broken' };
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    if ((isApplication && !plainSegments.has(marker)) || marker === 0xfe)
      return { fault: 'still carries what its camera noted, such as its place' };
    // Start of frame, but for the tables and reserved markers among them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      size = {
        height: ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0),
        width: ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0),
      };
    if (marker === 0xda) return size && size.width > 0 && size.height > 0 ? size : { fault: 'has no size' };
    at += 2 + length;
  }
  return { fault: 'is broken' };
}
