import { count, counted } from '../../ui/words.ts';
import type { PastedSite } from './pasted-sites.ts';

/** What is to be known of a pasted line, in few words; a fault keeps it from being added. */
export interface PastedRemark {
  text: string;
  isFault: boolean;
}

/** What is to be known of a line. `isTaken` says that the customer has a site of its name. */
export function remarkOf(
  { faults, sameAs, isDoubtful }: PastedSite,
  isTaken: boolean,
): PastedRemark | undefined {
  if (faults.length > 0) return { text: faults.join('. '), isFault: true };
  if (isTaken) return { text: 'There already', isFault: false };
  if (sameAs !== null) return { text: `Same as line ${count(sameAs)}`, isFault: false };
  return isDoubtful ? { text: 'Cut at a comma?', isFault: false } : undefined;
}

/** Which lines are left out as double: of `double` ones, `taken` have a name that the customer has, the others repeat a line. */
export function doubleWords(double: number, taken: number): string {
  const repeated = double - taken;
  if (repeated === 0) return `Leave out ${counted(double, 'line')} whose name the customer has already`;
  if (taken === 0) return `Leave out ${counted(double, 'line')} with the name of a line before`;
  return `Leave out ${counted(double, 'line')}: ${count(taken)} whose name the customer has already, ${count(repeated)} with the name of a line before`;
}

/** What may have been cut where nothing was to be cut, as a sentence; undefined where there's none. */
export function doubtWords(sites: readonly PastedSite[]): string | undefined {
  const doubtful = sites.filter(({ isDoubtful }) => isDoubtful);
  const [first] = doubtful;
  if (!first) return undefined;
  const which =
    doubtful.length === 1
      ? `Line ${count(first.line)} was cut into`
      : `${count(doubtful.length)} lines were cut in two, line ${count(first.line)} into`;
  return `${which} the site name “${first.cells[0] ?? ''}” and the street “${first.cells[1] ?? ''}”. Put a name that holds a comma or semicolon in double quotes.`;
}
