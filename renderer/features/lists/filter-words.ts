import {
  comparesValue,
  type ColumnContent,
  type ColumnFilter,
} from '../../../common/contract/column-filters.ts';

type Operator = ColumnFilter['operator'];

/** Operators in words, by what the column holds. */
export const operatorTitles: Record<ColumnContent, Partial<Record<Operator, string>>> = {
  text: {
    contains: 'contains',
    lacks: 'doesn’t contain',
    is: 'is',
    empty: 'is empty',
    filled: 'isn’t empty',
  },
  number: { least: 'is at least', most: 'is at most', is: 'is' },
  date: { since: 'is on or after', before: 'is before', on: 'is on' },
  choice: { is: 'is', not: 'isn’t' },
};

const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** A filter as a phrase: `City contains “por”`, `City is empty`. */
export function filterPhrase(
  column: string,
  content: ColumnContent,
  { operator, value }: ColumnFilter,
  choices: readonly { id: string; title: string }[] = [],
): string {
  const words = `${column} ${operatorTitles[content][operator] ?? operator}`;
  if (!comparesValue(operator)) return words;
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
  const said =
    content === 'text'
      ? `“${value}”`
      : content === 'date'
        ? days.format(new Date(year, month - 1, day))
        : (choices.find(({ id }) => id === value)?.title ?? value);
  return `${words} ${said}`;
}
