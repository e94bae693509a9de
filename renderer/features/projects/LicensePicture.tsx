import type { ReactNode } from 'react';
import type { LicenseBook } from '../../../common/contract/projects.ts';
import type { Holder } from '../../../common/domain/licenses.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { count, counted } from '../../ui/words.ts';
import { Held } from './ProjectMarks.tsx';
import { partnerAccount } from './project-words.ts';

/** Licenses of one type, at one holder or at all of them. */
export interface Pool {
  type: string;
  holder: Holder | 'all';
}

interface PictureProps {
  book: LicenseBook;
  /** Whether the partner account's own licenses are in sight. */
  seesPartner: boolean;
  /** Told of the pool whose moves are asked for. */
  onPool: (pool: Pool) => void;
}

/** How many there are of each type, and how many of them are at projects. */
export function LicenseTypes({ book, seesPartner, onPool }: PictureProps) {
  return (
    <section aria-label="By type" className="grid gap-2.5 grid-cols-2 narrow:grid-cols-4">
      {book.types.map(({ type, total, partner, provisional }) => {
        const placed = total - partner;
        return (
          <div key={type} className="rounded-card border border-line bg-raised px-3.5 py-3">
            <div className="flex items-baseline justify-between gap-2">
              <h2 className="min-w-0 truncate font-strong" title={type}>
                <button
                  type="button"
                  className="rounded-box hover:underline"
                  aria-label={`${type}: moves of this type`}
                  onClick={() => onPool({ type, holder: 'all' })}
                >
                  {type}
                </button>
              </h2>
              <span className="text-sm whitespace-nowrap text-muted">
                {count(total)} {seesPartner ? 'in all' : 'in sight'}
              </span>
            </div>
            {seesPartner ? (
              <Bar
                share={total > 0 ? placed / total : 0}
                label={`${count(placed)} at projects, ${count(partner)} at the partner account`}
                className="my-2 h-2 rounded-full"
              />
            ) : null}
            <dl className="grid grid-cols-[1fr_auto] gap-x-3 text-sm">
              <dt className="text-muted">At projects</dt>
              <dd className="text-right tabular-nums">
                <Held quantity={placed} provisional={-provisional} />
              </dd>
              <dt className="text-muted">At the partner account</dt>
              <dd className="text-right font-strong tabular-nums">
                {seesPartner ? (
                  <Held quantity={partner} provisional={provisional} />
                ) : (
                  <span className="font-normal text-muted">Not in sight</span>
                )}
              </dd>
            </dl>
          </div>
        );
      })}
    </section>
  );
}

/** Who holds how many of each type; a bar says how they compare with the most that a project holds of it. */
export function LicenseHolders({ book, seesPartner, onPool }: PictureProps) {
  const { types, projects, holders } = book;
  const most = new Map(
    types.map(({ type }) => [
      type,
      Math.max(1, ...projects.map(({ pools }) => pools.find((pool) => pool.type === type)?.quantity ?? 0)),
    ]),
  );
  return (
    <section className="mt-5">
      <h2 className="mb-1.5 font-strong">
        By project <span className="font-normal text-muted">· {counted(holders, 'project')}</span>
      </h2>
      <div
        className="max-h-[420px] overflow-auto rounded-card border border-line"
        role="group"
        tabIndex={0}
        aria-label="Licenses by project"
      >
        <table className="w-full border-separate border-spacing-0">
          <thead className="sticky top-0 z-10 bg-surface text-left text-sm text-muted">
            <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-strong">
              <th scope="col">Held by</th>
              {types.map(({ type }) => (
                <th key={type} scope="col" className="w-[15%] text-right">
                  {type}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line-soft [&>tr>*]:px-3 [&>tr>*]:py-1.5">
            {seesPartner ? (
              <tr>
                <th scope="row" className="text-left font-strong">
                  {partnerAccount}
                </th>
                {types.map(({ type, partner, provisional }) => (
                  <td key={type} className="text-right font-strong tabular-nums">
                    <PoolButton
                      of={`${type} of the partner account`}
                      onPress={() => onPool({ type, holder: null })}
                    >
                      <Held quantity={partner} provisional={provisional} />
                    </PoolButton>
                  </td>
                ))}
              </tr>
            ) : null}
            {projects.map(({ id, name, customerName, pools }) => (
              <tr key={id} className="hover:bg-hover">
                <th scope="row" className="max-w-[320px] text-left font-normal">
                  <button
                    type="button"
                    className="max-w-full truncate rounded-box align-bottom hover:underline"
                    onClick={() => go({ page: 'project', scope: everything, id })}
                  >
                    {name}
                  </button>
                  {customerName ? <span className="text-sm text-muted"> · {customerName}</span> : null}
                </th>
                {types.map(({ type }) => {
                  const held = pools.find((pool) => pool.type === type);
                  return (
                    <td key={type} className="text-right tabular-nums">
                      {held ? (
                        <PoolButton of={`${type} of ${name}`} onPress={() => onPool({ type, holder: id })}>
                          <Held {...held} />
                          <Bar
                            share={Math.max(0, held.quantity) / (most.get(type) ?? 1)}
                            className="mt-0.5 h-1 rounded-full"
                          />
                        </PoolButton>
                      ) : (
                        <span className="text-faint">0</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {holders > projects.length ? (
        <p className="mt-1 text-sm text-muted">
          The {count(projects.length)} with most licenses; all of them are in Projects.
        </p>
      ) : null}
    </section>
  );
}

/** A number of licenses that leads to its moves. */
function PoolButton({ of, onPress, children }: { of: string; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      title={`Moves of ${of}`}
      className="block w-full rounded-box text-right hover:underline"
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** A share of a whole, from 0 to 1. */
function Bar({ share, label, className }: { share: number; label?: string; className: string }) {
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      className={`block w-full overflow-hidden forced-color-adjust-none ${className}`}
    >
      <rect width={100} height={8} className="fill-accent-soft" />
      <rect width={share * 100} height={8} className="fill-accent" />
    </svg>
  );
}
