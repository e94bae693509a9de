import { z } from 'zod';
import { listKinds, type ListKind } from '../../common/contract/views.ts';
import { entityId } from '../../common/domain/ids.ts';
import { visitValueInWords } from '../../common/domain/visits.ts';
import { differenceFrom } from './text-difference.ts';
import { countryName, inLocalTime, useNow } from './words.ts';

interface FieldValueProps {
  /** Dotted path of the field. */
  path: string;
  value: unknown;
  /** Names of partners, brands and the like, by id. */
  names: Readonly<Record<string, string>>;
  /** Another value of the same field: what of a longer text it hasn't is marked. */
  against?: unknown;
}

/** A moment as rows hold them. */
const isTime = z.iso.datetime();

/** Text from which on differences are marked; in a short one they're seen. */
const longText = 40;

/** A value of a field as a person reads it: names for ids, a picture for a logo, a list for a list. */
export function FieldValue({ path, value, names, against }: FieldValueProps) {
  const place = placeWords[path];
  // A customer's own Customer ID goes by the same name as what a site belongs to, and is no id of a row.
  if (place && (value === null || value === undefined || entityId.safeParse(value).success)) {
    if (value === null || value === undefined) return <span className="text-muted">{place.none}</span>;
    return typeof value === 'string' && names[value] ? names[value] : place.unseen;
  }
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <span className="text-muted">Empty</span>;
  const words = visitValueInWords(path, value);
  if (words !== undefined) return <span className="select-text">{words}</span>;
  if (Array.isArray(value)) return <Entries entries={value} />;
  if (typeof value !== 'string') return <span className="font-mono">{JSON.stringify(value)}</span>;
  if (value.startsWith('data:image/')) return <img src={value} alt="Logo" className="max-h-12 max-w-40" />;
  if (/^#[0-9a-f]{6}$/.test(value)) return <Colour value={value} />;
  if (path.endsWith('country')) return countryName(value);
  if (isTime.safeParse(value).success) return <Time at={value} />;
  if (typeof against === 'string' && against !== '' && value.length > longText)
    return <Difference text={value} other={against} />;
  return <span className="whitespace-pre-wrap select-text">{value}</span>;
}

const placeWords: Record<string, { none: string; unseen: string } | undefined> = {
  partnerId: { none: 'Direct customer', unseen: 'A partner that isn’t in sight' },
  brandId: { none: 'No brand', unseen: 'A brand that isn’t in sight' },
  billingAccountId: { none: 'No billing account', unseen: 'A billing account that isn’t in sight' },
  siteId: { none: 'In the inventory', unseen: 'A site that isn’t in sight' },
  customerId: { none: 'No customer', unseen: 'A customer that isn’t in sight' },
  from: { none: 'Partner account', unseen: 'A project that isn’t in sight' },
  to: { none: 'Partner account', unseen: 'A project that isn’t in sight' },
};

function Entries({ entries }: { entries: readonly unknown[] }) {
  return (
    <ul className="select-text">
      {entries.map((entry) => (
        <li key={JSON.stringify(entry)}>{entryText(entry)}</li>
      ))}
    </ul>
  );
}

function entryText(entry: unknown): string {
  if (typeof entry === 'string') return entry.replaceAll('-', ' ');
  if (typeof entry === 'object' && entry !== null && 'system' in entry && 'value' in entry)
    return `${String(entry.system)}: ${String(entry.value)}`;
  // A connector; its sealed password says nothing to anybody.
  if (typeof entry === 'object' && entry !== null && 'kind' in entry && 'address' in entry)
    return `${String(entry.kind)}: ${String(entry.address)}`;
  return JSON.stringify(entry);
}

function Colour({ value }: { value: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span
        aria-hidden
        style={{ backgroundColor: value }}
        className="size-3.5 rounded-[4px] border border-line-field forced-color-adjust-none"
      />
      <span className="font-mono">{value}</span>
    </span>
  );
}

function Time({ at }: { at: string }) {
  return <span className="select-text">{inLocalTime(at, useNow(60_000))}</span>;
}

function Difference({ text, other }: { text: string; other: string }) {
  return (
    <span className="whitespace-pre-wrap select-text">
      {differenceFrom(text, other).map((part, at) =>
        part.differs && part.text.trim() !== '' ? (
          <mark key={at} className="rounded-[3px] bg-warn-soft text-text underline decoration-warn">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}

/** Whether a kind is one that has a list to be opened in. */
export function hasList(kind: string): kind is ListKind {
  return (listKinds as readonly string[]).includes(kind);
}
