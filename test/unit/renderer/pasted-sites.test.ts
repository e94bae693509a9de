import { describe, expect, it } from 'vitest';
import { cutLines } from '../../../renderer/features/sites/pasted-lines.ts';
import { doubleWords, doubtWords, remarkOf } from '../../../renderer/features/sites/pasted-remarks.ts';
import { readPastedSites } from '../../../renderer/features/sites/pasted-sites.ts';

const read = async (text: string) => {
  const read = await readPastedSites(text, () => true);
  if (!read) throw new Error('The reading was broken off');
  return read;
};
const cells = (text: string) => cutLines(text).map((line) => line.cells);

describe('pasted lines', () => {
  it.each<[string, string, string[][]]>([
    ['names alone, blank lines left out', 'Porto\n\n  \r\nLisbon\r\n', [['Porto'], ['Lisbon']]],
    [
      'columns of a spreadsheet, with commas inside',
      'Porto\tRua A, 1\tPorto',
      [['Porto', 'Rua A, 1', 'Porto']],
    ],
    ['commas where there’s no tab', 'Porto, Rua A ,Porto', [['Porto', 'Rua A', 'Porto']]],
    [
      'each line by its own: tabs in one, commas in the next, semicolons in the last',
      'Porto\tRua A, 1\nAlpha, Main St 1, Porto\nBeta; Rua B, 2; Porto',
      [
        ['Porto', 'Rua A, 1'],
        ['Alpha', 'Main St 1', 'Porto'],
        ['Beta', 'Rua B, 2', 'Porto'],
      ],
    ],
    ['a tab and a semicolon inside quotes', '"A;\tB","C;D",E', [['A;\tB', 'C;D', 'E']]],
    ['a quoted cell that a tab comes after', '"Porto, North\nHall"\tRua A', [['Porto, North Hall', 'Rua A']]],
    ['a comma inside quotes', '"Porto, North",Rua A', [['Porto, North', 'Rua A']]],
    ['a quote inside quotes', '"The ""Mill""",Rua A', [['The "Mill"', 'Rua A']]],
    [
      'a quoted cell that goes over two lines',
      '"Porto\nNorth",Rua A\nLisbon',
      [['Porto North', 'Rua A'], ['Lisbon']],
    ],
    ['a quote in the middle of a name', 'Joe’s 12" Pizza,Rua A', [['Joe’s 12" Pizza', 'Rua A']]],
    ['empty cells', 'Porto,,Porto,', [['Porto', '', 'Porto', '']]],
  ])('are cut into cells: %s', (_what, text, expected) => {
    expect(cells(text)).toEqual(expected);
  });

  it('with quotes that never close spoil their own line alone, and say which', () => {
    const lines = cutLines(`"Porto,Rua A\n${Array.from({ length: 20 }, (_, at) => `Hall ${at}`).join('\n')}`);
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatchObject({ line: 1, fault: 'The quotes of line 1 never close' });
    expect(lines.slice(1).every(({ fault }) => fault === undefined)).toBe(true);
  });

  it('keep the numbers that they have in the text', () => {
    expect(cutLines('\nPorto\n\n"A\nB"\nLisbon').map(({ line }) => line)).toEqual([2, 4, 6]);
  });
});

describe('pasted sites', () => {
  it('take name, street, city, region, postal code, country and external id', async () => {
    const { sites } = await read('Porto\tRua A\tPorto\tNorte\t4000-123\tPortugal\tCW: 1182');
    expect(sites[0]?.site).toMatchObject({
      name: 'Porto',
      address: { street: 'Rua A', city: 'Porto', region: 'Norte', postalCode: '4000-123', country: 'PT' },
      externalIds: [{ system: 'CW', value: '1182' }],
    });
  });

  it('take a first line of headings for what it is, and only the first', async () => {
    const { sites, headings } = await read('Site name,Street\nPorto,Rua A\nName,Rua B');
    expect(headings).toBe(1);
    expect(sites.map(({ site }) => site?.name)).toEqual(['Porto', 'Name']);
  });

  it.each([
    [',Rua A', ['Site name is mandatory']],
    ['x'.repeat(51), ['Site name has at most 50 characters; this one has 51']],
    ['Porto,,,,,Atlantis', ['Country: This country isn’t known. Its two letters are understood, such as PT']],
    ['Porto,,,,,,1,two,three', ['2 cells more than there are columns']],
    ['Por\u202eto', ['Site name holds a control character or a hidden mark; type it again without it']],
  ])('say what is wrong with “%s”', async (line, faults) => {
    const { sites } = await read(`Good\n${line}`);
    expect(sites[1]).toMatchObject({ line: 2, site: null, faults });
  });

  it('flag a name that stands twice, blind to accents and case', async () => {
    const { sites } = await read('São Paulo\nLisbon\nsao paulo');
    expect(sites.map(({ sameAs }) => sameAs)).toEqual([null, null, 1]);
  });

  it.each([
    ['Smith, Jones & Co\nLisbon', 'Line 1 was cut into the site name “Smith” and the street “Jones & Co”.'],
    ['Lisbon\nA; B\nC, D', '2 lines were cut in two, line 2 into the site name “A” and the street “B”.'],
    ['Name\nSmith, Jones & Co', 'Line 2 was cut into the site name “Smith” and the street “Jones & Co”.'],
  ])('say where a comma was taken for the end of a name in a plain list: %j', async (text, note) => {
    expect(doubtWords((await read(text)).sites)).toBe(
      `${note} Put a name that holds a comma or semicolon in double quotes.`,
    );
  });

  it.each(['"Smith, Jones & Co"\nLisbon', 'Smith\tRua A', 'A, B\nC, D, E', 'Name, Street\nA, B', 'A,\nB'])(
    'doubt no cut where addresses are meant or nothing was cut: %j',
    async (text) => {
      expect(doubtWords((await read(text)).sites)).toBeUndefined();
    },
  );

  it('say by line why one is left out or may be wrong, the gravest first', async () => {
    const { sites } = await read('Porto\nPORTO\n,Rua A\nSmith, Co\nLisbon');
    expect(sites.map((site) => remarkOf(site, false)?.text)).toEqual([
      undefined,
      'Same as line 1',
      'Site name is mandatory',
      'Cut at a comma?',
      undefined,
    ]);
    expect(sites.map((site) => remarkOf(site, true)?.text)).toEqual([
      'There already',
      'There already',
      'Site name is mandatory',
      'There already',
      'There already',
    ]);
  });

  it.each([
    [1, 1, 'Leave out 1 line whose name the customer has already'],
    [2, 0, 'Leave out 2 lines with the name of a line before'],
    [3, 1, 'Leave out 3 lines: 1 whose name the customer has already, 2 with the name of a line before'],
  ])('say which lines are double, %i of which %i are there already', (double, taken, words) => {
    expect(doubleWords(double, taken)).toBe(words);
  });

  it('are read in portions, and broken off where newer text has come', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => `Hall ${at}`).join('\n');
    let asked = 0;
    expect(await readPastedSites(many, () => ++asked < 3)).toBeNull();
    expect(asked).toBe(3);
    expect((await read(many)).sites).toHaveLength(3000);
  });
});
