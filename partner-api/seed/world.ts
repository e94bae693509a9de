import { fullGrants, minimalGrants, type Address, type Contact } from '../../common/domain/entities.ts';
import { makeCustomerId } from '../../common/domain/customer-id.ts';
import type { SeedRow } from '../store/seed-rows.ts';
import { loadCities, type City } from './cities.ts';
import { diceFrom, type Dice } from './dice.ts';
import type { Seed } from './seed.ts';

export interface WorldSize {
  customers: number;
  sites: number;
  probes: number;
}

const trades = [
  'Dental Practice',
  'Logistics',
  'Credit Union',
  'Foods',
  'Opticians',
  'Printworks',
  'Veterinary',
  'Timber',
  'Legal',
  'Textiles',
  'Pharmacy',
  'Instruments',
];
const customersPerPartner = 150;
const began = Date.UTC(2022, 0, 3);
const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * A world of the given size: customers in real places, each with sites in the places next in the list. The same every time
 * but for the probes' last reports, which lie before `now`.
 * @param say told the progress, a line at a time
 * @throws StoreFault when the package with the places isn't installed
 */
export function worldSeed(size: WorldSize, say: (line: string) => void): (now: number) => Seed {
  return (now) => {
    const total = size.customers + size.sites + size.probes;
    let told = 0;
    return {
      name: 'World',
      rows: worldRows(size, now),
      onProgress: (rows) => {
        const percent = Math.min(100, Math.floor((rows / total) * 100));
        if (percent < told + 5 && percent < 100) return;
        told = percent;
        say(`seeding: ${rows.toLocaleString('en')} rows, ${percent} %`);
      },
    };
  };
}

function* worldRows(size: WorldSize, now: number): Generator<SeedRow> {
  const cities = loadCities();
  const dice = diceFrom(41_000_017);
  // A stride that shares no factor with the number of places visits all of them before it comes back to one.
  const stride = strideFor(cities.length);
  const cityAt = (index: number): City => {
    const city = cities[(index * stride) % cities.length];
    if (!city) throw new RangeError('The list of places is empty');
    return city;
  };
  const nameAt = (index: number): string => {
    const round = Math.floor(index / cities.length);
    const again = Math.floor(round / trades.length);
    const trade = trades[(index + round) % trades.length] ?? '';
    return `${cityAt(index).name} ${trade}${again > 0 ? ` ${again + 1}` : ''}`;
  };
  let clock = began;
  const born = () => {
    clock += 90_000;
    const createdAt = new Date(Math.min(clock, now)).toISOString();
    return { id: dice.id(clock), createdAt, updatedAt: createdAt };
  };

  const brand = { ...born(), parentId: null, name: 'World', primaryColor: '#1f5fae' };
  yield { kind: 'brand', row: { ...brand, accentColor: '', logo: '', serviceDomain: '', replyTo: '' } };

  const partnerIds: string[] = [];
  for (let index = 0; index < Math.ceil(size.customers / customersPerPartner); index++) {
    const city = cityAt(index + 1_000_003);
    const row = {
      ...born(),
      name: `${city.name} Network Services`,
      email: `office@partner${index + 1}.example`,
      phone: '',
      brandId: brand.id,
      address: addressIn(city, dice),
      notes: '',
    };
    partnerIds.push(row.id);
    yield { kind: 'partner', row };
  }

  const customerIds: string[] = [];
  const publicIds = new Set<string>();
  for (let index = 0; index < size.customers; index++) {
    const city = cityAt(index);
    const domain = `c${index + 1}.example`;
    const isDirect = index % 10 === 9;
    const row = {
      ...born(),
      partnerId: isDirect ? null : dice.pick(partnerIds),
      name: nameAt(index),
      email: `office@${domain}`,
      reference: `W-${index + 1}`,
      brandId: brand.id,
      rebrand: {
        displayName: '',
        logo: '',
        primaryColor: '',
        accentColor: '',
        serviceDomain: '',
        replyTo: '',
      },
      address: addressIn(city, dice),
      technicalContact: contactAt(`it@${domain}`),
      billingContact: contactAt(`accounts@${domain}`),
      billingAccountId: null,
      externalIds: [{ system: 'PSA', value: String(100_000 + index) }],
      notes: '',
      customerId: freshPublicId(dice, publicIds),
      origin: index % 7 === 3 ? ('link' as const) : ('wizard' as const),
      grants: index % 7 === 3 ? [...minimalGrants] : [...fullGrants],
    };
    customerIds.push(row.id);
    yield { kind: 'customer', row };
  }

  const siteIds: string[] = [];
  for (let index = 0; index < size.sites; index++) {
    const customer = Math.floor((index * size.customers) / size.sites);
    const city = cityAt(customer + index);
    const row = {
      ...born(),
      customerId: customerIds[customer] ?? '',
      name: city.name,
      address: addressIn(city, dice),
      timeZone: city.timeZone,
      contact: contactAt(`site${index + 1}@c${customer + 1}.example`),
      externalIds: [],
      notes: '',
    };
    siteIds.push(row.id);
    yield { kind: 'site', row };
  }

  for (let index = 0; index < size.probes; index++) {
    const isSpare = size.sites === 0 || index % 16 === 15;
    const fate = dice.below(100);
    const status = isSpare ? 'unknown' : fate < 94 ? 'online' : 'offline';
    const silentFor = status === 'online' ? dice.below(5 * minute) : dice.below(20 * day);
    const row = {
      ...born(),
      siteId: isSpare ? null : (siteIds[Math.floor((index * size.sites) / size.probes)] ?? null),
      serial: `SWP-${String(index + 1).padStart(8, '0')}`,
      name: `Probe ${index + 1}`,
      softwareVersion: fate % 3 === 0 ? '4.7.5' : '4.8.2',
      status,
      lastReportAt: status === 'unknown' ? null : new Date(now - silentFor).toISOString(),
    } as const;
    yield { kind: 'probe', row };
  }
}

function strideFor(count: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let stride = 7919;
  while (divides(stride, count) !== 1) stride += 2;
  return stride;
}

function freshPublicId(dice: Dice, taken: Set<string>): string {
  for (;;) {
    const id = makeCustomerId(Uint8Array.from({ length: 10 }, () => dice.below(256)));
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

function addressIn(city: City, dice: Dice): Address {
  return {
    street: `${1 + dice.below(240)} Station Road`,
    street2: '',
    city: city.name,
    region: city.region,
    postalCode: dice.digits('#####'),
    country: city.country,
  };
}

function contactAt(email: string): Contact {
  return { name: '', email, phone: '' };
}
