import { newId } from '../../../common/domain/ids.ts';
import { projectPasswordOf } from '../../../common/domain/secrets.ts';
import type { ProjectFields } from '../../../common/domain/entities.ts';
import type { Discovery } from '../../../common/partner-api/session.ts';
import { sealSecret } from '../../../main/credentials/sealing.ts';
import { call } from './caller.ts';

export const projectPassword = 'Correct-Horse-9-Staple';
let made = 0;

/** The arguments of a new project, its password sealed as the app seals it to what a server publishes. */
export async function projectOf(url: string, fields: Partial<ProjectFields>, password = projectPassword) {
  const { body } = await call<Discovery>(url, 'GET', '/v1');
  if (!body.sealingKey) throw new Error('the server publishes no key');
  const id = newId();
  made += 1;
  const whole = {
    name: `Thornbury move ${made}`,
    email: 'office@thornbury.example',
    country: 'PT',
    login: `thornbury-${made}`,
    ...fields,
  };
  return { id, fields: whole, password: sealSecret(body.sealingKey, password, projectPasswordOf(id)) };
}
