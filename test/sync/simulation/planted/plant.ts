import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { plantedBugs, type PlantedBug } from './bugs.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The planted bug of a name. @throws Error naming those there are */
export function bugNamed(name: string): PlantedBug {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (!found)
    throw new Error(
      `There is no planted bug ${name}. There are: ${plantedBugs.map((bug) => bug.name).join(', ')}`,
    );
  return found;
}

/** A source with a bug's patches in it. @throws Error when the text of a patch isn't there exactly once */
export function patched(source: string, file: string, { name, patches }: PlantedBug): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { find, replace }) => {
      const times = text.split(find).length - 1;
      if (times !== 1)
        throw new Error(
          `The planted bug ${name} can’t be planted: its text is ${times} times in ${file}: ${find}`,
        );
      return text.replace(find, () => replace);
    }, source);
}

/** Makes sure that a bug's places are in the source. @throws Error like {@link patched} */
export function requirePlaces(bug: PlantedBug): void {
  for (const file of new Set(bug.patches.map((patch) => patch.file)))
    patched(readFileSync(path.join(root, file), 'utf8'), file, bug);
}

/** From now on, what this process loads has the bug. Call it before anything of the product is loaded. */
export function plant(bug: PlantedBug): void {
  const files = new Map(bug.patches.map(({ file }) => [pathToFileURL(path.join(root, file)).href, file]));
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      if (file === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      const { source } = loaded;
      const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
      return { ...loaded, source: patched(text, file, bug) };
    },
  });
}
