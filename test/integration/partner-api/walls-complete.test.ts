import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../../common/domain/access.ts';
import { mutationNames } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames } from '../../../common/partner-api/routes.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, signIn } from './caller.ts';
import { attempts } from './walls/attempts.ts';
import { mutationWalls, routeThings } from './walls/expected.ts';
import { gapsOf } from './walls/gaps.ts';

describe('a matrix that something is left out of', () => {
  const without = (table: object, name: string) =>
    Object.fromEntries(Object.entries(table).filter(([row]) => row !== name));

  test.each(routeNames)('names the route %s', (name) => {
    expect(gapsOf('routes', routeNames, without(routeThings, name))).toEqual([
      `${name} has no row in routes`,
    ]);
  });

  test.each(mutationNames)('names the mutation %s', (name) => {
    for (const table of [attempts, mutationWalls])
      expect(gapsOf('mutations', mutationNames, without(table, name))).toEqual([
        `${name} has no row in mutations`,
      ]);
  });

  test('names a route that is new, a row that is of no route, and a route that isn’t tried', () => {
    expect(gapsOf('routes', [...routeNames, 'readEverything'], routeThings)).toEqual([
      'readEverything has no row in routes',
    ]);
    expect(gapsOf('routes', routeNames, { ...routeThings, readNothing: null })).toEqual([
      'readNothing in routes is none any more',
    ]);
    expect(gapsOf('routes', ['readSite', 'readProbe'], { readSite: 1, readProbe: 1 }, ['readSite'])).toEqual([
      'readProbe isn’t tried in routes',
    ]);
  });
});

/** Pages for people, with what each answers to whoever comes without a cookie, a link or a form that was filled in. */
const pages: Record<string, number> = {
  'GET /account': 303,
  'GET /account/access': 303,
  'GET /account/forgotten': 200,
  'GET /account/password': 303,
  'GET /account/reset': 404,
  'GET /account/service': 303,
  'GET /account/sign-in': 200,
  'GET /close-project': 404,
  'GET /install/answer': 404,
  'GET /join/:carrier/:code': 404,
  'GET /partner-sign-up': 200,
  'GET /partner-sign-up/confirm': 404,
  'GET /register': 404,
  'GET /sign-up': 200,
  'POST /account': 303,
  'POST /account/access': 303,
  'POST /account/access/answer': 303,
  'POST /account/forgotten': 400,
  'POST /account/password': 303,
  'POST /account/reset': 404,
  'POST /account/sign-in': 401,
  'POST /account/sign-out': 303,
  'POST /close-project': 404,
  'POST /join/:carrier/:code': 404,
  'POST /partner-sign-up': 400,
  'POST /partner-sign-up/confirm': 404,
  'POST /register': 404,
  'POST /sign-up': 400,
};

describe('what a running server answers', () => {
  const served: string[] = [];
  let api: TestPartnerApi;

  beforeAll(async () => {
    const listen = (message: unknown) =>
      (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
        served.push(`${String(method)} ${url}`);
      });
    subscribe('fastify.initialization', listen);
    api = await TestPartnerApi.start();
    unsubscribe('fastify.initialization', listen);
  });
  afterAll(() => api.remove());

  test('is the routes of the table and the pages, and nothing else', () => {
    const routes = routeNames.map((name) => {
      const { method, path } = routeNamed(name);
      return `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
    });
    expect(served.toSorted()).toEqual([...routes, ...Object.keys(pages)].toSorted());
  });

  test('nobody’s token opens a page: each answers everybody as it answers nobody', async () => {
    const tokens: [string, string | null][] = [['nobody', null]];
    for (const role of roles) tokens.push([role, (await signIn(api.url, logins[role])).accessToken]);
    const expected: Record<string, number> = {};
    const got: Record<string, number> = {};
    for (const [page, status] of Object.entries(pages))
      for (const [who, token] of tokens) {
        const [method = '', path = ''] = page.split(' ');
        const response = await fetch(api.url + path.replace(/:\w+/g, 'x'), {
          ...{ method, redirect: 'manual' as const },
          headers: token === null ? {} : { authorization: `Bearer ${token}` },
          body: method === 'POST' ? new URLSearchParams() : null,
        });
        await response.arrayBuffer();
        expected[`${page} as ${who}`] = status;
        got[`${page} as ${who}`] = response.status;
      }
    expect(got).toEqual(expected);
  });
});
