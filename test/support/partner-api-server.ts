import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { freePort, untilFree } from './free-port.ts';
import { programFile } from './program-files.ts';
import { databaseForTest, dropDatabase } from './test-store.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const password = 'correct-horse-battery';

/** The real partner API as its command line starts it, with a data folder of its own. */
export class PartnerApiServer {
  readonly port: number;
  readonly folder: string;
  readonly url: string;
  /** What it has said on the standard error. */
  log = '';
  /** Where its database is, when it isn't in its folder. */
  databaseUrl: string | null = null;
  private child: ChildProcess | undefined;
  private readonly options: string[];
  private readonly environment: Record<string, string>;

  private constructor(port: number, options: string[], environment: Record<string, string>, folder?: string) {
    this.environment = environment;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = folder ?? mkdtempSync(path.join(os.tmpdir(), 'switchyard-partner-api-'));
    this.options = options;
  }

  /** Starts a server with the sample seed (or `options` of its command line) and waits until it listens. */
  static async start(
    options: string[] = ['--seed', 'sample'],
    environment: Record<string, string> = {},
  ): Promise<PartnerApiServer> {
    const database = environment['DATABASE_URL'] === undefined ? await databaseForTest() : null;
    const server = new PartnerApiServer(await freePort(), options, {
      ...environment,
      ...(database ? { DATABASE_URL: database.url } : {}),
    });
    server.databaseUrl = database?.url ?? null;
    await server.run();
    return server;
  }

  /** One that isn't started yet, on a folder that others may share. */
  static async prepare(
    options: string[],
    environment: Record<string, string>,
    folder?: string,
  ): Promise<PartnerApiServer> {
    return new PartnerApiServer(await freePort(), options, environment, folder);
  }

  /** Starts it (again) on the same port and data folder, with further options of its command line. */
  async run(more: string[] = []): Promise<void> {
    await untilFree(this.port);
    const args = [
      programFile('partner-api'),
      '--port',
      String(this.port),
      '--data',
      this.folder,
      '--password',
      password,
      '--password-cost',
      '10',
      ...this.options,
      ...more,
    ];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.environment },
    });
    this.child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('listening on ')) resolve();
      });
      child.once('exit', (code) =>
        reject(new Error(`the partner API ended with ${code}: ${output}${this.log}`)),
      );
    });
  }

  /** Of its process while it runs. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Lets it stand still with SIGSTOP, and go on with SIGCONT. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  /** Stops it: SIGTERM by default, SIGKILL to pull the plug. Gives its exit code; null where a signal ended it, or it had ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return child.exitCode;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    if (this.databaseUrl !== null) await dropDatabase(this.databaseUrl);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A caller of the resource door, signed in. */
  async signIn(login = 'admin'): Promise<ResourceDoor> {
    const response = await fetch(`${this.url}/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
    const { accessToken } = (await response.json()) as { accessToken: string };
    return new ResourceDoor(this.url, accessToken);
  }
}

export interface Named {
  id: string;
  name: string;
  version: number;
  partnerId?: string | null;
  email?: string;
  grants?: string[];
}

/** What a third-party tool would do with the documented resource door. */
export class ResourceDoor {
  private readonly url: string;
  private readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async call(
    method: string,
    route: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  /** All rows of a resource, page by page. */
  async all(
    resource:
      'partners' | 'customers' | 'sites' | 'probes' | 'brands' | 'projects' | 'license-moves' | 'visits',
  ): Promise<Named[]> {
    const rows: Named[] = [];
    let after: string | null = null;
    do {
      const query: string = after ? `&cursor=${encodeURIComponent(after)}` : '';
      const response = await this.call('GET', `/v1/${resource}?limit=200${query}`);
      const page = (await response.json()) as { items: Named[]; next: string | null };
      rows.push(...page.items);
      after = page.next;
    } while (after);
    return rows;
  }

  /** A customer that lets its partner edit it. */
  async openCustomer(): Promise<Named> {
    const open = (await this.all('customers')).find((row) => row.grants?.includes('account-settings'));
    if (!open) throw new Error('no customer grants account settings');
    return open;
  }

  /** Changes fields of a row that nobody changed since it was read. */
  async change(resource: 'partners' | 'customers', row: Named, fields: object): Promise<void> {
    const headers = { 'if-match': `"${row.version}"` };
    const response = await this.call('PATCH', `/v1/${resource}/${row.id}`, fields, headers);
    if (!response.ok) throw new Error(`the change answered ${response.status}`);
  }

  /** Makes a row, and gives it. */
  async create(resource: 'partners' | 'customers' | 'license-moves', fields: object): Promise<Named> {
    const response = await this.call('POST', `/v1/${resource}`, fields);
    if (!response.ok) throw new Error(`the creation answered ${response.status}`);
    return (await response.json()) as Named;
  }

  /** Deletes a row, whatever its version. */
  async remove(resource: 'partners' | 'customers', id: string): Promise<void> {
    const response = await this.call('DELETE', `/v1/${resource}/${id}`, undefined, { 'if-match': '*' });
    if (!response.ok) throw new Error(`the deletion answered ${response.status}`);
  }

  async customerNamed(name: string): Promise<Named | undefined> {
    return (await this.all('customers')).find((row) => row.name === name);
  }

  async partnerNamed(name: string): Promise<Named | undefined> {
    return (await this.all('partners')).find((row) => row.name === name);
  }
}
