import { z } from 'zod';
import { entityId } from './ids.ts';
import { line } from './naming.ts';
import { sealedSecret } from './secrets.ts';

/** What a connector reaches. */
export const connectorKinds = [
  'microsoft-365',
  'google-workspace',
  'exchange',
  'imap',
  'file-server',
] as const;
export type ConnectorKind = (typeof connectorKinds)[number];

/** What each kind of connector is called on screen. */
export const connectorTitles: Record<ConnectorKind, string> = {
  'microsoft-365': 'Microsoft 365',
  'google-workspace': 'Google Workspace',
  exchange: 'Exchange server',
  imap: 'IMAP server',
  'file-server': 'File server',
};

/** A connector as an operator sets it, its password aside. */
export const connectorFields = z.object({
  kind: z.enum(connectorKinds),
  address: line('Address', 253)
    .refine((text) => text !== '', { error: 'Address is mandatory' })
    .refine((text) => !/\s/.test(text), { error: 'An address has no spaces in it' }),
  user: line('Admin user', 120).default(''),
});

/** How a project reaches the systems that it moves things between. */
export const connector = connectorFields.extend({
  id: entityId,
  /** The admin password, sealed to the partner API; null while none is set. */
  password: sealedSecret.nullable().default(null),
});
export type Connector = z.infer<typeof connector>;

/** Most connectors of a project: what one list may hold after merging. */
export const mostConnectors = 20;

/** The connectors of a project. */
export const connectors = z
  .array(connector)
  .max(mostConnectors, { error: `A project has at most ${mostConnectors} connectors` })
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
    error: 'Two connectors have the same id',
  });

/** What a connector's password is bound to. */
export function connectorPasswordOf(connectorId: string): string {
  return `connector.password ${connectorId}`;
}

/** How a migration job stands. */
export const jobStates = ['queued', 'running', 'paused', 'done', 'failed'] as const;

/** A migration job of a project, as the partner API runs it. */
export const migrationJob = z.object({
  id: entityId,
  name: z.string(),
  state: z.enum(jobStates),
  /** Things moved, and in all. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type MigrationJob = z.infer<typeof migrationJob>;
