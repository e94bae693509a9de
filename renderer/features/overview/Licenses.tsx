import { scaleLinear } from 'd3-scale';
import type { LicenseBook } from '../../../common/contract/projects.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
import { Picture } from './Picture.tsx';
import { Legend, Stack } from './Stack.tsx';

/** Projects that are drawn: those with most licenses. */
const projectsShown = 10;
/** Colours of types, one after the other; where colours are forced, the system's are told apart too. */
const colors = [
  { fill: 'fill-accent', swatch: 'bg-accent' },
  { fill: 'fill-good', swatch: 'bg-good' },
  {
    fill: 'fill-warn forced-colors:fill-[GrayText]',
    swatch: 'bg-warn forced-colors:bg-[GrayText]',
  },
  {
    fill: 'fill-info forced-colors:fill-[Canvas] forced-colors:stroke-[CanvasText]',
    swatch: 'bg-info forced-colors:bg-[Canvas]',
  },
  { fill: 'fill-bad forced-colors:fill-[LinkText]', swatch: 'bg-bad forced-colors:bg-[LinkText]' },
] as const;
const colorOf = (at: number) => colors[at % colors.length] ?? colors[0];

interface Holder {
  id: string;
  name: string;
  /** By type, in the order of the book's. */
  held: number[];
  total: number;
}

/** Where the licenses are: the projects that hold most, by type. What the partner account has left would dwarf them, and is said in words. */
export function Licenses({ book }: { book: LicenseBook }) {
  const { types, projects, holders: holding } = book;
  const holders = projects.slice(0, projectsShown).map(({ id, name, pools }): Holder => {
    const held = types.map(({ type }) => pools.find((pool) => pool.type === type)?.quantity ?? 0);
    return { id, name, held, total: held.reduce((sum, quantity) => sum + quantity, 0) };
  });
  const own = types.map(({ partner }) => partner);
  const all = types.reduce((sum, { total }) => sum + total, 0);
  const free = own.reduce((sum, quantity) => sum + quantity, 0);
  const x = scaleLinear([0, Math.max(1, ...holders.map(({ total }) => total))], [0, 100]);
  return (
    <Picture
      title="Licenses by project and type"
      says={`${counted(all, 'license')}: ${count(all - free)} with ${counted(holding, 'project')}, ${count(free)} left with the partner account.`}
      heads={['Held by', ...types.map(({ type }) => type)]}
      lines={[{ name: 'Partner account', held: own }, ...holders].map(
        ({ name, held }) => [name, ...held.map((quantity) => count(quantity))] as const,
      )}
      action={
        <Button look="quiet" onPress={() => go({ page: 'licenses' })}>
          Show licenses
        </Button>
      }
    >
      <Legend parts={types.map(({ type }, at) => ({ title: type, swatch: colorOf(at).swatch }))} />
      <ul>
        {holders.map(({ id, name, held, total }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => go({ page: 'project', scope: everything, id })}
              className="grid min-h-7 w-full grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-2.5 rounded-box px-1 text-left hover:bg-hover"
            >
              <span className="truncate">{name}</span>
              <Stack
                x={x}
                parts={types.map(({ type }, at) => ({
                  ...{ key: type, title: `${count(held[at] ?? 0)} ${type}`, value: held[at] ?? 0 },
                  fill: colorOf(at).fill,
                }))}
              />
              <span className="tabular-nums">{count(total)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Picture>
  );
}
