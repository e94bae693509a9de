import { scaleLinear } from 'd3-scale';
import type { OverviewFigures } from '../../../common/contract/overview.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { changeList } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
import { Picture } from './Picture.tsx';
import { Legend, Stack } from './Stack.tsx';

type Customer = OverviewFigures['health'][number];

const parts = [
  { key: 'silent', title: 'Silent', fill: 'fill-bad', swatch: 'bg-bad' },
  {
    key: 'unheard',
    title: 'Never heard',
    fill: 'fill-warn forced-colors:fill-[GrayText]',
    swatch: 'bg-warn forced-colors:bg-[GrayText]',
  },
  {
    key: 'online',
    title: 'Online',
    fill: 'fill-good forced-colors:fill-[Canvas] forced-colors:stroke-[CanvasText]',
    swatch: 'bg-good forced-colors:bg-[Canvas]',
  },
] as const;

/** The customers with the most silent probes, and how their other probes are. */
export function Health({ health }: { health: readonly Customer[] }) {
  const most = Math.max(1, ...health.map(({ online, silent, unheard }) => online + silent + unheard));
  const x = scaleLinear([0, most], [0, 100]);
  return (
    <Picture
      title="Probe health by customer"
      says={
        health.length === 0
          ? 'No probe at a site is silent.'
          : 'The customers with the most silent probes, and how their others are.'
      }
      heads={['Customer', 'Silent', 'Never heard', 'Online']}
      lines={health.map(
        ({ name, silent, unheard, online }) => [name, count(silent), count(unheard), count(online)] as const,
      )}
      action={
        <Button look="quiet" onPress={showSilent}>
          Show silent probes
        </Button>
      }
    >
      {health.length > 0 ? <Legend parts={parts} /> : null}
      <ul>
        {health.map((customer) => (
          <li key={customer.id}>
            <button
              type="button"
              onClick={() => go({ page: 'customer', scope: everything, id: customer.id })}
              className="grid min-h-7 w-full grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-2.5 rounded-box px-1 text-left hover:bg-hover"
            >
              <span className="truncate">{customer.name}</span>
              <Stack
                x={x}
                parts={parts.map(({ key, title, fill }) => ({
                  ...{ key, value: customer[key], fill },
                  title: `${counted(customer[key], 'probe')} ${title.toLowerCase()}`,
                }))}
              />
              <span className="text-sm text-bad">{counted(customer.silent, 'probe')} silent</span>
            </button>
          </li>
        ))}
      </ul>
    </Picture>
  );
}

function showSilent(): void {
  changeList('probe', { filters: ['silent'], where: [], search: '' });
  go({ page: 'probe', scope: everything, id: null });
}
