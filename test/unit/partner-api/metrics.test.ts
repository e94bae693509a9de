import { expect, test } from 'vitest';
import { openTraffic } from '../../../partner-api/http/traffic.ts';
import { openMetrics, type MetricsParts } from '../../../partner-api/metrics/metrics.ts';

const rest: Omit<MetricsParts, 'store'> = {
  traffic: openTraffic(1),
  lag: () => ({ streams: 0, behind: 0, changes: 0, ms: 0 }),
  now: () => 60_000,
  version: '1.0.0',
};
const read = {
  queues: async () => [{ queue: 'erasures' as const, waiting: 2, since: 30_000 }],
  position: async () => ({ seq: 7, floor: 0, digests: {} }),
};

test('a store with a pool says how it stands', async () => {
  const pool = () => ({ open: 10, idle: 3, waiting: 5 });
  const text = await openMetrics({ ...rest, store: { read, pool } as never }).text();
  expect(text).toContain('switchyard_store_pool_connections{state="open"} 10');
  expect(text).toContain('switchyard_store_pool_connections{state="idle"} 3');
  expect(text).toContain('switchyard_store_pool_connections{state="waiting"} 5');
  expect(text).toContain('switchyard_queue_age_seconds{queue="erasures"} 30');
  const without = await openMetrics({ ...rest, store: { read } as never }).text();
  expect(without).not.toMatch(/^switchyard_store_pool_connections\{/m);
});

test('a store that fails is told as such, with nothing of an earlier time, and the rest is there', async () => {
  let isFailing = false;
  const queues = async () => {
    if (isFailing) throw new Error('the database is away');
    return read.queues();
  };
  const metrics = openMetrics({ ...rest, store: { read: { ...read, queues } } as never });
  expect(await metrics.text()).toContain('switchyard_queue_waiting{queue="erasures"} 2');
  isFailing = true;
  const text = await metrics.text();
  expect(text).toContain('switchyard_store_up 0');
  expect(text).not.toContain('queue="erasures"');
  expect(text).toContain('switchyard_http_requests_under_way 0');
});
