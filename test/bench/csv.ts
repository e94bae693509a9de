import Papa from 'papaparse';
import { TestConsole } from '../support/test-console.ts';
import { password, TestPartnerApi } from '../support/test-partner-api.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const lines = 100_000;
const runs = 3;

/** Reading, checking and previewing a file of customers, beside nothing but parsing it. */
export const csv: Bench = {
  name: 'csv-100k',
  async run(say) {
    const text = fileOfCustomers();
    const api = await TestPartnerApi.start();
    const console = await TestConsole.start();
    try {
      await console.give('workspace.connect', { url: api.url, login: 'admin', password });
      await console.settled();
      const ours: number[] = [];
      const reference: number[] = [];
      for (let run = 0; run < runs; run++) {
        ours.push(await timed(() => preview(console, text)));
        reference.push(await timed(() => Papa.parse<string[]>(text).data.length));
        say(`run ${run + 1} of ${runs}`);
      }
      return [
        measureOf({
          name: 'csv-100k',
          ours,
          reference,
          aim: null,
          note: '100,000 lines of customers with eight columns parsed, every cell checked, matched with the cache and previewed, beside papaparse alone',
        }),
      ];
    } finally {
      await console.remove();
      await api.remove();
    }
  },
};

async function preview(console: TestConsole, content: string): Promise<void> {
  const { token, kind, header, columns } = await console.give('import.open', { content, kind: 'customer' });
  const targets = columns.map(({ target }) => target);
  const { counts } = await console.give('import.check', {
    ...{ token, kind, header, targets },
    fixed: {},
    choices: {},
  });
  if (counts.create !== lines) throw new Error(`only ${counts.create} lines could be added`);
  const { rows } = await console.give('import.window', {
    token,
    outcome: null,
    offset: lines / 2,
    limit: 100,
  });
  if (rows.length !== 100) throw new Error('no preview');
}

function fileOfCustomers(): string {
  const rows = ['Customer name,E-mail,Street,City,Postal code,Country,External ID (ConnectWise),Notes'];
  for (let at = 0; at < lines; at++)
    rows.push(
      `Customer ${at},it@c${at}.example,"Rua ${at}, 2",Porto,4000-${at % 1000},PT,${at},"He said ""yes"" once"`,
    );
  return rows.join('\n');
}
