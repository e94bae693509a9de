import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EntityKind, Project } from '../../common/domain/entities.ts';
import { erasableFields, type ErasableField } from '../../common/domain/projects.ts';
import { foldText } from '../../common/domain/text.ts';
import { kindNumbers } from './columns.ts';
import type { ReadingKeys } from './project-keys.ts';

type Keys = Pick<ReadingKeys, 'of'>;
type Values = Record<string, unknown>;

/** What stands in Activity for a value whose key was destroyed. */
export const erasedValue = 'Erased with the project';

/** What is left of a project's erasable fields without its key. */
export const erasedFields: Pick<Project, ErasableField> = {
  ...{ email: '', company: '', phone: '' },
  ...{ connectors: [], jobs: [] },
};

/** AES-256-GCM bound to the project's id: nonce, ciphertext, tag. The nonce is random, so that a box tells nothing of what's in it. */
function seal(key: Uint8Array, project: string, values: Values): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(project));
  const box = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, box, cipher.getAuthTag()]).toString('base64');
}

/** What is in a box; null without its key. */
function open(key: Uint8Array | null, project: string, box: string): Values | null {
  if (key === null) return null;
  const bytes = Buffer.from(box, 'base64');
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    .setAAD(Buffer.from(project))
    .setAuthTag(bytes.subarray(-16));
  try {
    const text = Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('utf8');
    return JSON.parse(text) as Values;
  } catch {
    // Of another key: the file of keys isn't the one that belongs to the database.
    return null;
  }
}

/** A project's document as it's stored: what is erasable of it as one box. Without its key that's gone. */
export function sealedDoc(keys: Keys, row: Project): string {
  const key = keys.of(row.id);
  if (key === null) return JSON.stringify({ ...row, ...erasedFields });
  const { email, company, phone, connectors, jobs, ...rest } = row;
  return JSON.stringify({
    ...rest,
    sealed: seal(key, row.id, { email, company, phone, connectors, jobs }),
  });
}

/** A stored document as its readers get it. One whose key is gone is of a closed project, whatever it says: it may come from a backup. */
export function openDoc(keys: Keys, id: string, doc: string): string {
  const { sealed, ...rest } = JSON.parse(doc) as Values & { sealed?: string };
  if (sealed === undefined) return doc;
  const values = open(keys.of(id), id, sealed);
  return JSON.stringify(
    values === null ? { ...rest, ...erasedFields, status: 'blocked' } : { ...rest, ...values },
  );
}

/** Values of a project as Activity keeps them for good: those that are erasable as one box. */
export function sealedValues(keys: Keys, project: string, values: Values | null): Values | null {
  if (values === null) return null;
  const fields = Object.keys(values).filter(isErasable);
  if (fields.length === 0) return values;
  const rest = Object.fromEntries(Object.entries(values).filter(([field]) => !isErasable(field)));
  const key = keys.of(project);
  if (key === null) return { ...rest, ...Object.fromEntries(fields.map((field) => [field, erasedValue])) };
  const own = Object.fromEntries(fields.map((field) => [field, values[field]]));
  return { ...rest, sealed: { fields, box: seal(key, project, own) } };
}

/** The same values as they were, or said to be erased. */
export function openValues(keys: Keys, project: string, values: Values | null): Values | null {
  const sealed = values?.['sealed'] as { fields: string[]; box: string } | undefined;
  if (!values || typeof sealed !== 'object') return values;
  const { sealed: _box, ...rest } = values;
  const own = open(keys.of(project), project, sealed.box);
  return { ...rest, ...(own ?? Object.fromEntries(sealed.fields.map((field) => [field, erasedValue]))) };
}

function isErasable(field: string): boolean {
  return erasableFields.some((each) => field === each || field.startsWith(`${each}.`));
}

interface Versioned {
  version: number;
  kind: number;
  id: string;
  doc: string;
}

/** Documents by version, as the readers of their rows get them. */
export async function openedByVersion(
  keys: ReadingKeys,
  rows: readonly Versioned[],
): Promise<Map<number, string>> {
  const opened = await openedProjects(keys, rows);
  return new Map(rows.map(({ version, doc }) => [version, opened.get(version) ?? doc]));
}

/** Documents of the projects among rows by version, as their readers get them. */
export async function openedProjects(
  keys: ReadingKeys,
  rows: readonly Versioned[],
): Promise<Map<number, string>> {
  const projects = rows.filter(({ kind }) => kind === kindNumbers.project);
  if (projects.length > 0) await keys.ready(projects.map(({ id }) => id));
  return new Map(projects.map(({ version, id, doc }) => [version, openDoc(keys, id, doc)]));
}

/** Rows of a kind, their documents as their readers get them. */
export async function openedRows<R extends { id: string; doc: string }>(
  keys: ReadingKeys,
  kind: EntityKind,
  rows: R[],
): Promise<R[]> {
  if (kind !== 'project' || rows.length === 0) return rows;
  await keys.ready(rows.map(({ id }) => id));
  return rows.map((row) => ({ ...row, doc: openDoc(keys, row.id, row.doc) }));
}

/** The folded text that a project is found by, its document being opened. */
export function projectText(doc: string): string {
  const row = JSON.parse(doc) as Project;
  return foldText(`${row.name}\n${row.company}\n${row.email}\n${row.login}`);
}
