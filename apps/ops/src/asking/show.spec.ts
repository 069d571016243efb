import { columns } from './show.js';

describe('columns', () => {
  it('are as wide as their widest cell, numbers to the right', () =>
    expect(
      columns(
        ['what', 'count', 'note'],
        [
          ['orders', 7, null],
          ['instalments', 1_200, 'due'],
        ],
      ),
    ).toBe(['what         count  note', 'orders           7', 'instalments   1200  due', ''].join('\n')));

  it('have their heading where there is nothing', () => expect(columns(['what', 'count'], [])).toBe('what  count\n'));
});
