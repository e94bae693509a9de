import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DCLinter } from 'dclint';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { routeNamed, routeNames } from '../../../common/partner-api/routes.ts';
import { parseCommandLine } from '../../../partner-api/cli-options.ts';
import { openTraffic } from '../../../partner-api/http/traffic.ts';
import { placesOf } from '../../../partner-api/store/choose-store.ts';
import { openMetrics } from '../../../partner-api/metrics/metrics.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string) => readFileSync(path.join(root, 'docs', name), 'utf8');
const composeFile = path.join(root, 'docs/operations/docker-compose.yml');
const unit = read('operations/switchyard-partner-api.service');
const dockerfile = read('operations/Dockerfile');

const service = z
  .object({
    services: z.object({
      'partner-api': z.object({
        command: z.array(z.string()),
        environment: z.record(z.string(), z.string()),
        healthcheck: z.object({ test: z.array(z.string()) }),
        stop_grace_period: z.string().regex(/^\d+s$/),
        build: z.object({ context: z.string(), dockerfile: z.string() }),
        volumes: z.array(z.string()),
      }),
    }),
  })
  .parse(load(read('operations/docker-compose.yml'))).services['partner-api'];

/** The options that a container is started with: the image's own, then those of the example. */
function containerOptions(): string[] {
  const entrypoint = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
  const [node, program, ...own] = z.array(z.string()).parse(JSON.parse(entrypoint));
  expect([node, program]).toEqual(['node', 'partner-api/cli.ts']);
  return [...own, ...service.command];
}

/** The options of the unit's command line. */
function unitOptions(): string[] {
  const [node, program, ...options] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
  expect([node, program]).toEqual(['/usr/bin/node', 'partner-api/cli.ts']);
  return options;
}

function shutdownSecondsOf(options: string[]): number {
  const parsed = parseCommandLine(options);
  return parsed === 'help' ? 0 : (parsed['shutdown-seconds'] ?? 10);
}

test('a linter of compose files has nothing to say about the example', () => {
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  const lint = (file: string) => linter.lintFiles([file], false).flatMap(({ messages }) => messages);
  expect(lint(composeFile)).toEqual([]);
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-compose-'));
  const broken = path.join(folder, 'docker-compose.yml');
  writeFileSync(
    broken,
    read('operations/docker-compose.yml').replace('stop_grace_period', 'stop_grace_time'),
  );
  expect(lint(broken)).not.toEqual([]);
  rmSync(folder, { recursive: true });
});

test('the compose example passes on where everything is kept, and empty it’s the data folder', () => {
  const passedOn = Object.keys(service.environment).filter((name) => /URL$/.test(name));
  expect(passedOn).toEqual(['DATABASE_URL', 'PROJECT_KEYS_URL', 'SMTP_URL']);
  expect(placesOf({ DATABASE_URL: '', PROJECT_KEYS_URL: '' })).toBeNull();
  const url = 'postgres://switchyard@db.example/switchyard';
  expect(placesOf({ DATABASE_URL: url, PROJECT_KEYS_URL: '' })).toMatchObject({ url, keysUrl: url });
  expect(() => placesOf({ DATABASE_URL: 'db.example' })).toThrow('DATABASE_URL takes an address');
});

test.skipIf(!existsSync('/usr/bin/systemd-analyze'))('systemd knows every key of the unit', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-unit-'));
  const verify = (text: string) => {
    const file = path.join(folder, 'switchyard-partner-api.service');
    // Where Node is differs from machine to machine.
    writeFileSync(file, text.replace('/usr/bin/node', process.execPath));
    const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    return stderr.split('\n').filter((line) => line.includes(file));
  };
  expect(verify(unit)).toEqual([]);
  expect(verify(unit.replace('ProtectHome', 'ProtectHoem'))).toEqual([
    expect.stringContaining('ProtectHoem'),
  ]);
  rmSync(folder, { recursive: true });
});

test('both start the partner API with options that there are, and wait longer for its end than it takes', () => {
  const grace = Number.parseInt(service.stop_grace_period, 10);
  expect(grace).toBeGreaterThan(shutdownSecondsOf(containerOptions()));
  const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
  expect(stop).toBeGreaterThan(shutdownSecondsOf(unitOptions()));
  expect(containerOptions()).toEqual(expect.arrayContaining(['--data', '/data']));
  expect(service.volumes).toEqual(['data:/data']);
  expect(unitOptions()).toEqual(expect.arrayContaining(['--data', '/var/lib/switchyard']));
  expect(unit).toMatch(/^StateDirectory=switchyard$/m);
});

test('the container asks a path that there is, and the image has what it copies', () => {
  const asked = /http:\/\/127\.0\.0\.1:4870(\/\w+)/.exec(service.healthcheck.test.join(' '))?.[1];
  expect(routeNames.map((name) => routeNamed(name).path)).toContain(asked);
  const context = path.resolve(path.dirname(composeFile), service.build.context);
  expect(context).toBe(root);
  expect(existsSync(path.join(context, service.build.dockerfile))).toBe(true);
  const copied = [...dockerfile.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, from = '']) => from.split(' '));
  expect(copied).toEqual(['package.json', 'package-lock.json', 'common', 'partner-api']);
  for (const name of copied) expect(existsSync(path.join(context, name))).toBe(true);
});

test('every figure is told of', async () => {
  const store = { read: { queues: async () => [], position: async () => ({ seq: 0 }) } } as never;
  const lag = () => ({ streams: 0, behind: 0, changes: 0, ms: 0 });
  const parts = { store, traffic: openTraffic(1), lag, now: () => 0, version: '1' };
  const text = await openMetrics(parts).text();
  const names = [...text.matchAll(/^# TYPE (switchyard_\S+)/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !read('operations.md').includes(`\`${name}\``))).toEqual([]);
});
