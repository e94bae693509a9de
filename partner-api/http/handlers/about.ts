import { createHash } from 'node:crypto';
import { openApiDocument, type OpenApiDocument } from '../../../common/partner-api/openapi.ts';
import { leavesUnshown, mutationNames } from '../../../common/domain/mutations.ts';
import type { SealingKey } from '../../../common/domain/secrets.ts';
import { apiVersion, serviceName } from '../../../common/partner-api/session.ts';
import type { Readiness } from '../../readiness.ts';
import type { Store } from '../../store/store.ts';
import type { Handlers } from '../answer.ts';
import { docsPage, docsStyle } from '../docs-page.ts';

/** What of itself the server tells besides what its store knows. */
export interface ServerVersions {
  version: string;
  /** Oldest version of Switchyard that is answered; undefined for any. */
  minClient?: string | undefined;
  /** The key that secrets are sealed to. */
  sealingKey: () => Promise<SealingKey>;
  /** Where mails go. */
  mail: 'smtp' | 'files';
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** What this server is, and its document as JSON and as a page.  */
export function aboutHandlers(
  store: Store,
  readiness: Readiness,
  { version, minClient, sealingKey, mail, now }: ServerVersions,
): Pick<Handlers, 'checkHealth' | 'checkReadiness' | 'discover' | 'readDocument' | 'browseDocument'> {
  // Made when first asked for: a start doesn't wait for it.
  let document: OpenApiDocument | undefined;
  const theDocument = () => (document ??= openApiDocument());
  const styleHash = createHash('sha256').update(docsStyle).digest('base64');
  return {
    checkHealth: async () => ({ body: { status: 'ok' } }),
    checkReadiness: async () => {
      await readiness.check();
      return { body: { status: 'ok' } };
    },
    discover: async () => ({
      body: {
        service: serviceName,
        apiVersion,
        name: store.name,
        epoch: store.epoch,
        instance: store.instance,
        version,
        mutations: [...mutationNames, leavesUnshown],
        sealingKey: await sealingKey(),
        mail,
        time: new Date(now()).toISOString(),
        ...(minClient === undefined ? {} : { minClient }),
      },
    }),
    readDocument: async () => ({ body: theDocument() }),
    browseDocument: async () => ({
      body: docsPage(theDocument()),
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      },
    }),
  };
}
