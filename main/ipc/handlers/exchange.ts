import { newId } from '../../../common/domain/ids.ts';
import { Imports } from '../../exchange/imports.ts';
import { exportLedger } from '../../exchange/ledger-export.ts';
import { ListExport } from '../../exchange/list-export.ts';
import type { OpenWorkspace } from '../../partner/open-workspace.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `export.*` and `import.*`: lists that go out of the console, files that come in. */
export function exchangeHandlers({
  workspaces,
  exports,
  printedParts,
  saveFile,
  clock,
  random,
  emit,
}: HandlerParts) {
  const lists = new ListExport({ exports, saveFile, clock, emit });
  const imports = new WeakMap<OpenWorkspace, Imports>();
  // A file that's open belongs to the workspace in which it was opened.
  const importsOf = (workspace: OpenWorkspace) => {
    const known = imports.get(workspace);
    if (known) return known;
    const { cache, changes } = workspace;
    const made = new Imports({
      ...{ cache, random, emit, saveFile },
      account: () => workspace.account,
      queue: (all) => changes.queueTogether(all),
      newId: () => newId({ now: () => clock.now(), random: () => random.bytes(16) }),
    });
    imports.set(workspace, made);
    return made;
  };
  return {
    'export.list': (asked) => lists.write(workspaces.required().cache, asked),
    'export.ledger': (asked) => exportLedger({ exports, saveFile, clock }, workspaces.required(), asked),
    'import.open': (asked) => importsOf(workspaces.required()).open(asked),
    'import.check': (asked) => importsOf(workspaces.required()).check(asked),
    'import.window': (asked) => importsOf(workspaces.required()).window(asked),
    'import.accept': (asked) => importsOf(workspaces.required()).accept(asked),
    'import.saveFaults': (asked) => importsOf(workspaces.required()).saveFaults(asked),
    'export.cancel': async ({ key }) => {
      exports.cancel(key);
      await printedParts.cancel(key);
    },
  } satisfies Partial<Handlers>;
}
