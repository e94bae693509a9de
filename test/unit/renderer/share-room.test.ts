import { describe, expect, it } from 'vitest';
import { sharedWidths, type Sharer } from '../../../renderer/ui/DataTable/share-room.ts';

const column = (width: number, need: number, more: Partial<Sharer> = {}): Sharer => ({
  ...{ width, need, isSet: false, grows: false },
  ...more,
});
const name = (width: number, need: number) => column(width, need, { grows: true });

describe('the room of a list', () => {
  it.each<[what: string, room: number, columns: Sharer[], widths: number[]]>([
    [
      'goes to those that are cut, and the rest to what rows are known by',
      1000,
      [name(190, 150), column(132, 232), column(70, 40)],
      [698, 232, 70],
    ],
    [
      'that isn’t enough for all: each gets the same, and who needs less no more than that',
      552,
      [name(190, 150), column(132, 152), column(70, 200), column(80, 300)],
      [190, 152, 100, 110],
    ],
    [
      'that is too narrow leaves all as they are, but what rows are known by is whole',
      400,
      [name(190, 280), column(132, 232), column(200, 300)],
      [280, 132, 200],
    ],
    [
      'isn’t all taken by one endless text',
      2000,
      [name(190, 5000), column(132, 5000), column(70, 40)],
      [1510, 420, 70],
    ],
    [
      'leaves what was set by hand as it is, and what rows are known by too',
      1000,
      [column(190, 280, { isSet: true }), column(132, 232, { isSet: true }), column(70, 90, { grows: true })],
      [190, 132, 678],
    ],
    [
      'stays empty where all was set by hand',
      1000,
      [column(190, 280, { isSet: true }), column(132, 232, { isSet: true })],
      [190, 132],
    ],
    ['isn’t known yet', 0, [name(190, 0), column(132, 0)], [190, 132]],
  ])('%s', (_what, room, columns, widths) => {
    expect(sharedWidths(columns, room)).toEqual(widths);
  });
});
