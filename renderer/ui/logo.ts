import { logo as logoSchema, logoLimit } from '../../common/domain/naming.ts';

/** Sizes that are tried in turn, as the longer edge in pixels, until the picture is small enough. */
const edges = [512, 384, 256, 192, 128, 96];

/** A picture file as a PNG or JPEG data URL that keeps to the limit of a logo, or what is wrong with it. */
export async function logoFromFile(file: File): Promise<{ logo: string } | { fault: string }> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return {
      fault: `${file.name} isn’t a picture that can be read; choose a PNG, JPEG, GIF or WebP picture`,
    };
  }
  try {
    for (const edge of edges) {
      for (const type of ['image/png', 'image/jpeg'] as const) {
        const drawn = drawAt(picture, edge, type);
        if (drawn.length <= logoLimit && logoSchema.safeParse(drawn).success) return { logo: drawn };
      }
    }
    return { fault: 'A logo has at most 70 kB; a smaller picture is needed' };
  } finally {
    picture.close();
  }
}

function drawAt(picture: ImageBitmap, edge: number, type: 'image/png' | 'image/jpeg'): string {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return '';
  if (type === 'image/jpeg') {
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(type, 0.86);
}
