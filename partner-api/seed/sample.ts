import {
  fullGrants,
  minimalGrants,
  type AccessRequest,
  type Address,
  type Contact,
  type Customer,
  type GrantName,
  type Invite,
  type OnboardingLink,
  type Probe,
  type Site,
} from '../../common/domain/entities.ts';
import { inviteDays } from '../../common/domain/invites.ts';
import { firstAccounts, scopedSampleAccount } from '../auth/accounts.ts';
import { sampleApiAccounts } from './sample-accounts.ts';
import { makeCustomerId } from '../../common/domain/customer-id.ts';
import type { SeedRow } from '../store/seed-rows.ts';
import { diceFrom, type Dice } from './dice.ts';
import { places, type Place } from './places.ts';
import { sampleNotices } from './sample-notices.ts';
import {
  inviteBook,
  billingBook,
  brandBook,
  customerBook,
  partnerBook,
  type CustomerEntry,
} from './sample-book.ts';
import { sampleActivity } from './sample-activity.ts';
import { sampleProjects } from './sample-projects.ts';
import { sampleVisits } from './sample-visits.ts';
import type { Seed } from './seed.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** How long ago the newest thing in the book was created. */
const newestAge = 3 * 60 * minute;
const unassociatedProbes = 25;
/** The brand that the sample's scoped account sees, with the one below it. */
const scopedBrand = 'Nordlys Europe';
const probeVersions = ['4.8.2', '4.8.1', '4.7.5', '4.2.0'];

/** From where those who change things in the book do so, by login. */
const sampleClients: Record<string, string | undefined> = {
  admin: 'Switchyard 0.1.0 on OSLO-DESK-04',
  operator: 'Switchyard 0.1.0 on FIELD-LAPTOP-2',
};

type Unversioned<T> = Omit<T, 'version'>;

/**
 * The sample workspace: the book of an MSP with partners in six countries, kept for the twenty months before `now`
 * (milliseconds). The same every time but for its times, which are as old at any `now`, and the ids that are made of them.
 */
export function sampleSeed(now: number): Seed {
  const { ended: length } = writeBook(0, 0);
  const { rows: book, invites } = writeBook(now - newestAge - length, now);
  const customers = book.flatMap((entry) => (entry.kind === 'customer' ? [entry.row] : []));
  const visits = sampleVisits(book, now, diceFrom(20_240_209));
  const rows = [...book, ...sampleProjects(customers, now, diceFrom(20_240_208)), ...invites, ...visits.rows];
  const brand = rows.find((entry) => entry.kind === 'brand' && entry.row.name === scopedBrand);
  const accounts = [
    { ...scopedSampleAccount, brandId: brand?.row.id },
    ...sampleApiAccounts({ brandId: brand?.row.id, customerId: customers[0]?.id ?? null, now }),
  ];
  const people = firstAccounts.flatMap(({ id, name, role, login }) => {
    const client = sampleClients[login];
    return client ? [{ id, name, role, client }] : [];
  });
  const activity = sampleActivity(rows, people, diceFrom(20_240_207));
  return { name: 'Nordlys Managed IT', rows, accounts, activity, files: visits.files };
}

/** @param began when the book's first line was written; `ended` is when its last one was */
function writeBook(began: number, now: number): { rows: SeedRow[]; invites: SeedRow[]; ended: number } {
  const dice = diceFrom(20_240_205);
  // Ids rise with the time of creation, most of a day apart, so that the book looks as if it had grown.
  let clock = began;
  const born = () => {
    clock += (12 + dice.below(25)) * 60 * minute + dice.below(60) * minute;
    const createdAt = new Date(clock).toISOString();
    return { id: dice.id(clock), createdAt, updatedAt: createdAt };
  };
  const edits = diceFrom(20_240_206);
  // Half of them were edited since, more of those lately than long ago.
  const edited = <T extends Born>(row: T): T => {
    const share = (1 + edits.below(999)) / 1000;
    if (edits.chance(50)) return row;
    const age = Math.round(((now - Date.parse(row.createdAt)) * share ** 2) / minute) * minute;
    return { ...row, updatedAt: new Date(now - age).toISOString() };
  };

  const brands: Extract<SeedRow, { kind: 'brand' }>['row'][] = [];
  for (const { name, parent, color, domain } of brandBook)
    brands.push({
      ...born(),
      parentId: parent === null ? null : (brands[parent]?.id ?? null),
      name,
      primaryColor: color,
      accentColor: '',
      logo: '',
      serviceDomain: domain,
      replyTo: `service@${domain.split('.').slice(1).join('.')}`,
    });
  // With dice and a clock of their own: what was in the book before them stays as it was.
  const billingDice = diceFrom(20_240_208);
  const billingAccounts = billingBook.map(({ name, place, domain, brand, paysFor }, at) => {
    const time = began + at * 11 * day;
    const createdAt = new Date(time).toISOString();
    const { name: contactName, phone } = contactIn(places[place], '', billingDice);
    return {
      paysFor,
      row: {
        ...{ id: billingDice.id(time), createdAt, updatedAt: createdAt },
        ...{ name, contactName, phone, email: `billing@${domain}` },
        reference: `D-${String(20_110 + at * 13)}`,
        brandId: brands[brand]?.id ?? null,
        address: addressIn(places[place], billingDice),
        notes: '',
      },
    };
  });
  const partners = partnerBook.map(({ name, place, domain, brand }) => ({
    ...edited(born()),
    name,
    email: `office@${domain}`,
    phone: phoneIn(places[place], dice),
    brandId: brands[brand]?.id ?? null,
    address: addressIn(places[place], dice),
    notes: '',
  }));

  const customers: Unversioned<Customer>[] = [];
  const sites: Unversioned<Site>[] = [];
  const probes: Unversioned<Probe>[] = [];
  customerBook.forEach((entries, index) => {
    const partner = partners[index];
    for (const entry of entries) {
      const customer = customerOf(entry, customers.length, dice, {
        ...edited(born()),
        partnerId: partner?.id ?? null,
        brandId: partner?.brandId ?? brands[0]?.id ?? null,
        billingAccountId:
          billingAccounts.find(({ paysFor }) => paysFor.includes(customers.length))?.row.id ?? null,
      });
      customers.push(customer);
      for (let number = 0; number < entry[3]; number++) {
        const site = siteOf(entry, number, dice, { ...born(), customerId: customer.id });
        sites.push(site);
        const count = 1 + dice.below(4);
        for (let probe = 0; probe < count; probe++)
          probes.push(
            probeOf(probes.length, dice, now, { ...born(), siteId: site.id }, `${site.name} ${probe + 1}`),
          );
      }
    }
  });
  for (let spare = 0; spare < unassociatedProbes; spare++)
    probes.push(probeOf(probes.length, dice, now, { ...born(), siteId: null }, `Spare ${spare + 1}`));

  const inviteDice = diceFrom(20_240_209);
  // Ids rise with the time at which they were made.
  const byTime = inviteBook.toSorted((one, other) => other.sentDaysAgo - one.sentDaysAgo);
  const invites = byTime.map((entry) => {
    const partner = entry.partner === null ? undefined : partners[entry.partner];
    return inviteOf(entry, inviteDice, now, {
      partnerId: partner?.id ?? null,
      brandId: partner?.brandId ?? brands[0]?.id ?? null,
      billingAccountId: billingAccounts[entry.account]?.row.id ?? null,
      customer: typeof entry.fate === 'object' ? customers[entry.fate.customer] : undefined,
    });
  });

  const rows = [
    ...brands.map((row) => ({ kind: 'brand', row }) as const),
    ...billingAccounts.map(({ row }) => ({ kind: 'billingAccount', row }) as const),
    ...partners.map((row) => ({ kind: 'partner', row }) as const),
    ...customers.map((row) => ({ kind: 'customer', row }) as const),
    ...sites.map((row) => ({ kind: 'site', row }) as const),
    ...probes.map((row) => ({ kind: 'probe', row }) as const),
  ];
  const links = [null, ...partners.slice(0, 3)].map((partner, at) =>
    onboardingLinkOf(partner, brands[0]?.id ?? null, at, now),
  );
  const waysIn = [
    ...invites.map((row) => ({ kind: 'invite', row }) as const),
    ...links.map((row) => ({ kind: 'onboardingLink', row }) as const),
    ...accessRequestsTo(customers, now).map((row) => ({ kind: 'accessRequest', row }) as const),
    ...sampleNotices(customers, now).map((row) => ({ kind: 'notice', row }) as const),
  ];
  return { rows, invites: waysIn, ended: clock };
}

interface Born {
  id: string;
  createdAt: string;
  updatedAt: string;
}

function customerOf(
  [name, placeName, domain]: CustomerEntry,
  number: number,
  dice: Dice,
  born: Born & Pick<Customer, 'partnerId' | 'brandId' | 'billingAccountId'>,
): Unversioned<Customer> {
  const place = places[placeName];
  const [origin, grants] = originOf(number);
  const random = Uint8Array.from({ length: 10 }, () => dice.below(256));
  return {
    ...born,
    name,
    email: `office@${domain}`,
    reference: `K-${String(1041 + number * 7)}`,
    rebrand: {
      displayName: '',
      logo: '',
      primaryColor: '',
      accentColor: '',
      serviceDomain: number % 9 === 0 ? `it.${domain}` : '',
      replyTo: number % 9 === 0 ? `it@${domain}` : '',
    },
    address: addressIn(place, dice),
    technicalContact: contactIn(place, `it@${domain}`, dice),
    billingContact: contactIn(place, `accounts@${domain}`, dice),
    externalIds: [
      { system: 'PSA', value: dice.digits('1#####') },
      ...(number % 4 === 0 ? [{ system: 'RMM', value: dice.digits('org-####') }] : []),
    ],
    notes: number % 11 === 3 ? 'Contract renews in the spring; ask for the new head of IT.' : '',
    customerId: makeCustomerId(random),
    origin,
    grants,
  };
}

/** Most customers came by the wizard and granted everything; every eighth came by itself and granted the least. */
function originOf(number: number): [Customer['origin'], GrantName[]] {
  if (number % 8 === 5) return [number % 16 === 5 ? 'link' : 'customer-id', [...minimalGrants]];
  if (number % 20 === 9) return ['invite', [...minimalGrants]];
  return [number % 6 === 2 ? 'on-behalf' : 'wizard', [...fullGrants]];
}

function siteOf(
  [, placeName, domain]: CustomerEntry,
  number: number,
  dice: Dice,
  born: Born & Pick<Site, 'customerId'>,
): Unversioned<Site> {
  const place: Place = places[placeName];
  const district = place.districts[number % place.districts.length] ?? place.city;
  return {
    ...born,
    name:
      number < place.districts.length
        ? district
        : `${district} ${Math.floor(number / place.districts.length) + 1}`,
    address: addressIn(place, dice),
    timeZone: place.timeZone,
    contact: contactIn(place, `site${number + 1}@${domain}`, dice),
    externalIds: dice.chance(40) ? [{ system: 'PSA', value: dice.digits('S-#####') }] : [],
    notes: '',
  };
}

function probeOf(
  number: number,
  dice: Dice,
  now: number,
  born: Born & Pick<Probe, 'siteId'>,
  name: string,
): Unversioned<Probe> {
  const fate = born.siteId === null ? 100 : dice.below(100);
  const status = fate < 88 ? 'online' : fate < 96 ? 'offline' : 'unknown';
  const silentFor = { online: dice.below(4) * minute, offline: (1 + dice.below(9)) * day, unknown: null }[
    status
  ];
  return {
    ...born,
    serial: `SWP-${dice.digits('##')}-${String(4100 + number).padStart(6, '0')}`,
    name,
    softwareVersion: probeVersions[dice.chance(70) ? 0 : dice.below(probeVersions.length)] ?? '4.8.2',
    status,
    lastReportAt: silentFor === null ? null : new Date(now - silentFor - dice.below(60) * 1000).toISOString(),
  };
}

/** An invite as its fate left it, with times that count back from `now`. */
function inviteOf(
  { company, contact, domain, sentDaysAgo, fate }: (typeof inviteBook)[number],
  dice: Dice,
  now: number,
  {
    customer,
    ...of
  }: Pick<Invite, 'partnerId' | 'brandId' | 'billingAccountId'> & {
    customer: Unversioned<Customer> | undefined;
  },
): Unversioned<Invite> {
  const sent = Math.max(0, now - sentDaysAgo * day);
  const at = (days: number) => new Date(sent + days * day).toISOString();
  const isOpened = fate === 'opened' || fate === 'revoked' || customer !== undefined;
  const isSent = fate !== 'refused';
  return {
    ...of,
    ...{ id: dice.id(sent), createdAt: at(0), updatedAt: at(isOpened ? 1 : 0) },
    name: customer?.name ?? company,
    contactName: contact,
    contactEmail: customer ? customer.email : `office@${domain}`,
    status: customer ? 'accepted' : 'pending',
    ...{ sends: isSent ? 1 : 0, sentAt: isSent ? at(0) : null, expiresAt: isSent ? at(inviteDays) : null },
    openedAt: isOpened ? at(0.4) : null,
    usedAt: customer ? at(1) : null,
    revokedAt: fate === 'revoked' ? at(1) : null,
    mailFault: isSent ? '' : 'The mail server refused the message: 550 mailbox unavailable',
    madeBy: 'Ingrid Halvorsen',
    customerId: customer?.id ?? null,
  };
}

/** Requests: one by Customer ID that waits, and customers with few rights that are asked for more. With dice of its own. */
function accessRequestsTo(
  customers: readonly Unversioned<Customer>[],
  now: number,
): Unversioned<AccessRequest>[] {
  const dice = diceFrom(20_240_214);
  const limited = customers.filter(({ grants }) => !grants.includes('manage-configuration')).slice(0, 3);
  return [...limited, null].map((customer, at) => {
    const made = Math.max(0, now - (24 - at * 7) * day);
    const createdAt = new Date(made).toISOString();
    const answeredAt = customer && at > 0 ? new Date(made + day).toISOString() : null;
    const customerCode = customer
      ? ''
      : makeCustomerId(Uint8Array.from({ length: 10 }, () => dice.below(256)));
    return {
      ...{ id: dice.id(made), createdAt, updatedAt: answeredAt ?? createdAt, customerCode },
      name: customer?.name ?? customerCode,
      asks: customer ? 'rights' : 'link',
      customerId: customer?.id ?? null,
      grants: customer ? ['manage-configuration'] : [...minimalGrants],
      reason: customer ? 'Your probes are replaced next month' : 'We spoke at the fair',
      ...{ partnerId: customer?.partnerId ?? null, brandId: customer?.brandId ?? null },
      status: answeredAt ? 'declined' : 'waiting',
      ...{ answeredAt, answeredBy: answeredAt ? (customer?.technicalContact.name ?? '') : '' },
      madeBy: 'Ingrid Halvorsen',
    };
  });
}

/** An onboarding link: the partner account's own, or a partner's; the last one is revoked. With dice of its own. */
function onboardingLinkOf(
  partner: { id: string; name: string; brandId: string | null } | null,
  ownBrand: string | null,
  at: number,
  now: number,
): Unversioned<OnboardingLink> {
  const dice = diceFrom(20_240_210 + at);
  const made = Math.max(0, now - (200 - at * 40) * day);
  const time = (days: number) => new Date(made + days * day).toISOString();
  const isRevoked = at === 3;
  return {
    ...{ id: dice.id(made), createdAt: time(0), updatedAt: time(isRevoked ? 30 : 12) },
    name: partner ? `Sign-up of ${partner.name}`.slice(0, 50) : 'Sign-up on our website',
    partnerId: partner?.id ?? null,
    brandId: partner?.brandId ?? ownBrand,
    code: Buffer.from(Uint8Array.from({ length: 18 }, () => dice.below(256))).toString('base64url'),
    ...{ uses: 0, usedAt: null, openedAt: at < 2 ? time(12) : null, replacedAt: null },
    revokedAt: isRevoked ? time(30) : null,
    madeBy: 'Ingrid Halvorsen',
  };
}

function addressIn(place: Place, dice: Dice): Address {
  const street = dice.pick(place.streets);
  const number = 1 + dice.below(180);
  return {
    street: place.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    street2: '',
    city: place.city,
    region: place.region,
    postalCode: dice.digits(place.postalCode),
    country: place.country,
  };
}

function contactIn(place: Place, email: string, dice: Dice): Contact {
  return { name: dice.pick(place.people), email, phone: phoneIn(place, dice) };
}

function phoneIn(place: Place, dice: Dice): string {
  return `${place.phone} 555 ${dice.digits('0###')}`;
}
