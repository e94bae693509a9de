import type { ExportRequest } from '../../common/contract/exchange.ts';
import { Failure } from '../../common/contract/errors.ts';
import { exportText, type ExportedRows } from '../../common/domain/exchange/exported.ts';
import type { ListKind } from '../../common/contract/views.ts';
import type { CacheClient } from '../../db/client.ts';
import type { ExportsUnderWay } from './exports-under-way.ts';
import { isoNow, type Clock, type SaveFile } from '../ports.ts';
import type { Emit } from '../ipc/router.ts';

/** Rows that are read and written at a time: few enough that lists aren't kept waiting. */
const stretch = 1000;

interface ListExportOptions {
  exports: ExportsUnderWay;
  saveFile: SaveFile;
  clock: Clock;
  emit: Emit;
}

const fileNames: Record<ListKind, string> = {
  partner: 'partners',
  customer: 'customers',
  site: 'sites',
  probe: 'probes',
  project: 'projects',
  visit: 'visits',
};

/** Writes lists to files that the person chooses, a stretch of rows at a time, so that a million rows don't fill the memory. */
export class ListExport {
  readonly #options: ListExportOptions;

  constructor(options: ListExportOptions) {
    this.#options = options;
  }

  /**
   * The rows are those of the list at the moment when writing begins; each as it is when it's written.
   * @throws Failure where the file can't be written, or the cache began anew meanwhile; then there's no file
   */
  async write(cache: CacheClient, request: ExportRequest): Promise<{ rows: number; path: string | null }> {
    const { key, list, format } = request;
    const { exports, saveFile, clock } = this.#options;
    const name = `switchyard-${fileNames[list.kind]}-${isoNow(clock).slice(0, 10)}.${format}`;
    const suggested = { title: 'Export', name, format: format === 'csv' ? 'CSV' : 'JSON' };
    return exports.run(key, async (goOn) => {
      let rows = 0;
      const path = await saveFile(
        suggested,
        this.#pieces(cache, request, goOn, (more) => (rows += more)),
      );
      return { rows: path === null ? 0 : rows, path };
    });
  }

  async *#pieces(
    cache: CacheClient,
    { key, list, ids, except, format }: ExportRequest,
    goOn: () => void,
    onRows: (more: number) => void,
  ): AsyncGenerator<string> {
    const { opened, rids } = await cache.read.exportOrder(list, ids, except);
    const text = exportText(list.kind, format);
    yield text.begin();
    for (let at = 0; at < rids.length; at += stretch) {
      goOn();
      const asked = [...rids.subarray(at, at + stretch)];
      const rows = await cache.read.exportRows(opened, list.kind, asked);
      if (rows === null) throw begunAnew();
      yield text.rows(rows as ExportedRows[typeof list.kind][], at === 0);
      onRows(rows.length);
      this.#options.emit('export.progress', { key, done: at + asked.length, total: rids.length });
    }
    goOn();
    yield text.end();
  }
}

function begunAnew(): Failure {
  return new Failure({
    code: 'cache',
    message:
      'Everything was fetched anew while the file was written, so the list isn’t the same any more. No file was made; export it again.',
    retry: 'later',
  });
}
