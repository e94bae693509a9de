import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import type { EntityKind } from '../../../../common/domain/entities.ts';
import { canonicalSql, chainBeginning, chainedHash } from '../../../../partner-api/store/audit-chain.ts';
import { kindNumbers } from '../../../../partner-api/store/columns.ts';
import { postgresDialect } from '../../../../partner-api/store/dialects/postgres.ts';
import { everything, sightSetting } from '../../../../partner-api/store/postgres/row-security.ts';
import type { Given } from './chores.ts';

type Values = Record<string, unknown>;

/** The database as an auditor reads it: beside the processes, with statements of its own. */
export class ServerLook {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<ServerLook> {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`SET ${sightSetting} = '${everything}'`);
    return new ServerLook(client);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Where the change feed is: its epoch and last sequence number. */
  async position(): Promise<{ epoch: string; seq: number }> {
    const [row] = await this.#all<{ epoch: string; last: string }>(
      "SELECT value AS epoch, last FROM sequence, property WHERE key = 'epoch'",
    );
    return { epoch: row?.epoch ?? '', seq: Number(row?.last) };
  }

  /** Documents of a kind as they're stored, by id. */
  async docs(kind: EntityKind): Promise<Map<string, string>> {
    const rows = await this.#all<{ id: string; doc: string }>(
      'SELECT id, doc::text AS doc FROM entity WHERE kind = $1',
      [kindNumbers[kind]],
    );
    return new Map(rows.map(({ id, doc }) => [id, doc]));
  }

  /** How many entries of Activity each applied mutation has; one that found everything as it wanted it has none. */
  async applied(): Promise<Map<string, number>> {
    const rows = await this.#all<{ mutation: string; entries: string }>(
      `SELECT outcome.mutation, count(entry) AS entries FROM outcome LEFT JOIN activity USING (mutation)
       WHERE answer::json ->> 'outcome' = 'applied' GROUP BY outcome.mutation`,
    );
    return new Map(rows.map(({ mutation, entries }) => [mutation, Number(entries)]));
  }

  /** What doesn't add up, as sentences; empty when all does. */
  async faults(): Promise<string[]> {
    const broken = await this.#brokenLink();
    return [
      ...(await this.#found(
        'took effect twice',
        `SELECT mutation || ' on ' || entity FROM activity WHERE request <> mutation
         GROUP BY mutation, kind, entity HAVING count(*) > 1`,
      )),
      ...(await this.#found(
        'took effect in two requests',
        `SELECT mutation FROM activity WHERE request <> mutation
         GROUP BY mutation HAVING count(DISTINCT request) > 1`,
      )),
      ...(await this.#found(
        'took effect without an outcome that says so',
        `SELECT DISTINCT mutation FROM activity LEFT JOIN outcome USING (mutation)
         WHERE request <> mutation AND role NOT IN ('service', 'customer')
           AND coalesce(answer::json ->> 'outcome', '') <> 'applied'`,
      )),
      ...(await this.#found(
        'is another number or sum of versions than its tally',
        `SELECT kind || ' in ' || scope FROM tally FULL JOIN
           (SELECT kind, scope, count(*) AS rows, sum(version) AS versions FROM entity GROUP BY kind, scope) AS found
           USING (kind, scope)
         WHERE coalesce(tally.count, 0) <> coalesce(rows, 0) OR coalesce(version_sum, 0) <> coalesce(versions, 0)`,
      )),
      ...(await this.#found(
        'is later than the last sequence number',
        `SELECT id FROM entity, sequence WHERE version > last
         UNION ALL SELECT id FROM tombstone, sequence WHERE seq > last`,
      )),
      ...(await this.#found(
        'licenses aren’t what their ledger adds up to',
        `SELECT holder || ' ' || type FROM license_pool FULL JOIN
           (SELECT coalesce(doc ->> 'projectId', '') AS holder, doc ->> 'type' AS type,
              sum((doc ->> 'quantity')::bigint) AS entered FROM entity WHERE kind = 70 GROUP BY 1, 2) AS ledger
           USING (holder, type)
         WHERE coalesce(quantity, 0) <> coalesce(entered, 0) OR coalesce(quantity, 0) < 0`,
      )),
      ...(await this.#found(
        'is a move of licenses that isn’t balanced',
        `SELECT doc ->> 'moveId' FROM entity WHERE kind = 70 GROUP BY 1
         HAVING count(*) > 2 OR min((doc ->> 'quantity')::bigint) < 0 AND sum((doc ->> 'quantity')::bigint) <> 0`,
      )),
      ...(await this.#lostUpdates()),
      ...(broken === null ? [] : [`Activity is broken at entry ${broken}`]),
    ];
  }

  /** How many things wait that a process does by itself. */
  async waiting(): Promise<number> {
    const [row] = await this.#all<{ waiting: string }>(
      `SELECT (SELECT count(*) FROM waiting_mail) + (SELECT count(*) FROM project_closing WHERE stage <> 'asked')
         + (SELECT count(*) FROM bulk_delete WHERE state = 'running') AS waiting`,
    );
    return Number(row?.waiting);
  }

  /** What isn't as it should be of what a process did by itself. */
  async jobFaults({ bulks, closings, restored }: Given): Promise<string[]> {
    const faults = await this.#found(
      'times, and not once, it was taken out of the recycle bin',
      `SELECT id || ': ' || count(entry) FROM unnest($1::text[]) AS restored (id)
         LEFT JOIN activity ON entity = id AND action = 'customer.restore' GROUP BY id HAVING count(entry) <> 1`,
      [restored],
    );
    for (const { job, shown, since } of bulks) {
      const [bulk] = await this.#all<Values>('SELECT * FROM bulk_delete WHERE id = $1', [job]);
      const gone = await this.#all<{ entity: string }>(
        "SELECT entity FROM activity WHERE request = $1 AND kind = 'customer' AND action = 'customer.delete'",
        [job],
      );
      const { state, items, deleted, left_over: left, gone: others } = bulk ?? {};
      if (state !== 'done' || Number(deleted) + Number(left) + Number(others) !== Number(items))
        faults.push(`The bulk delete ${job} isn’t done: ${JSON.stringify(bulk)}`);
      if (gone.length !== Number(deleted) || new Set(gone.map(({ entity }) => entity)).size !== gone.length)
        faults.push(`The bulk delete ${job} says ${String(deleted)} and deleted ${gone.length}`);
      for (const { entity } of gone)
        if (since.has(entity) || !shown.has(entity))
          faults.push(`${job} deleted ${entity}, which wasn’t shown`);
    }
    const erasures = await this.#all<{
      project: string;
      erased: string;
      closed: string;
      key: Uint8Array | null;
    }>(
      `SELECT id AS project, key, count(*) FILTER (WHERE after LIKE '%"stage":"erased"%') AS erased,
         count(*) FILTER (WHERE after LIKE '%"stage":"closed"%') AS closed
       FROM unnest($1::text[]) AS closing (id) LEFT JOIN project_keys.project_key ON project = id
         LEFT JOIN activity ON entity = id AND action = 'project.erase' GROUP BY id, key`,
      [closings],
    );
    for (const { project, key, erased, closed } of erasures)
      if (key !== null || Number(erased) !== 1 || Number(closed) !== 1)
        faults.push(`The project ${project} was erased ${erased} times and closed ${closed} times`);
    return faults;
  }

  /** The first entry of Activity that doesn't follow the one before it; null when all do. */
  async #brokenLink(): Promise<number | null> {
    const [instance] = await this.#all<{ value: string }>(
      "SELECT value FROM property WHERE key = 'instance'",
    );
    const links = await this.#all<{ entry: string; canonical: string; hash: string }>(
      `SELECT entry, ${canonicalSql(postgresDialect)} AS canonical, hash FROM activity ORDER BY entry`,
    );
    let before = chainBeginning(instance?.value ?? '');
    for (const [index, { entry, canonical, hash }] of links.entries()) {
      if (Number(entry) !== index + 1 || chainedHash(before, canonical) !== hash) return Number(entry);
      before = hash;
    }
    return null;
  }

  /** Changes that were made to something else than the change before them left there. */
  async #lostUpdates(): Promise<string[]> {
    const entries = await this.#all<{ mutation: string; entity: string; before: string; after: string }>(
      `SELECT mutation, entity, before, after FROM activity
       WHERE kind IN ('partner', 'customer', 'site') AND request <> mutation ORDER BY entry`,
    );
    const left = new Map<string, Values>();
    return entries.flatMap(({ mutation, entity, before, after }) => {
      const [was, is] = [before, after].map((values) => JSON.parse(values ?? 'null') as Values | null);
      const known = left.get(entity) ?? {};
      left.set(entity, was && is ? { ...known, ...is } : (is ?? {}));
      return Object.entries((is && was) ?? {})
        .filter(([path, value]) => path in known && !isDeepStrictEqual(known[path], value))
        .map(([path]) => `${mutation} changed ${path} of ${entity}, which was another by then`);
    });
  }

  async #found(fault: string, query: string, values: unknown[] = []): Promise<string[]> {
    const { rows } = await this.#client.query<[string]>({ text: query, values, rowMode: 'array' });
    return rows.map(([what]) => `${what} ${fault}`);
  }

  async #all<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#client.query<T>(text, values)).rows;
  }
}
