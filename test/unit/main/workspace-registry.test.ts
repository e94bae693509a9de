import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serverWorkspace, WorkspaceRegistry } from '../../../main/partner/workspace-registry.ts';
import { ManualClock } from '../../support/manual-clock.ts';

it('the key that secrets are sealed with is known from the moment it’s heard, and not only once it’s written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-registry-'));
  const registry = await WorkspaceRegistry.open(folder, new ManualClock('2026-01-01T00:00:00.000Z'));
  const { id, ...workspace } = serverWorkspace('http://127.0.0.1:4870', 'Nordlys');
  await registry.keepOpen({ ...workspace, id, lastAccount: null, present: true });
  expect(registry.sealingKeyOf(id)).toBeNull();
  const sealingKey = { keyId: 'one', algorithm: 'x25519-hkdf-sha256-aes256gcm' as const, publicKey: 'k' };
  registry.hearSealingKey(id, sealingKey);
  expect(registry.sealingKeyOf(id)).toEqual(sealingKey);
  await registry.change(id, { sealingKey: { ...sealingKey, keyId: 'older' } });
  expect(registry.sealingKeyOf(id)).toEqual(sealingKey);
  rmSync(folder, { recursive: true, force: true });
});

it('what was changed last is on the disk once it has come to rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-registry-'));
  const clock = new ManualClock('2026-01-01T00:00:00.000Z');
  const registry = await WorkspaceRegistry.open(folder, clock);
  const { id, ...workspace } = serverWorkspace('http://127.0.0.1:4870', 'Nordlys');
  await registry.keepOpen({ ...workspace, id, lastAccount: null, present: true });
  const [first, second] = [
    registry.change(id, { offline: true }),
    registry.change(id, { mail: 'smtp', present: false }),
  ];
  await registry.rested();
  const again = await WorkspaceRegistry.open(folder, clock);
  expect(again.find(id)).toMatchObject({ offline: true, mail: 'smtp', present: false });
  await Promise.all([first, second]);
  rmSync(folder, { recursive: true, force: true });
});
