/**
 * What a matrix leaves out, as sentences: names that its table has no row for, rows of no such name, and names that no cell was
 * tried of. Empty where it's whole.
 * @param names of all routes, or of all mutations
 * @param table what is expected, by name
 * @param tried the names that cells are tried of; all of the table's unless given
 */
export function gapsOf(
  matrix: string,
  names: readonly string[],
  table: object,
  tried: readonly string[] = Object.keys(table),
): string[] {
  const [wanted, rows, seen] = [new Set(names), new Set(Object.keys(table)), new Set(tried)];
  return [
    ...names.filter((name) => !rows.has(name)).map((name) => `${name} has no row in ${matrix}`),
    ...[...rows].filter((row) => !wanted.has(row)).map((row) => `${row} in ${matrix} is none any more`),
    ...names
      .filter((name) => rows.has(name) && !seen.has(name))
      .map((name) => `${name} isn’t tried in ${matrix}`),
  ];
}
