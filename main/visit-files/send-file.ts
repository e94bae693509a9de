import type { FileState } from '../../common/partner-api/visit-files.ts';
import { chunkLimit } from '../../common/domain/visit-files.ts';
import { Failure } from '../../common/contract/errors.ts';

/** Times that a file may begin anew, as its bytes arrived otherwise than they left. */
const mostBeginnings = 3;

interface Sending {
  content: Uint8Array;
  /** Where to go on, if that's known; else it's asked. */
  from: number | undefined;
  stateOf(): Promise<FileState>;
  /** Sends a chunk; the answer says where to go on. */
  sendChunk(offset: number, chunk: Uint8Array): Promise<FileState>;
  onProgress(sent: number): void;
}

/** Sends a file chunk by chunk from where the partner API has it, until it's whole there. @throws what sending throws; Failure when it never arrives as it left */
export async function sendFile({ content, from, stateOf, sendChunk, onProgress }: Sending): Promise<void> {
  let state: FileState = from === undefined ? await stateOf() : { received: from, complete: false };
  let beginnings = 0;
  while (!state.complete) {
    const offset = Math.min(state.received, content.byteLength);
    onProgress(offset);
    const last = state;
    state = await sendChunk(offset, content.subarray(offset, offset + chunkLimit));
    if (state.complete || state.received > last.received) continue;
    beginnings++;
    if (beginnings >= mostBeginnings)
      throw new Failure({
        code: 'unexpected-answer',
        message: 'The photo doesn’t arrive as it was sent. It’s tried again later.',
        retry: 'later',
      });
  }
  onProgress(content.byteLength);
}
