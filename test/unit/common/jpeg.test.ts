import { expect, test } from 'vitest';
import { imageFormOf, lookAtJpeg } from '../../../common/domain/jpeg.ts';
import { photo, photoWithPlace } from '../../support/jpeg.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each<[string, string]>([
  ['MZ\x90\0\x03\0\0\0', 'program'],
  ['\x7fELF\x02\x01', 'program'],
  ['#!/bin/sh\n', 'program'],
  ['\0\0\0\x18ftypheic\0\0\0\0', 'heic'],
  ['\0\0\0\x18ftypmif1\0\0\0\0', 'heic'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ['GIF89a', 'gif'],
  ['', 'unknown'],
  ['hello', 'unknown'],
])('%j is told by its first bytes, whatever it’s called', (first, form) => {
  expect(imageFormOf(bytes(first))).toBe(form);
});

test('a whole JPEG has its size', () => {
  expect(lookAtJpeg(photo())).toEqual({ width: 16, height: 8 });
  expect(lookAtJpeg(photo(300_000))).toEqual({ width: 16, height: 8 });
});

test('one that carries what its camera noted is told, and so is a comment', () => {
  const fault = { fault: 'still carries what its camera noted, such as its place' };
  expect(lookAtJpeg(photoWithPlace())).toEqual(fault);
  const plain = photo();
  const comment = Buffer.concat([plain.subarray(0, 2), bytes('\xff\xfe\0\x04hi'), plain.subarray(2)]);
  expect(lookAtJpeg(comment)).toEqual(fault);
});

test('whatever is cut off, or follows the end, a JPEG isn’t whole; and nothing of it throws', () => {
  const whole = photo(2000);
  for (let length = 0; length < whole.length; length++)
    expect(lookAtJpeg(whole.subarray(0, length))).toHaveProperty('fault');
  expect(lookAtJpeg(Buffer.concat([whole, bytes('<script>')]))).toEqual({ fault: 'ends in the middle' });
  const shifted = Buffer.from(whole);
  shifted[4] = 0xff;
  expect(lookAtJpeg(shifted)).toEqual({ fault: 'is broken' });
});
