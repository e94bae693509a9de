import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { PartnerApiServer } from '../../../support/partner-api-server.ts';
import { PostgresServer } from '../../../support/postgres-server.ts';
import { Balancer } from './balancer.ts';
import type { Mishap } from './mishaps.ts';

export const processCount = 3;
/** A process that stands still in the middle of a transaction loses its connection after this long, in milliseconds. */
const idleInTransactionMs = 1500;
/** Looks at whether a process that was stopped is in the middle of a transaction, at most. */
const mostLooks = 60;
/** Milliseconds between looks at who does a job, and how many there are at most. */
const looksAtJob = { everyMs: 5, most: 200 };

/** Three processes of the partner API over one database and one data folder, and the PostgreSQL below them. */
export class Cluster {
  readonly balancer: Balancer;
  /** How often each mishap came, and how often a process was stopped in the middle of a transaction. */
  readonly happened: Record<string, number> = {};
  /** Answers that none of all this excuses. */
  readonly faults: string[] = [];
  readonly #postgres: PostgresServer;
  readonly #processes: readonly PartnerApiServer[];
  /** What happens to a process, one after the other. */
  readonly #turns: Promise<unknown>[] = [];
  #isUp = true;
  #crashes = 0;

  /** Address of the database, for whoever looks into it. */
  readonly url: string;
  readonly #database: string;

  private constructor(postgres: PostgresServer, url: string, processes: readonly PartnerApiServer[]) {
    this.#postgres = postgres;
    this.url = url;
    this.#database = new URL(url).pathname.slice(1);
    this.#processes = processes;
    this.balancer = new Balancer(processes.map(({ port }) => port));
  }

  /** An empty database that waits for the disk, and all processes started on it at once. */
  static async start(smtpUrl: string): Promise<Cluster> {
    const postgres = await PostgresServer.start(['fsync=on', 'full_page_writes=on']);
    const url = await postgres.database();
    const processes: PartnerApiServer[] = [];
    for (let process = 0; process < processCount; process++) {
      const own = new URL(url);
      own.searchParams.set('application_name', nameOf(process));
      own.searchParams.set('idle_in_transaction_session_timeout', String(idleInTransactionMs));
      processes.push(
        await PartnerApiServer.prepare(
          // On a small machine a process is late with everything where three begin at once.
          ['--seed', 'sample', '--rate-limit', '1000000', '--max-delay', '60000'],
          { DATABASE_URL: own.href, SMTP_URL: smtpUrl },
          processes[0]?.folder,
        ),
      );
    }
    const cluster = new Cluster(postgres, url, processes);
    try {
      await Promise.all(processes.map((each) => each.run()));
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  /** Lets a mishap happen and pass: everything runs again when it resolves. */
  async suffer(mishap: Mishap): Promise<void> {
    const { kind, forMs } = mishap;
    this.#count(kind);
    if (kind === 'postgres') {
      await this.#withoutPostgres(mishap.signal, () => setTimeout(forMs));
    } else if (kind === 'kill') await this.#inTurn(mishap.process, () => this.#kill(mishap.process, forMs));
    else await this.#inTurn(mishap.process, () => this.#pause(mishap.process, forMs));
  }

  /** Kills the process that is at a job, by the name that it's claimed under, where one is met at it. */
  async killAt(job: string): Promise<void> {
    const process = await this.#whoIsAt(job);
    if (process === null) return;
    this.#count(`killed at ${job.replace(/ [\w-]{36}$/, '')}`);
    await this.#inTurn(process, () => this.#kill(process, 0));
  }

  /** How often work may have been broken off. */
  get breaks(): number {
    return Object.values(this.happened).reduce((sum, count) => sum + count, 0);
  }

  async #kill(process: number, awayMs: number): Promise<void> {
    await this.#at(process).stop('SIGKILL');
    await setTimeout(awayMs);
    await this.#bringUp(process);
  }

  async #inTurn(process: number, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns[process] ?? Promise.resolve()).then(work);
    this.#turns[process] = turn.catch(() => undefined);
    await turn;
  }

  /** The process that holds the name of a job; null where none is met at it. */
  async #whoIsAt(job: string): Promise<number | null> {
    const client = new pg.Client(this.url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (let look = 0; look < looksAtJob.most; look++) {
        const { rows } = await client.query<{ name: string }>(
          `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
           WHERE locktype = 'advisory' AND granted
             AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
          [job],
        );
        const found = this.#processes.findIndex((_, process) => nameOf(process) === rows[0]?.name);
        if (found >= 0) return found;
        await setTimeout(looksAtJob.everyMs);
      }
    } catch {
      // PostgreSQL may be away meanwhile.
    } finally {
      await client.end().catch(() => undefined);
    }
    return null;
  }

  /** Keeps a copy of all that PostgreSQL has, as it is after a crash. The processes lose their connections meanwhile. */
  async backUp(): Promise<void> {
    await this.#withoutPostgres('SIGQUIT', () => this.#postgres.keep());
  }

  /** Ends all processes as they are, puts the copy in the place of the data, and starts them again: with a new epoch. */
  async restore(): Promise<void> {
    this.#count('restore');
    await Promise.all(this.#processes.map((each) => each.stop('SIGKILL')));
    await this.#withoutPostgres('SIGKILL', () => this.#postgres.putBack());
    // One says that it's restored; the others find it so.
    await this.#bringUp(0, ['--restored']);
    await Promise.all(this.#processes.slice(1).map((_, number) => this.#bringUp(number + 1)));
  }

  async remove(): Promise<void> {
    await this.balancer.close();
    await Promise.all(this.#processes.map((each) => each.remove()));
    await this.#postgres.remove();
  }

  async #withoutPostgres(signal: 'SIGQUIT' | 'SIGKILL', work: () => Promise<unknown> | void): Promise<void> {
    this.#crashes++;
    this.#isUp = false;
    await this.#postgres.crash(signal);
    await work();
    await this.#postgres.run();
    this.#isUp = true;
  }

  /** Starts a process again and again, as a supervisor does; only a PostgreSQL that isn't there excuses one that ends. */
  async #bringUp(process: number, more: string[] = []): Promise<void> {
    for (;;) {
      const [wasUp, before] = [this.#isUp, this.#crashes];
      try {
        return await this.#at(process).run(more);
      } catch (error) {
        if (wasUp && before === this.#crashes) throw error;
        await setTimeout(100);
      }
    }
  }

  /** Stops a process in the middle of a transaction where it can be met there; half-way through nobody is led to it any more. */
  async #pause(process: number, forMs: number): Promise<void> {
    const isWithin = await this.#stopWithin(process);
    if (isWithin) this.#count('paused in a transaction');
    await setTimeout(forMs / 2);
    this.balancer.leaveOut(process);
    await setTimeout(forMs / 2);
    this.#at(process).signal('SIGCONT');
    this.balancer.takeIn(process);
  }

  async #stopWithin(process: number): Promise<boolean> {
    const stopped = this.#at(process);
    const client = new pg.Client(this.url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      const isWithin = async (): Promise<boolean> => {
        const { rowCount } = await client.query(
          "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND state = 'idle in transaction' AND backend_xid IS NOT NULL",
          [nameOf(process)],
        );
        return rowCount !== 0;
      };
      for (let look = 0; look < mostLooks; look++) {
        stopped.signal('SIGSTOP');
        if (await isWithin()) return true;
        stopped.signal('SIGCONT');
        await setTimeout(10);
      }
    } catch {
      // PostgreSQL may be away meanwhile.
    } finally {
      await client.end().catch(() => undefined);
    }
    stopped.signal('SIGSTOP');
    return false;
  }

  #at(process: number): PartnerApiServer {
    const found = this.#processes[process];
    if (!found) throw new Error(`There is no process ${process}`);
    return found;
  }

  #count(what: string): void {
    this.happened[what] = (this.happened[what] ?? 0) + 1;
  }
}

function nameOf(process: number): string {
  return `partner-api-${process}`;
}
