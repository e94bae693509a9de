import { expect, it } from 'vitest';
import { editsIn } from '../../../renderer/features/wizard/draft-edits.ts';

it.each([
  [
    'a field that was typed keeps what it held then',
    { values: { name: 'Mine' }, base: { name: 'Contoso' } },
    { typed: { name: 'Mine' }, seen: { name: 'Contoso' } },
  ],
  [
    'a field that was typed and put back is no edit',
    { values: { name: 'Contoso', notes: 'Call' }, base: { name: 'Contoso', notes: '' } },
    { typed: { notes: 'Call' }, seen: { notes: '' } },
  ],
  [
    'a field that was emptied is an edit',
    { values: { brandId: null }, base: { brandId: 'b' } },
    { typed: { brandId: null }, seen: { brandId: 'b' } },
  ],
  [
    'a draft of a new customer has its values alone',
    { values: { name: 'New', partnerId: null } },
    { typed: { name: 'New', partnerId: null }, seen: {} },
  ],
])('%s', (_what, draft, edits) => {
  expect(editsIn(draft)).toEqual(edits);
});
