import type { AccessAsked, AccessExplained } from '../../common/contract/accounts.ts';
import { toAppError } from '../../common/contract/errors.ts';
import { explainAccess, type AccessCase } from '../../common/domain/access-explained.ts';
import { askPartnerApi } from './accounts.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { PartnerFailure } from './failure.ts';

/**
 * Whether an account may do something: as the partner API decides, or about one's own account with what the cache knows where that
 * can't be asked.
 * @throws Failure where the partner API can't be asked about somebody else, and what it refuses
 */
export async function explainAccessTo(
  workspace: OpenWorkspace,
  { accountId, action, thing }: AccessAsked,
): Promise<AccessExplained> {
  const { client, session } = workspace;
  const question = { action, ...(accountId ? { accountId } : {}), ...(thing ? { thing } : {}) };
  try {
    return {
      ...(await askPartnerApi(workspace, (token) => client.online.decideAccess(token, question))),
      here: null,
    };
  } catch (thrown) {
    const isAnswered = thrown instanceof PartnerFailure && thrown.status !== null && thrown.status < 500;
    const { account } = session;
    if (isAnswered || (accountId !== null && accountId !== account.id)) throw thrown;
    const { login, role, scope } = account;
    if (role === 'delegated') throw thrown;
    const explained = explainAccess({
      account: { login, role, status: 'active', scope: scope?.name ?? null },
      action,
      thing: thing && (await knownThing(workspace, thing)),
    });
    return { ...explained, here: toAppError(thrown).message };
  }
}

/** A thing as the cache knows it; what isn't there isn't in sight. */
async function knownThing(
  { cache: { read } }: OpenWorkspace,
  { kind, id }: NonNullable<AccessAsked['thing']>,
): Promise<AccessCase['thing']> {
  const title = (await read.names([id]))[id];
  const project = kind === 'project' ? await read.projectDetail(id) : null;
  const customer =
    kind === 'customer'
      ? (await read.customerDetail(id))?.customer
      : kind === 'site'
        ? (await read.siteDetail(id))?.customer
        : project?.customer;
  return {
    ...{ title: title ?? 'It', inSight: title !== undefined, customer: customer ?? null },
    closing: project?.project.closing?.stage,
  };
}
