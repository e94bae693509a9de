import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Traffic } from './traffic.ts';

/**
 * Refuses requests while the process is late with everything, until it has caught up; streams and those that ask how the server
 * is are answered all the same.
 * @param maxDelayMs how late it may be on average over a second, in milliseconds
 */
export async function refuseWhileLate(
  server: FastifyInstance,
  traffic: Traffic,
  maxDelayMs: number,
): Promise<void> {
  await server.register(underPressure, {
    maxEventLoopDelay: maxDelayMs,
    pressureHandler: async ({ routeOptions: { config } }, reply) => {
      if (config.standing === undefined) throw traffic.refuse(reply, 'late');
    },
  });
}
