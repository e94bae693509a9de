import { imageFormOf } from '../../../common/domain/jpeg.ts';
import { photoEdge, photoSourceLimit } from '../../../common/domain/visit-files.ts';
import { placeIn, type Place } from './exif-place.ts';

/** A photo as it's kept: small enough, and nothing but its picture. */
export interface PreparedPhoto {
  content: Uint8Array<ArrayBuffer>;
  thumbnail: Uint8Array<ArrayBuffer>;
  takenAt: string;
  place: Place | null;
}

/** The longer edge of a thumbnail, in pixels; shown at half of that. */
const thumbnailEdge = 320;
const [quality, thumbnailQuality] = [0.85, 0.7];

/** Makes a photo of a file: smaller, and without what its camera noted. Where it can't be, why not. */
export async function preparePhoto(
  file: File,
  keepsPlace: boolean,
): Promise<PreparedPhoto | { fault: string }> {
  if (file.size > photoSourceLimit)
    return {
      fault: `${file.name} has ${Math.round(file.size / 1024 / 1024)} MB; a photo may have ${photoSourceLimit / 1024 / 1024} MB. Make it smaller, then add it.`,
    };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const form = imageFormOf(bytes);
  if (form === 'program') return { fault: `${file.name} is a program and no photo. It wasn’t opened.` };
  if (form === 'heic')
    return {
      fault: `${file.name} is a HEIC, which can’t be read here. Have the phone save photos as JPEG (“Most compatible”).`,
    };
  if (form === 'unknown') return { fault: `${file.name} is no photo: a JPEG, PNG or WebP is expected.` };
  try {
    const picture = await createImageBitmap(new Blob([bytes]));
    const content = await drawn(picture, photoEdge, quality);
    const thumbnail = await drawn(picture, thumbnailEdge, thumbnailQuality);
    picture.close();
    const place = keepsPlace && form === 'jpeg' ? placeIn(bytes) : null;
    return { content, thumbnail, takenAt: new Date(file.lastModified).toISOString(), place };
  } catch {
    return { fault: `${file.name} is broken: it can’t be read as a picture.` };
  }
}

/** A picture as JPEG, its longer edge no longer than `edge`. */
export async function drawn(
  picture: ImageBitmap,
  edge: number,
  jpegQuality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  // What is transparent would be black in a JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
  return new Uint8Array(await blob.arrayBuffer());
}
