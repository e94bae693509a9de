import { expect, test } from 'vitest';
import { logoLimit, pictureLogo } from '../../../common/domain/naming.ts';

const bytesOf = (text: string, size = 0) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(size)]);
function png(width: number, height: number): Buffer {
  const bytes = bytesOf('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 17);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
function gif(width: number, height: number): Buffer {
  const bytes = bytesOf('GIF89a', 8);
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}
function webp(width: number, height: number): Buffer {
  const bytes = bytesOf('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0', 12);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}
function jpeg(width: number, height: number): Buffer {
  const bytes = bytesOf('\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08', 10);
  bytes.writeUInt16BE(height, 13);
  bytes.writeUInt16BE(width, 15);
  return bytes;
}
const url = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`;
const said = (text: string) => pictureLogo.safeParse(text).error?.issues[0]?.message;
const svg = bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

test.each([
  ['nothing', ''],
  ['a PNG', url('png', png(2000, 40))],
  ['a GIF', url('gif', gif(140, 36))],
  ['a WebP', url('webp', webp(140, 2000))],
  ['a JPEG', url('jpeg', jpeg(140, 36))],
])('%s is a logo', (_what, logo) => {
  expect(said(logo)).toBeUndefined();
});

test.each([
  ['SVG, which can carry script,', url('svg+xml', svg), 'PNG, JPEG, GIF or WebP'],
  ['SVG that is called a PNG', url('png', svg), 'isn’t the picture that it says it is'],
  ['a page that is called a GIF', url('gif', bytesOf('<!doctype html><script>')), 'isn’t the picture'],
  ['a JPEG that is called a PNG', url('png', jpeg(10, 10)), 'isn’t the picture'],
  ['a RIFF that is a sound', url('webp', bytesOf('RIFF\0\0\0\0WAVEfmt ')), 'isn’t the picture'],
  ['an address elsewhere', 'https://evil.example/track.png', 'PNG, JPEG, GIF or WebP'],
  ['a way out of the attribute', 'data:image/png;base64,iVBORw0KGgo" onerror="x', 'PNG, JPEG, GIF or WebP'],
  ['what is huge', url('png', Buffer.concat([png(10, 10), Buffer.alloc(logoLimit)])), 'at most 70 kB'],
  ['a PNG that unpacks to gigabytes', url('png', png(60_000, 60_000)), 'at most 2,000 pixels'],
  ['a PNG that ends before its size', url('png', png(10, 10).subarray(0, 18)), 'size can’t be told'],
  ['a JPEG whose size is hidden', url('jpeg', bytesOf('\xff\xd8\xff\xe0\0\x04ab\0\0')), 'size can’t be told'],
  ['a WebP of an unknown kind', url('webp', bytesOf('RIFF\0\0\0\0WEBPVP9 ', 20)), 'size can’t be told'],
  ['a GIF too wide', url('gif', gif(2001, 1)), 'at most 2,000 pixels'],
  ['a WebP too high', url('webp', webp(1, 16_384)), 'at most 2,000 pixels'],
  ['a JPEG too high', url('jpeg', jpeg(1, 2001)), 'at most 2,000 pixels'],
])('%s is no logo', (_what, logo, because) => {
  expect(said(logo)).toContain(because);
});
