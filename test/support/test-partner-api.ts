import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountChanges } from '../../partner-api/auth/change-account.ts';
import { sampleSeed } from '../../partner-api/seed/sample.ts';
import { startPartnerApi, type PartnerApi, type PartnerApiOptions } from '../../partner-api/start.ts';
import { freePort } from './free-port.ts';
import { databaseForTest, dropDatabase } from './test-store.ts';

export const password = 'correct-horse-battery';

/** The real partner API over HTTP, in this process, on a data folder of its own and always at the same port. */
export class TestPartnerApi {
  readonly folder: string;
  readonly #options: Partial<PartnerApiOptions>;
  readonly #port: number;
  #api: PartnerApi | null = null;

  /** Where its database is, when it isn't in its folder. */
  readonly databaseUrl: string | null;

  private constructor(
    folder: string,
    port: number,
    options: Partial<PartnerApiOptions>,
    databaseUrl: string | null,
  ) {
    this.databaseUrl = databaseUrl;
    this.folder = folder;
    this.#port = port;
    this.#options = options;
  }

  static async start(options: Partial<PartnerApiOptions> = {}): Promise<TestPartnerApi> {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-api-'));
    const database = options.openStore ? null : await databaseForTest();
    const chosen = database ? { ...options, openStore: database.openStore } : options;
    const started = new TestPartnerApi(folder, await freePort(), chosen, database?.url ?? null);
    await started.run();
    return started;
  }

  /** Its folder and database, as options of another one in its place. */
  get place(): Pick<PartnerApiOptions, 'dataDir' | 'openStore'> {
    const { openStore } = this.#options;
    return { dataDir: this.folder, ...(openStore ? { openStore } : {}) };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it (again), where it was before; `instead` takes the place of options that it had. */
  async run(instead: Partial<PartnerApiOptions> = {}): Promise<void> {
    this.#api = await startPartnerApi({
      dataDir: this.folder,
      seed: sampleSeed,
      password,
      passwordCost: 10,
      port: this.#port,
      ...this.#options,
      ...instead,
    });
  }

  /** Changes what an account may do and see, while it's signed in. */
  async changeAccount(login: string, changes: AccountChanges): Promise<void> {
    if (!this.#api) throw new Error('the partner API is stopped');
    await this.#api.changeAccount(login, changes);
  }

  /** Looks at once at projects whose closing was confirmed and at those that nobody uses, unless another process does. */
  async lookAtProjects(): Promise<void> {
    await this.#api?.lookAtProjects();
  }

  async stop(): Promise<void> {
    await this.#api?.close();
    this.#api = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    if (this.databaseUrl !== null) await dropDatabase(this.databaseUrl);
    await rm(this.folder, { recursive: true, force: true });
  }
}
