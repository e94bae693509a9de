import { afterAll, beforeAll } from 'vitest';
import type { z } from 'zod';
import type { Mutation, MutationName, mutationArgs } from '../../../common/domain/mutations.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { ChangesPage, MutationOutcome, SnapshotPage } from '../../../common/partner-api/sync-door.ts';
import type { Tokens } from '../../../common/partner-api/session.ts';
import type { PartnerApiOptions } from '../../../partner-api/start.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

export const logins = {
  admin: 'admin',
  operator: 'operator',
  'read-only': 'reader',
  'partner-api': 'nordlys-api',
} as const;

/** A partner API for all tests of a file, with the sample seed. */
export function useApi(options: Partial<PartnerApiOptions> = {}): {
  get url(): string;
  get api(): TestPartnerApi;
} {
  let api: TestPartnerApi | undefined;
  beforeAll(async () => {
    api = await TestPartnerApi.start(options);
  });
  afterAll(async () => {
    await api?.remove();
  });
  const started = () => {
    if (!api) throw new Error('The partner API starts before the first test');
    return api;
  };
  return {
    get url() {
      return started().url;
    },
    get api() {
      return started();
    },
  };
}

export interface Answered<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** Calls a route and reads its answer as JSON where there is one. */
export async function call<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answered<T>> {
  const isBytes = body instanceof Uint8Array;
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined
        ? {}
        : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : isBytes ? Buffer.from(body) : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
  };
}

/** Signs in and gives the tokens. */
export async function signIn(url: string, login = 'admin'): Promise<Tokens> {
  const answer = await call<Tokens>(url, 'POST', '/v1/auth/sign-in', { body: { login, password } });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
  return answer.body;
}

/** A mutation as an app would queue it. */
export function mutationOf<N extends MutationName>(
  name: N,
  args: z.input<(typeof mutationArgs)[N]>,
  more: Partial<Pick<Mutation, 'id' | 'before' | 'after' | 'touches'>> = {},
) {
  const at = new Date().toISOString();
  return {
    id: newId(),
    context: 'partner-account',
    before: {},
    touches: [],
    after: [],
    at,
    name,
    args,
    ...more,
  };
}

/** One signed-in user of the sync door. */
export class SyncCaller {
  readonly url: string;
  readonly token: string;

  private constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  static async of(url: string, login = 'admin'): Promise<SyncCaller> {
    return new SyncCaller(url, (await signIn(url, login)).accessToken);
  }

  async push(...mutations: object[]): Promise<MutationOutcome[]> {
    const answer = await call<{ results: MutationOutcome[] }>(this.url, 'POST', '/v1/mutations', {
      token: this.token,
      body: { mutations },
    });
    if (answer.status !== 200) throw new Error(`mutations answered ${answer.status}`);
    return answer.body.results;
  }

  async pushOne(mutation: object): Promise<MutationOutcome> {
    const [outcome] = await this.push(mutation);
    if (!outcome) throw new Error('no outcome');
    return outcome;
  }

  /** Every page of a snapshot. */
  async snapshot(limit = 5000): Promise<{ pages: SnapshotPage[]; rows: Map<string, Row[]>; start: string }> {
    const pages: SnapshotPage[] = [];
    const rows = new Map<string, Row[]>();
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `&after=${after}`;
      const { body } = await call<SnapshotPage>(this.url, 'GET', `/v1/snapshot?limit=${limit}${query}`, this);
      pages.push(body);
      for (const section of body.sections)
        rows.set(section.kind, [...(rows.get(section.kind) ?? []), ...(section.rows as Row[])]);
      after = body.next;
    } while (after !== null);
    return { pages, rows, start: pages[0]?.start ?? '' };
  }

  changes(cursor: string, more = ''): Promise<Answered<ChangesPage>> {
    return call<ChangesPage>(this.url, 'GET', `/v1/changes?cursor=${cursor}${more}`, this);
  }

  get<T = Row>(path: string): Promise<Answered<T>> {
    return call<T>(this.url, 'GET', path, this);
  }
}

export type Row = Record<string, unknown> & { id: string; version: number; name: string };

/** The least that a customer needs. */
export const customerFields = (name: string, partnerId: string | null = null) => ({
  partnerId,
  name,
  email: 'office@riverside.example',
});

/** Creates a customer by a mutation and gives its id. */
export async function createCustomer(
  caller: SyncCaller,
  name: string,
  partnerId: string | null = null,
): Promise<string> {
  const id = newId();
  const outcome = await caller.pushOne(
    mutationOf('customer.create', { id, fields: customerFields(name, partnerId) }),
  );
  if (outcome.outcome !== 'applied') throw new Error(`the creation was answered with ${outcome.outcome}`);
  return id;
}
