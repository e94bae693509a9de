/** Where a photo was taken, in degrees. */
export interface Place {
  latitude: number;
  longitude: number;
}

const gpsDirectory = 0x8825;

/** The place that a JPEG's EXIF tells of; null where it tells of none. Reads no more than the segments before the picture. */
export function placeIn(jpeg: Uint8Array): Place | null {
  try {
    const tiff = exifOf(jpeg);
    return tiff && placeInTiff(tiff);
  } catch {
    // An offset that leads out of the file: then nothing of it is believed.
    return null;
  }
}

function exifOf(jpeg: Uint8Array): DataView | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (
    let at = 2;
    at + 10 < view.byteLength && view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda;
  ) {
    const length = view.getUint16(at + 2);
    if (view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966)
      return new DataView(jpeg.buffer, jpeg.byteOffset + at + 10, length - 8);
    at += 2 + length;
  }
  return null;
}

function placeInTiff(tiff: DataView): Place | null {
  const little = tiff.getUint16(0) === 0x4949;
  const entries = (directory: number) => {
    const found = new Map<number, number>();
    for (let each = 0; each < tiff.getUint16(directory, little); each++) {
      const at = directory + 2 + each * 12;
      found.set(tiff.getUint16(at, little), at + 8);
    }
    return found;
  };
  const gps = entries(tiff.getUint32(4, little)).get(gpsDirectory);
  if (gps === undefined) return null;
  const parts = entries(tiff.getUint32(gps, little));
  const degrees = (reference: number, value: number, negative: string): number | null => {
    const [side, at] = [parts.get(reference), parts.get(value)];
    if (side === undefined || at === undefined) return null;
    const from = tiff.getUint32(at, little);
    const ratio = (index: number) =>
      tiff.getUint32(from + index * 8, little) / tiff.getUint32(from + index * 8 + 4, little);
    const sum = ratio(0) + ratio(1) / 60 + ratio(2) / 3600;
    return String.fromCharCode(tiff.getUint8(side)) === negative ? -sum : sum;
  };
  const [latitude, longitude] = [degrees(1, 2, 'S'), degrees(3, 4, 'W')];
  if (latitude === null || longitude === null) return null;
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isPlace ? { latitude, longitude } : null;
}
