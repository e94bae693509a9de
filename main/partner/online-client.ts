import { z } from 'zod';
import type { NotificationKind } from '../../common/domain/accounts.ts';
import type { ExplainedAccess } from '../../common/domain/access-explained.ts';
import type { Technician } from '../../common/domain/visits.ts';
import {
  accessAnswer,
  accountWithPassword,
  managedAccount,
  type AccessQuestion,
  type AccountCreation,
  type AccountPatch,
  type AccountWithPassword,
  type ManagedAccount,
} from '../../common/partner-api/accounts.ts';
import {
  begunInstallation,
  installationList,
  type Installation,
  type InstallationList,
  type InstallationRequest,
} from '../../common/partner-api/installations.ts';
import { noticeAudience, ownNotifications, type NoticeAudience } from '../../common/partner-api/notices.ts';
import { partnerSignUp, type PartnerSignUp } from '../../common/partner-api/partner-sign-ups.ts';
import {
  brandAccountList,
  technicianList,
  type BrandAccount,
} from '../../common/partner-api/resource-door.ts';
import { routes } from '../../common/partner-api/routes.ts';
import type { Tokens } from '../../common/partner-api/session.ts';
import type { Answer } from './answers.ts';
import { jsonOf, tolerantTokens } from './reading.ts';
import type { Request } from './transport.ts';

/** What the partner API alone keeps, and the cache holds nothing of: accounts, sign-ups, installations, notification options. */
export class OnlineClient {
  readonly #ask: (request: Request) => Promise<Answer>;

  /** @param ask asks the partner API and waits as long as for a short answer */
  constructor(ask: (request: Request) => Promise<Answer>) {
    this.#ask = ask;
  }

  /** Accounts that see one brand with what is below it, by name. */
  async brandAccounts(accessToken: string): Promise<BrandAccount[]> {
    return (await this.#askJson({ route: routes.listBrandAccounts, accessToken }, brandAccountList)).items;
  }

  /** Who may go on visits, by name. */
  async technicians(accessToken: string): Promise<Technician[]> {
    return (await this.#askJson({ route: routes.listTechnicians, accessToken }, technicianList)).items;
  }

  /** Accounts in sight, the oldest first. */
  async accounts(accessToken: string): Promise<ManagedAccount[]> {
    const list = z.object({ items: z.array(managedAccount) });
    return (await this.#askJson({ route: routes.listAccounts, accessToken }, list)).items;
  }

  createAccount(accessToken: string, body: AccountCreation): Promise<AccountWithPassword> {
    return this.#askJson({ route: routes.createAccount, body, accessToken }, accountWithPassword);
  }

  /** @param version the one that the change was made on */
  updateAccount(
    accessToken: string,
    id: string,
    version: number,
    body: AccountPatch,
  ): Promise<ManagedAccount> {
    const route = accountRoute('updateAccount', id);
    return this.#askJson({ route, body, ifMatch: version, accessToken }, managedAccount);
  }

  /** @param password null has a random one made */
  rotateAccountPassword(
    accessToken: string,
    id: string,
    password: string | null,
  ): Promise<AccountWithPassword> {
    const body = password === null ? {} : { password };
    const route = accountRoute('rotateAccountPassword', id);
    return this.#askJson({ route, body, accessToken }, accountWithPassword);
  }

  revokeAccount(accessToken: string, id: string): Promise<ManagedAccount> {
    return this.#askJson({ route: accountRoute('revokeAccount', id), accessToken }, managedAccount);
  }

  /** Partners that signed up by themselves, newest first. */
  async partnerSignUps(accessToken: string): Promise<PartnerSignUp[]> {
    const list = z.object({ items: z.array(partnerSignUp) });
    return (await this.#askJson({ route: routes.listPartnerSignUps, accessToken }, list)).items;
  }

  /** Verifies one, or with a reason refuses it. */
  decidePartnerSignUp(accessToken: string, id: string, reason: string | null): Promise<PartnerSignUp> {
    const route = reason === null ? routes.verifyPartnerSignUp : routes.refusePartnerSignUp;
    const asked = { route: { ...route, path: route.path.replace('{id}', id) }, accessToken };
    return this.#askJson(reason === null ? asked : { ...asked, body: { reason } }, partnerSignUp);
  }

  /** Tokens of a session in which the account acts as another. */
  impersonate(accessToken: string, id: string): Promise<Tokens> {
    return this.#askJson({ route: accountRoute('impersonateAccount', id), accessToken }, tolerantTokens);
  }

  /** Whether an account may do something, by which rule. */
  decideAccess(accessToken: string, body: AccessQuestion): Promise<ExplainedAccess> {
    return this.#askJson({ route: routes.decideAccess, body, accessToken }, accessAnswer);
  }

  /** Installations on behalf of the account, newest first. */
  installations(accessToken: string): Promise<InstallationList> {
    return this.#askJson({ route: routes.listInstallations, accessToken }, installationList);
  }

  /** Begins an installation on behalf. Gives the address of the provider's page too. */
  beginInstallation(
    accessToken: string,
    body: InstallationRequest,
  ): Promise<{ installation: Installation; url: string }> {
    return this.#askJson({ route: routes.beginInstallation, body, accessToken }, begunInstallation);
  }

  /** Which accounts get a notice about customers, and who has turned such mails off. */
  noticeAudience(accessToken: string, customers: string[]): Promise<NoticeAudience> {
    return this.#askJson({ route: routes.previewNotice, body: { customers }, accessToken }, noticeAudience);
  }

  ownNotifications(accessToken: string): Promise<z.infer<typeof ownNotifications>> {
    return this.#askJson({ route: routes.readMyNotifications, accessToken }, ownNotifications);
  }

  changeOwnNotifications(
    accessToken: string,
    notificationsOff: NotificationKind[],
  ): Promise<{ notificationsOff: NotificationKind[] }> {
    const answer = ownNotifications.omit({ email: true });
    return this.#askJson(
      { route: routes.changeMyNotifications, body: { notificationsOff }, accessToken },
      answer,
    );
  }

  async cancelInstallation(accessToken: string, id: string): Promise<void> {
    const path = routes.cancelInstallation.path.replace('{id}', id);
    await this.#ask({ route: { ...routes.cancelInstallation, path }, accessToken });
  }

  async #askJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    return jsonOf(await this.#ask(request), schema);
  }
}

function accountRoute(
  name: 'updateAccount' | 'rotateAccountPassword' | 'revokeAccount' | 'impersonateAccount',
  id: string,
) {
  return { ...routes[name], path: routes[name].path.replace('{id}', id) };
}
