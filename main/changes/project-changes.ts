import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import { connectorPasswordOf, mostConnectors, type Connector } from '../../common/domain/connectors.ts';
import { sameValue } from '../../common/domain/fields.ts';
import type { Action } from '../../common/domain/access.ts';
import type { ProjectDetail } from '../../common/contract/projects.ts';
import { whyErased, whyTakesNoLicenses } from '../../common/domain/projects.ts';
import { reverseMove, tooFewLicenses, type Holder, type LicenseMove } from '../../common/domain/licenses.ts';
import {
  customerPasswordOf,
  passwordFault,
  projectPasswordOf,
  type SealedSecret,
  type SealingKey,
} from '../../common/domain/secrets.ts';
import type { CacheClient } from '../../db/client.ts';
import { sealSecret } from '../credentials/sealing.ts';
import type { Queued } from './changes.ts';
import { editedFields, gone } from './edits.ts';
import { requireFreeLogin } from './free-login.ts';
import type { Change } from './reversal.ts';

interface ProjectChangesOptions {
  read: CacheClient['read'];
  /** @throws Failure `not-allowed` */
  allow(action: Action, grants?: readonly string[]): void;
  queue(changes: Change[]): Promise<Queued>;
  newId(): string;
  /** The key that the partner API publishes, as last heard; null before it was met. */
  sealingKey(): SealingKey | null;
}

/** What the operator can change of projects and their licenses. */
export class ProjectChanges {
  readonly #options: ProjectChangesOptions;

  constructor(options: ProjectChangesOptions) {
    this.#options = options;
  }

  /** The password is sealed before anything is kept of it. @throws Failure `invalid` naming the password or a login name that's taken */
  async create({ password, ...fields }: CommandRequest<'project.create'>): Promise<Queued & { id: string }> {
    this.#options.allow('project.create');
    const id = this.#options.newId();
    await requireFreeLogin(this.#options.read, fields.login, id);
    const sealed = this.seal(id, password, fields.login);
    return {
      id,
      ...(await this.#options.queue([
        { name: 'project.create', args: { id, fields: { ...fields, connectors: [] }, password: sealed } },
      ])),
    };
  }

  /** @throws Failure `not-allowed` for one that's closed, or about to be without a way back; `not-found` */
  async close(id: string): Promise<Queued> {
    this.#options.allow('project.close');
    await this.#standing(id);
    return this.#options.queue([{ name: 'project.close', args: { id } }]);
  }

  /** @throws Failure as {@link close} does */
  async cancelClosing(id: string): Promise<Queued> {
    this.#options.allow('project.cancelClosing');
    await this.#standing(id);
    return this.#options.queue([{ name: 'project.cancelClosing', args: { id } }]);
  }

  /** @throws Failure `invalid` naming the password; `unreachable` where the partner API's key isn't here */
  seal(projectId: string, password: string, login: string): SealedSecret {
    return this.#seal(projectPasswordOf(projectId), password, login);
  }

  /** Seals the password of a customer admin's login. @throws Failure as {@link seal} does */
  sealCustomers(customerId: string, password: string, login: string): SealedSecret {
    return this.#seal(customerPasswordOf(customerId), password, login);
  }

  #seal(boundTo: string, password: string, login: string): SealedSecret {
    const fault = passwordFault(password, login);
    if (fault)
      throw new Failure({
        code: 'invalid',
        message: `${fault}. Nothing was saved.`,
        fields: [{ path: 'password', message: fault }],
      });
    return sealSecret(this.#key(), password, boundTo);
  }

  /** @throws Failure `unreachable` where the partner API's key isn't here */
  #key(): SealingKey {
    const key = this.#options.sealingKey();
    if (!key)
      throw new Failure({
        code: 'unreachable',
        message:
          'The key that passwords are sealed with comes from the partner API, and it isn’t on this computer yet. What you typed is kept; save it once the partner API was in reach.',
        retry: 'later',
      });
    return key;
  }

  /** Adds a connector, or edits one; without a password the one that was set stays. @throws Failure `not-found`, `not-allowed`, `invalid` */
  async saveConnector({
    projectId,
    id,
    fields,
    password,
  }: CommandRequest<'connector.save'>): Promise<Queued> {
    return this.#changeConnectors(projectId, (list) => {
      const known = list.find((each) => each.id === id);
      if (id !== null && !known) throw gone('connector');
      const made = id ?? this.#options.newId();
      const sealed =
        password === null
          ? (known?.password ?? null)
          : sealSecret(this.#key(), password, connectorPasswordOf(made));
      const saved: Connector = { ...fields, id: made, password: sealed };
      return known ? list.map((each) => (each.id === id ? saved : each)) : [...list, saved];
    });
  }

  /** @throws Failure `not-found`, `not-allowed` */
  async removeConnector({ projectId, id }: CommandRequest<'connector.remove'>): Promise<Queued> {
    return this.#changeConnectors(projectId, (list) => list.filter((each) => each.id !== id));
  }

  async #changeConnectors(id: string, change: (list: Connector[]) => Connector[]): Promise<Queued> {
    this.#options.allow('project.update');
    const detail = await this.#standing(id);
    const list = detail.project.connectors as Connector[];
    const connectors = change(list);
    if (connectors.length > mostConnectors)
      throw new Failure({
        code: 'invalid',
        message: `A project has at most ${mostConnectors} connectors. Nothing was added.`,
      });
    if (sameValue(connectors, list)) return { mutationIds: [] };
    const args = { id, changes: { connectors } };
    return this.#options.queue([{ name: 'project.update', args, before: { connectors: list } }]);
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found`, `not-allowed` */
  async update({ id, fields, base }: CommandRequest<'project.update'>): Promise<Queued> {
    this.#options.allow('project.update');
    const detail = await this.#standing(id);
    const { changes, before } = editedFields(detail.project, fields, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    return this.#options.queue([{ name: 'project.update', args: { id, changes }, before }]);
  }

  /** @throws Failure `invalid` with the numbers where the pool has too few; `not-allowed`; `not-found` */
  async move(move: LicenseMove): Promise<Queued> {
    const giving = await this.#holder(move.from, whyErased);
    await this.#holder(move.to, whyTakesNoLicenses);
    const has = await this.#options.read.licensesIn(move.from, move.type);
    if (has < move.quantity) {
      const message = tooFewLicenses(move.type, giving, has, move.quantity);
      throw new Failure({
        code: 'invalid',
        message: `${message} Nothing was moved.`,
        fields: [{ path: 'quantity', message }],
      });
    }
    const ids = [this.#options.newId(), this.#options.newId()];
    return this.#options.queue([{ name: 'license.move', args: { ...move, ids } }]);
  }

  /** Takes a move back by one the other way. @throws Failure as {@link move} does */
  async reverse({ id }: CommandRequest<'license.reverse'>): Promise<Queued> {
    const move = await this.#options.read.licenseMove(id);
    if (!move) throw gone('move');
    return this.move(reverseMove(move));
  }

  /** What a pool's holder is called, once it's allowed to move its licenses and the project's closing doesn't forbid it. */
  async #holder(holder: Holder, whyNot: typeof whyErased): Promise<string> {
    this.#options.allow('license.move');
    if (holder === null) return 'The partner account';
    const { project, customer } = await this.#standing(holder, whyNot);
    this.#options.allow('license.move', customer?.grants);
    return project.name;
  }

  /** A project as it's known here. @throws Failure `not-found`; `not-allowed` where its closing is why not */
  async #standing(id: string, whyNot = whyErased): Promise<ProjectDetail> {
    const detail = await this.#options.read.projectDetail(id);
    if (!detail) throw gone('project');
    const because = whyNot(detail.project.name, detail.project.closing?.stage);
    if (because) throw new Failure({ code: 'not-allowed', message: because });
    return detail;
  }
}
