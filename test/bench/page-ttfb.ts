import http from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { newId } from '../../common/domain/ids.ts';
import { TestPartnerApi } from '../support/test-partner-api.ts';
import { measureOf, type Bench } from './measure.ts';
import { onboardingLink } from './onboarding-link.ts';
import { pushAll } from './pushing.ts';
import { openDoor } from './world.ts';

const runs = 500;
/** Of a logo nearly as large as one may be: the page carries it. */
const logoBytes = 60_000;
const unlimited = 1_000_000;

/** Milliseconds from the request to the first byte of its answer, over a connection that's kept. */
function firstByte(agent: http.Agent, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const asked = http.get(url, { agent }, (answer) => {
      answer.once('readable', () => {
        const took = performance.now() - began;
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve(took);
          else reject(new Error(`${url} answered ${answer.statusCode}`));
        });
        answer.resume();
      });
    });
    asked.once('error', reject);
  });
}

function logoOf(bytes: number): string {
  const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(bytes)]);
  return `data:image/png;base64,${picture.toString('base64')}`;
}

/** The page of an onboarding link in a brand's colours and with its logo. */
export const pageTtfb: Bench = {
  name: 'page-ttfb',
  run: async (say) => {
    const server = await TestPartnerApi.start({ signInLimit: unlimited, rateLimit: unlimited });
    const bare = fastify();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const { door } = await openDoor(server);
      const brandId = newId();
      const fields = { name: 'Bench', primaryColor: '#205090', logo: logoOf(logoBytes), parentId: null };
      await pushAll(door, [['brand.create', { id: brandId, fields }]]);
      const page = await onboardingLink(server, door, brandId);
      bare.get('/', () => 'a page');
      await bare.listen({ port: 0, host: '127.0.0.1' });
      const route = `http://127.0.0.1:${(bare.server.address() as AddressInfo).port}/`;
      const ours: number[] = [];
      const reference: number[] = [];
      for (let run = -20; run < runs; run++) {
        const [took, tookBare] = [await firstByte(agent, page), await firstByte(agent, route)];
        // The first ones compile.
        if (run < 0) continue;
        ours.push(took);
        reference.push(tookBare);
      }
      say(`${runs} of each`);
      const note =
        'the page of an onboarding link, in the colours of its brand and with a logo of 60 kB in it, to its first byte over a kept connection, beside a route of Fastify that answers a few letters; both in the process that asks';
      return [measureOf({ name: 'page-ttfb', ours, reference, aim: null, note })];
    } finally {
      agent.destroy();
      await bare.close();
      await server.remove();
    }
  },
};
