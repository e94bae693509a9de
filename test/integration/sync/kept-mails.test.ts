import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let console: TestConsole;

beforeEach(async () => {
  console = await TestConsole.start();
});
afterEach(() => console.remove());

const linkOf = (mail: string) => /register\?invite=\S{20,}/.exec(mail.replaceAll('=\r\n', ''))?.[0];

/** Invites somebody, and waits until the partner API says that the mail is out. */
async function invite(): Promise<string> {
  const { accounts } = await console.give('billingAccount.list');
  const { id } = await console.give('invite.create', {
    ...{ name: 'Kept Mail', contactName: 'Ann', contactEmail: 'ann@kept.example' },
    ...{ partnerId: null, brandId: null, billingAccountId: accounts[0]?.id ?? null },
  });
  await isSent(id, 1);
  return id;
}

async function isSent(id: string, times: number): Promise<void> {
  await console.untilSo(
    'sent',
    async () => {
      const { invites } = await console.give('invite.list');
      return invites.some((one) => one.id === id && one.sends === times);
    },
    () => undefined,
  );
}

describe('mails of the sample workspace', () => {
  let id: string;
  let folder: string;

  beforeEach(async () => {
    await console.give('workspace.openSample', { role: 'admin' });
    await console.settled();
    id = await invite();
    await console.give('mail.open', { id, recipient: '' });
    folder = dirname(console.openedFiles[0] ?? '');
  });

  test('are opened in the mail program, the newest one after a resend', async () => {
    expect(await console.give('mail.kept', { id })).toEqual({ place: 'here', recipients: [''] });
    const [first = ''] = console.openedFiles;
    expect(basename(first)).toMatch(/\.eml$/);
    const mail = await readFile(first, 'utf8');
    expect(mail).toMatch(/^To: Ann <ann@kept\.example>\r$/m);

    await console.give('invite.resend', { ids: [id] });
    await isSent(id, 2);
    await console.give('mail.open', { id, recipient: '' });
    const second = await readFile(console.openedFiles[1] ?? '', 'utf8');
    expect(linkOf(second)).toBeDefined();
    expect(linkOf(second)).not.toBe(linkOf(mail));
  });

  test('are those about just what was asked for, and nothing but files', async () => {
    const notice = newId();
    for (const name of [`${notice}-1`, `${notice}-11`, `x${notice}-2`])
      await writeFile(join(folder, `2026-01-01T00-00-00.000Z-${name}.eml`), '');
    await symlink('/etc/hostname', join(folder, `2026-01-01T00-00-00.000Z-${notice}-3.eml`));
    await mkdir(join(folder, `2026-01-01T00-00-00.000Z-${notice}-4.eml`));
    const { recipients } = await console.give('mail.kept', { id: notice });
    expect(recipients.sort()).toEqual(['1', '11', '3', '4']);
    await console.give('mail.open', { id: notice, recipient: '1' });
    expect(basename(console.openedFiles[1] ?? '')).toBe(`2026-01-01T00-00-00.000Z-${notice}-1.eml`);
    for (const recipient of ['2', '3', '4', ''])
      await expect(console.give('mail.open', { id: notice, recipient })).rejects.toMatchObject({
        error: { code: 'not-found', message: expect.stringContaining('isn’t kept on this computer') },
      });
    await expect(console.give('mail.open', { id: notice, recipient: '../1' })).rejects.toMatchObject({
      error: { code: 'invalid' },
    });
    expect(console.openedFiles).toHaveLength(2);
  });
});

test.each([
  ['server', {}],
  ['sent', { smtpUrl: 'smtp://127.0.0.1:1' }],
] as const)('a server’s mails are told to be %s, and aren’t opened here', async (place, options) => {
  const api = await TestPartnerApi.start(options);
  try {
    await console.give('workspace.connect', { url: api.url, login: 'admin', password });
    await console.settled();
    const id = newId();
    expect(await console.give('mail.kept', { id })).toEqual({ place, recipients: [] });
    await expect(console.give('mail.open', { id, recipient: '' })).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
    // It's remembered, with no network too.
    await api.stop();
    await console.restart();
    expect(await console.give('mail.kept', { id })).toMatchObject({ place });
  } finally {
    await api.remove();
  }
});
