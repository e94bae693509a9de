import type { CommandInput } from '../../common/contract/commands.ts';
import { photosOf } from '../../common/domain/visit-files.ts';
import { photo } from './jpeg.ts';
import type { TestConsole } from './test-console.ts';

/** A photo as the camera gives it, for a visit. */
export const newPhoto = (
  visit: string,
  content: Uint8Array,
  caption = '',
): CommandInput<'visit.addPhoto'> => ({
  ...{ visit, content: new Uint8Array(content), thumbnail: new Uint8Array(photo()) },
  ...{ caption, takenAt: '2026-05-04T09:00:00.000Z', place: null },
});

/** The photos that a visit tells of at a console. */
export const photosIn = async (console: TestConsole, visit: string) =>
  photosOf((await console.give('visit.show', { id: visit })).visit);

/** How the files of a visit are at a console. */
export const filesOf = async (console: TestConsole, id: string) =>
  (await console.give('visit.files', { id })).files;
