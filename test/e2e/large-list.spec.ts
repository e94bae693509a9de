import type { Locator } from '@playwright/test';
import { ConsolePage } from '../support/console-page.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { launchApp } from '../support/launch-app.ts';
import { password, PartnerApiServer } from '../support/partner-api-server.ts';

const rowHeight = 32;

/** A console at device scale 2, connected to a world of its own. */
const test = base.extend<{ world: string[]; dense: ConsolePage }>({
  world: [[], { option: true }],
  dense: async ({ world }, use, testInfo) => {
    // A first snapshot of this size takes its time beside other work.
    testInfo.setTimeout(240_000);
    const server = await PartnerApiServer.start(['--seed', 'world', ...world]);
    try {
      const app = await launchApp({ args: ['--force-device-scale-factor=2'] });
      try {
        const console = new ConsolePage(app);
        await console.fillConnection(server.url, 'admin', password);
        await console.button('Connect').click();
        await expect(console.syncButton).toContainText('Up to date', { timeout: 120_000 });
        await use(console);
      } finally {
        await app.close();
      }
    } finally {
      await server.remove();
    }
  },
});

interface Shown {
  /** Row elements in the document, the header not counted. */
  elements: number;
  /** Rows that can be seen as a whole, from the top: their positions in the list, and what their first cell says. */
  rows: { index: number; text: string }[];
}

/** What the grid shows, by its geometry. Rows stand one below the other without a gap, or it fails. */
async function shownIn(grid: Locator): Promise<Shown> {
  const rows = await grid.evaluate((element) => {
    const bounds = element.getBoundingClientRect();
    const header = element.querySelector('[role=row]')?.getBoundingClientRect().bottom ?? bounds.top;
    return [...element.querySelectorAll('[role=row][aria-rowindex]')]
      .filter((row) => Number(row.getAttribute('aria-rowindex')) > 1)
      .map((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return {
          index: Number(row.getAttribute('aria-rowindex')) - 2,
          text: row.querySelector('[role=rowheader]')?.textContent ?? '',
          isSeen: top >= header - 1 && bottom <= bounds.top + element.clientHeight + 1,
          top,
        };
      })
      .sort((a, b) => a.index - b.index);
  });
  const [first] = rows;
  for (const row of rows)
    expect(row.top - (first?.top ?? 0)).toBeCloseTo((row.index - (first?.index ?? 0)) * rowHeight, 0);
  return {
    elements: rows.length,
    rows: rows.filter((row) => row.isSeen).map(({ index, text }) => ({ index, text })),
  };
}

/** Waits until the grid shows the row at a position of the list, with its data, and gives what it shows then. */
async function untilShown(grid: Locator, index: number): Promise<Shown> {
  await expect(async () => {
    const { rows } = await shownIn(grid);
    expect(rows.map((row) => row.index)).toContain(index);
    expect(rows.filter((row) => row.text === '')).toEqual([]);
  }).toPass({ timeout: 30_000 });
  return shownIn(grid);
}

async function scrollTo(grid: Locator, part: number): Promise<void> {
  await grid.evaluate((element, share) => {
    element.scrollTop = share * (element.scrollHeight - element.clientHeight);
  }, part);
}

/** Goes to both ends and the middle, by key and by scrollbar, and checks each row that it meets. */
async function walk(
  grid: Locator,
  total: number,
  check: (shown: Shown['rows']) => Promise<void> | void,
): Promise<void> {
  await expect(grid).toHaveAttribute('aria-rowcount', String(total + 1));
  const top = await untilShown(grid, 0);
  await check(top.rows);

  await grid.focus();
  await grid.press('End');
  const end = await untilShown(grid, total - 1);
  await check(end.rows);
  expect(end.rows.at(-1)?.index).toBe(total - 1);

  await grid.press('Home');
  await untilShown(grid, 0);
  await scrollTo(grid, 1);
  const dragged = await untilShown(grid, total - 1);
  expect(dragged.rows.at(-1)?.index).toBe(total - 1);
  await check(dragged.rows);

  await scrollTo(grid, 0.5);
  const middle = await untilShown(grid, total / 2);
  await check(middle.rows);
  await grid.hover();
  const [before] = middle.rows;
  await grid.page().mouse.wheel(0, rowHeight * 3);
  await expect(async () => {
    expect((await shownIn(grid)).rows[0]?.index).toBe((before?.index ?? 0) + 3);
  }).toPass({ timeout: 30_000 });
  await check((await untilShown(grid, total / 2)).rows);

  // As many as fit, one cut off at each edge, and eight ahead on either side: no more for a longer list.
  const height = await grid.evaluate((element) => element.clientHeight);
  const most = Math.ceil(height / rowHeight) + 1 + 2 * 8;
  for (const { elements } of [top, end, dragged, middle]) expect(elements).toBeLessThanOrEqual(most);
}

test.describe('a list at device scale 2', () => {
  test.describe('of 20,000 customers', () => {
    test.use({ world: ['--customers', '20000', '--sites', '0', '--probes', '0'] });
    test('shows each row at its place, up to the very last, with a constant number of elements', async ({
      dense,
    }) => {
      await dense.go('Customers');
      expect(await dense.page.evaluate(() => devicePixelRatio)).toBe(2);
      await walk(dense.grid, 20_000, async (shown) => {
        const names = await dense.page.evaluate(async (offset) => {
          const list = { kind: 'customer' as const };
          const answer = await window.switchyard.list.window({ list, offset, limit: 100 });
          return answer.ok ? answer.value.rows.map((row) => ('name' in row ? row.name : '')) : [];
        }, shown[0]?.index ?? 0);
        shown.forEach(({ text }, at) => expect(text).toContain(names[at] ?? 'a name'));
      });
    });
  });

  test.describe('of 252,000 probes, taller than it’s laid out', () => {
    test.use({ world: ['--customers', '10', '--sites', '0', '--probes', '252000'] });
    test('shows each row at its place, up to the very last, with a constant number of elements', async ({
      dense,
    }) => {
      await dense.go('Probes');
      await walk(dense.grid, 252_000, (shown) => {
        for (const { index, text } of shown) expect(text).toBe(`SWP-${String(index + 1).padStart(8, '0')}`);
      });
      await dense.grid.press('ControlOrMeta+G');
      await dense.page.getByLabel('Row', { exact: true }).fill('252,001');
      await expect(dense.dialog()).toContainText('The list has 252,000 rows.');
      await dense.page.getByLabel('Row', { exact: true }).fill('123,456');
      await dense.page.keyboard.press('Enter');
      await untilShown(dense.grid, 123_455);
      await expect(dense.grid).toBeFocused();
      await expect(dense.grid.locator('[data-current]')).toContainText('SWP-00123456');
      await dense.grid.press('ControlOrMeta+A');
      const bar = dense.page.getByRole('region', { name: 'Selection' });
      await expect(bar).toContainText('252,000 selected');
      await dense.grid.press('ControlOrMeta+Shift+A');
      await expect(dense.page.getByText('at most 100,000 can be changed at once')).toBeVisible();
    });
  });
});
