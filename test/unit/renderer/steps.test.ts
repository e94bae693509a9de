import { describe, expect, it, vi } from 'vitest';
import { customerFields } from '../../../common/domain/entities.ts';
import { customerLeaves, fieldAt } from '../../../common/domain/fields.ts';
import { faultsOf } from '../../../renderer/ui/form.ts';

// The steps' components read the address when they're loaded.
vi.hoisted(() => {
  Object.assign(globalThis, { location: { hash: '' } });
});
const { customerFieldPaths, customerSteps, partnerField, partnerStep, stepOfField } =
  await import('../../../renderer/features/wizard/steps.tsx');

const good = customerFields.parse({ partnerId: null, name: 'Contoso', email: 'it@contoso.example' });
const goodValues = Object.fromEntries(customerFieldPaths.map((path) => [path, fieldAt(good, path)]));
const fieldsOf = (id: string) => customerSteps.find((step) => step.id === id)?.fields ?? [];
const family = '👨‍👩‍👧‍👦';

describe('the steps of the wizard', () => {
  it('are details, rebrand information, address and contacts, sites, probes, review, in this order', () => {
    const ids = ['details', 'rebrand', 'address', 'sites', 'probes', 'review'];
    expect(customerSteps.map((step) => step.id)).toEqual(ids);
    expect(partnerStep.fields).toEqual([partnerField]);
  });

  it('hold every field of a customer once, but for what imports set', () => {
    expect(new Set(customerFieldPaths).size).toBe(customerFieldPaths.length);
    const elsewhere = [...customerLeaves.keys()].filter((path) => !customerFieldPaths.includes(path));
    expect(elsewhere).toEqual(['externalIds']);
    expect(customerFieldPaths.filter((path) => !customerLeaves.has(path))).toEqual([]);
  });

  it('are found by their fields; a field that no step has belongs to the first', () => {
    for (const { id, fields } of customerSteps) for (const path of fields) expect(stepOfField(path)).toBe(id);
    expect(stepOfField(partnerField)).toBe('partner');
    expect(stepOfField('externalIds.0.value')).toBe('details');
  });

  it('find nothing wrong with a name and an e-mail address alone', () => {
    expect(faultsOf(customerLeaves, goodValues, customerFieldPaths)).toEqual({});
  });
});

const faulty: [step: string, path: string, value: string, fault: RegExp][] = [
  ['details', 'name', '', /^Customer name is mandatory$/],
  ['details', 'name', ' \u3000\t', /mandatory/],
  ['details', 'name', '\u200b\u200b', /mandatory/],
  ['details', 'name', 'x'.repeat(51), /at most 50 characters; this one has 51/],
  ['details', 'name', family.repeat(51), /at most 50 characters; this one has 51/],
  ['details', 'name', 'Con\u0000toso', /control character/],
  ['details', 'name', 'Con\u202etoso', /hidden mark/],
  ['details', 'email', '', /^Email address is mandatory$/],
  ['details', 'email', 'contoso.example', /needs an @/],
  ['details', 'email', '@contoso.example', /before the @/],
  ['details', 'email', 'it@contoso', /needs a domain/],
  ['details', 'email', 'it@con toso.example', /isn’t one/],
  ['details', 'email', 'i t@contoso.example', /can’t have/],
  ['details', 'reference', 'r'.repeat(61), /^Your reference has at most 60/],
  ['rebrand', 'rebrand.displayName', 'x'.repeat(201), /^Display name has at most/],
  ['rebrand', 'rebrand.logo', 'data:image/svg+xml;base64,PHN2Zz4=', /PNG, JPEG, GIF or WebP/],
  ['rebrand', 'rebrand.logo', `data:image/png;base64,${'A'.repeat(100_000)}`, /at most 70 kB/],
  ['rebrand', 'rebrand.primaryColor', 'blue', /# and six digits/],
  ['rebrand', 'rebrand.accentColor', '#12345', /# and six digits/],
  ['rebrand', 'rebrand.serviceDomain', 'https://portal.example', /host name alone/],
  ['rebrand', 'rebrand.replyTo', 'service', /needs an @/],
  ['address', 'address.street', 's'.repeat(201), /^Street has at most 200/],
  ['address', 'address.postalCode', '1'.repeat(21), /^Postal code has at most 20/],
  ['address', 'address.country', 'Atlantis', /two letters/],
  ['address', 'technicalContact.email', 'it@', /needs a domain/],
  ['address', 'billingContact.name', 'n'.repeat(101), /^Contact name has at most 100/],
  ['address', 'billingContact.phone', '5'.repeat(41), /^Contact phone has at most 40/],
  ['address', 'notes', 'n'.repeat(4001), /^Notes have at most 4,000 characters$/],
];

describe('leaving a step', () => {
  it.each(faulty)('%s is stopped at %s by %j', (step, path, value, fault) => {
    const faults = faultsOf(customerLeaves, { ...goodValues, [path]: value }, fieldsOf(step));
    expect(Object.keys(faults)).toEqual([path]);
    expect(faults[path]).toMatch(fault);
  });

  it.each(faulty)('doesn’t look at fields of other steps: %s, %s', (step, path, value) => {
    for (const other of customerSteps.filter(({ id }) => id !== step))
      expect(faultsOf(customerLeaves, { ...goodValues, [path]: value }, other.fields)).toEqual({});
  });

  it.each([
    ['name', family.repeat(50)],
    ['name', '東和システムサービス'],
    ['email', 'büro@größl.example'],
    ['rebrand.primaryColor', '#2F5BEA'],
    ['rebrand.serviceDomain', 'Portal.Contoso.Example'],
    ['address.country', 'pt'],
    ['notes', 'two\nlines'],
  ])('isn’t stopped at %s by %j', (path, value) => {
    expect(faultsOf(customerLeaves, { ...goodValues, [path]: value }, customerFieldPaths)).toEqual({});
  });
});
