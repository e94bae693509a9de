import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LagFigures } from '../http/lag.ts';
import { withinTime, type Traffic } from '../http/traffic.ts';
import type { Store } from '../store/store.ts';

/** Seconds that a store is waited for at a scrape; its figures are left out then. */
const patienceMs = 3000;

/** Where the figures come from. */
export interface MetricsParts {
  store: Pick<Store, 'pool'> & { read: Pick<Store['read'], 'queues' | 'position'> };
  traffic: Traffic;
  lag: () => LagFigures;
  now: () => number;
  version: string;
}

/** One answer, as it's counted. */
export interface CountedAnswer {
  method: string;
  /** The route's template; `none` where there's no such route. */
  route: string;
  status: number;
  seconds: number;
}

/** The figures of a server in the text format of Prometheus. None names an account, a customer or an address. */
export interface Metrics {
  readonly contentType: string;
  answered(answer: CountedAnswer): void;
  text(): Promise<string>;
}

export function openMetrics({ store, traffic, lag, now, version }: MetricsParts): Metrics {
  const register = new Registry();
  const registers = [register];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `switchyard_${name}`, help, labelNames, registers });
  collectDefaultMetrics({ register });
  gauge('info', 'The version that runs; always 1', ['version']).set({ version }, 1);

  const durations = new Histogram({
    name: 'switchyard_http_request_duration_seconds',
    help: 'How long requests took to be answered, by route template, method and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const underWay = gauge('http_requests_under_way', 'Requests under way; streams of events are not counted');
  const refused = new Counter({
    name: 'switchyard_http_requests_refused_total',
    help: 'Requests refused because there were too many (busy), the process was late (late), or it shuts down (ending)',
    labelNames: ['reason'],
    registers,
  });
  const streams = gauge('event_streams', 'Open streams of events');
  const behind = gauge(
    'sync_clients_behind',
    'Connected clients that have not fetched all they were told of',
  );
  const lagChanges = gauge(
    'sync_lag_changes',
    'How far the sequence that the client furthest behind has fetched is from the one it was told of',
  );
  const lagSeconds = gauge('sync_lag_seconds', 'For how long the client longest behind has been so');
  const up = gauge('store_up', 'Whether the store answered at this scrape');
  const sequence = gauge('store_sequence', 'The last sequence of the change feed');
  const waiting = gauge('queue_waiting', 'What waits to be done, by queue', ['queue']);
  const age = gauge('queue_age_seconds', 'How long what waits longest could have been done, by queue', [
    'queue',
  ]);
  const pool = gauge('store_pool_connections', 'Connections of the store, and callers that wait for one', [
    'state',
  ]);

  const readStore = async () => {
    const [queues, { seq }] = await Promise.all([store.read.queues(), store.read.position(null)]);
    sequence.set(seq);
    for (const { queue, waiting: count, since } of queues) {
      waiting.set({ queue }, count);
      age.set({ queue }, since === null ? 0 : Math.max(0, now() - since) / 1000);
    }
    up.set(1);
  };
  const readOwn = () => {
    underWay.set(traffic.underWay);
    refused.reset();
    for (const [reason, count] of Object.entries(traffic.refused)) refused.inc({ reason }, count);
    const figures = lag();
    streams.set(figures.streams);
    behind.set(figures.behind);
    lagChanges.set(figures.changes);
    lagSeconds.set(figures.ms / 1000);
    for (const [state, count] of Object.entries(store.pool?.() ?? {})) pool.set({ state }, count);
  };

  return {
    contentType: register.contentType,
    answered: ({ method, route, status, seconds }) =>
      durations.observe({ method, route, status: String(status) }, seconds),
    text: async () => {
      readOwn();
      up.set(0);
      // Nothing of an earlier scrape is told as if it were of now.
      for (const each of [sequence, waiting, age]) each.reset();
      await withinTime(readStore(), patienceMs).catch(() => undefined);
      return register.metrics();
    },
  };
}
