/** Where the SQL of the two databases differs: expressions and clauses, given the names of columns and parameters. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** What a JSON list in a parameter holds, as a query of texts for IN. */
  elementsOf(parameter: string): string;
  /** Whether a column is one of the texts of a JSON list in a parameter, of which there are few: by the column's index, whatever is known of the table. */
  isOneOf(column: string, parameter: string): string;
  /** Whether a text holds another one. */
  holds(text: string, searched: string): string;
  /** A field of a JSON document as text. In SQLite this is what indexes on fields are made of, to the letter. */
  field(doc: string, name: string): string;
  /** Whether a list in a field of a document holds a text. */
  listHolds(doc: string, name: string, value: string): string;
  /** The size of a text or document in bytes of UTF-8. */
  bytes(column: string): string;
  /** About its size, where that's cheaper: of what isn't small it's exact. */
  roughBytes(column: string): string;
  /** The first line of a folded search text. In SQLite this is what the index of names is made of, to the letter. */
  firstLine(column: string): string;
  /** A document with another version in it. */
  withVersion(doc: string, parameter: string): string;
  /** Rows of a kind by ids in a JSON list and in its order: `columns` of `entity`, the kind being the second parameter. */
  rowsInOrder(columns: string): string;
  /** Names the index of scope keys where the planner has to be told. */
  readonly byScope: string;
}
