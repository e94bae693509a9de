import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../commands/problem-error.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What asks how the server is, which is answered whatever else it's at; or a stream that stays open. */
    standing?: 'health' | 'stream';
  }
}

/** Seconds within which those that are refused are told to come back: not all at once. */
const spreadSeconds = 5;
/** Seconds after which those come back, first and last, whose request was too much for the store. */
const whileStoreIsBusy = { first: 5, spread: 10 };

/** There are too many requests, the process is late, or it shuts down. */
type Refusal = 'busy' | 'late' | 'ending';

/** What the server is at, over all connections. */
export interface Traffic {
  /** Requests under way; streams and those that ask how the server is aren't counted. */
  readonly underWay: number;
  /** It takes nothing more in: connections are let go of with their next answer. */
  readonly isDraining: boolean;
  /** How many were refused, and why. */
  readonly refused: Readonly<Record<Refusal, number>>;
  /** Takes a request in, and counts it until its answer has gone out. @throws ProblemError `unavailable` while it drains, or has too many */
  enter(request: FastifyRequest, reply: FastifyReply): void;
  /** The problem of a request that is refused so that others are answered; its reply says when to come back. */
  refuse(reply: FastifyReply, why: 'busy' | 'late'): ProblemError;
  /** Seconds after which whoever asked the store for more than it could is to come back. */
  comeBack(): number;
  /** Takes no more in, and waits for what is under way. Gives how many requests were left after `ms`: 0 when all were answered. */
  drain(ms: number): Promise<number>;
}

/** @param most requests under way at a time; what comes above that is refused */
export function openTraffic(most: number): Traffic {
  let underWay = 0;
  let isDraining = false;
  const waiting = new Set<() => void>();
  const refused: Record<Refusal, number> = { busy: 0, late: 0, ending: 0 };
  const refuse = (reply: FastifyReply, why: 'busy' | 'late') => {
    refused[why] += 1;
    void reply.header('retry-after', 1 + ((refused.busy + refused.late) % spreadSeconds));
    return new ProblemError(
      'unavailable',
      'This partner API has as much to do as it can. Nothing of this request was done; send it again after the time in Retry-After.',
      { nothingDone: true },
    );
  };
  let sentAway = 0;
  const leave = () => {
    underWay -= 1;
    if (underWay === 0) for (const resolve of waiting) resolve();
  };
  return {
    get underWay() {
      return underWay;
    },
    get isDraining() {
      return isDraining;
    },
    enter: ({ routeOptions: { config } }, reply) => {
      if (config.standing === 'health') return;
      // Without Retry-After: whoever knows another server of this partner API goes there, and all others come back in their own time.
      if (isDraining) {
        refused.ending += 1;
        throw new ProblemError(
          'unavailable',
          'This partner API is shutting down. Nothing of this request was done.',
          { nothingDone: true },
        );
      }
      if (config.standing === 'stream') return;
      if (underWay >= most) throw refuse(reply, 'busy');
      underWay += 1;
      reply.raw.once('close', leave);
    },
    refused,
    refuse,
    comeBack: () => whileStoreIsBusy.first + (sentAway++ % whileStoreIsBusy.spread),
    drain: async (ms) => {
      isDraining = true;
      if (underWay === 0) return 0;
      const idle = new Promise<void>((resolve) => waiting.add(resolve));
      await withinTime(idle, ms);
      return underWay;
    },
  };
}

/** Resolves when `work` does, or after `ms`. */
export function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(() => resolve(), reject).finally(() => clearTimeout(timer));
  });
}
