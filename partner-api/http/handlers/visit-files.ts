import { Readable } from 'node:stream';
import type { Customer, Site, Visit } from '../../../common/domain/entities.ts';
import type { Action } from '../../../common/domain/access.ts';
import { visitFileOf } from '../../../common/domain/visit-files.ts';
import type { FileState } from '../../../common/partner-api/visit-files.ts';
import { requireAccess } from '../../commands/command.ts';
import { ProblemError } from '../../commands/problem-error.ts';
import type { VisitFile, VisitFiles } from '../../files/visit-files.ts';
import type { ReportMails } from '../../mail/report-mails.ts';
import type { Store } from '../../store/store.ts';
import { actorOf, type Call, type Handlers } from '../answer.ts';
import { sightOfAccount } from '../../commands/sight.ts';

type FileRoutes = 'readVisitFileState' | 'readVisitFile' | 'sendVisitFile';

/** Photos and reports of visits: for whom the visit is in sight and the customer's grants allow it, and no other file than it tells of. */
export function visitFileHandlers(
  store: Store,
  files: VisitFiles,
  mails: Pick<ReportMails, 'ask'>,
): Pick<Handlers, FileRoutes> {
  const fileOf = async (
    params: { id: string; file: string },
    action: Action,
    call: Call,
  ): Promise<VisitFile> => {
    const { account } = actorOf(call);
    const sight = await sightOfAccount(store.read, account);
    const visit = await rowOf<Visit>(store, sight, 'visit', params.id);
    const site = visit && (await rowOf<Site>(store, sight, 'site', visit.siteId));
    const customer = site && (await rowOf<Customer>(store, sight, 'customer', site.customerId));
    // Before the file is looked for: what is withheld isn't told apart from what isn't there otherwise.
    if (customer) requireAccess(account, action, customer);
    const told = visit && visitFileOf(visit, params.file);
    if (!told)
      throw new ProblemError('not-found', `There is no visit with the id ${params.id} that has this file.`);
    const { kind, hash, bytes } = told;
    return { visit: params.id, id: params.file, kind, hash, bytes };
  };
  /** A report that is whole is mailed; a crash right after its last chunk is made good when its sender asks again. */
  const told = async (file: VisitFile, state: FileState) => {
    if (state.complete && file.kind === 'report') await mails.ask(file.visit, file.id);
    return { body: state };
  };
  return {
    readVisitFileState: async ({ params }, call) => {
      const file = await fileOf(params, 'visit.data', call);
      return told(file, await files.stateOf(file));
    },
    readVisitFile: async ({ params, query: { offset } }, call) => {
      const file = await fileOf(params, 'visit.data', call);
      const bytes = await files.read(file);
      if (!bytes)
        throw new ProblemError('not-found', 'Whoever made this file hasn’t sent it completely yet.');
      return {
        body: Readable.from([bytes.subarray(offset)], { objectMode: false }),
        headers: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' },
      };
    },
    sendVisitFile: async ({ params, query: { offset, sha256 }, body }, call) => {
      const file = await fileOf(params, 'visit.notes', call);
      return told(file, await files.append(file, offset, body, sha256));
    },
  };
}

async function rowOf<T>(store: Store, ...of: Parameters<Store['read']['row']>): Promise<T | null> {
  const row = await store.read.row(...of);
  return row && (JSON.parse(row.json) as T);
}
