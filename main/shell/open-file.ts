import { shell } from 'electron';
import { Failure } from '../../common/contract/errors.ts';
import type { OpenFile } from '../ports.ts';

/** Opens a file as if it was double-clicked. @throws Failure with the system's words where nothing opens it */
export const openFile: OpenFile = async (path) => {
  const said = await shell.openPath(path);
  if (said === '') return;
  throw new Failure({
    code: 'internal',
    message: 'This computer has no program that opens it. It’s kept, and can be opened once there is one.',
    detail: said,
  });
};
