// What the peers use of their packages, which are installed apart from the product's own.

declare module 'rxdb/plugins/core' {
  interface RxQuery<T> {
    exec(): Promise<T>;
  }
  interface RxDocument {
    toJSON(): { id: string };
  }
  interface RxCollection {
    bulkInsert(rows: object[]): Promise<{ error: unknown[] }>;
    bulkUpsert(rows: object[]): Promise<{ error: unknown[] }>;
    bulkRemove(ids: string[]): Promise<unknown>;
    find(query: object): RxQuery<RxDocument[]>;
    findByIds(ids: string[]): RxQuery<Map<string, RxDocument>>;
    count(query: object): RxQuery<number>;
  }
  interface RxDatabase {
    addCollections(collections: object): Promise<Record<string, RxCollection>>;
    close(): Promise<unknown>;
  }
  export function createRxDatabase(options: object): Promise<RxDatabase>;
}
declare module 'rxdb/plugins/storage-memory' {
  export function getRxStorageMemory(): object;
}

declare module '@nozbe/watermelondb' {
  export class Model {
    static table: string;
    id: string;
    _setRaw(column: string, value: unknown): void;
    prepareUpdate(change: (model: this) => void): object;
    prepareMarkAsDeleted(): object;
  }
  interface Query {
    fetch(): Promise<Model[]>;
    fetchCount(): Promise<number>;
    fetchIds(): Promise<string[]>;
  }
  interface Collection {
    query(...clauses: object[]): Query;
    prepareCreateFromDirtyRaw(raw: object): object;
  }
  export class Database {
    constructor(options: object);
    get(table: string): Collection;
    write<T>(work: () => Promise<T>): Promise<T>;
    batch(changes: object[]): Promise<void>;
  }
  export function appSchema(schema: object): object;
  export function tableSchema(schema: object): object;
  export const Q: {
    where(column: string, value: unknown): object;
    like(pattern: string): object;
    oneOf(values: readonly string[]): object;
    sortBy(column: string, order: string): object;
    take(count: number): object;
    skip(count: number): object;
    asc: string;
  };
}
declare module '@nozbe/watermelondb/adapters/sqlite/index.js' {
  const module: { default: new (options: object) => object };
  export default module;
}
declare module '@nozbe/watermelondb/utils/common/logger/index.js' {
  const module: { default: { silence(): void } };
  export default module;
}

declare module '@powersync/node' {
  interface Transaction {
    execute(sql: string, parameters?: unknown[]): Promise<unknown>;
    executeBatch(sql: string, parameters: unknown[][]): Promise<unknown>;
  }
  export class PowerSyncDatabase {
    constructor(options: object);
    init(): Promise<void>;
    getAll<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
    get<T>(sql: string, parameters?: unknown[]): Promise<T>;
    writeTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
    close(): Promise<void>;
  }
  export class Schema {
    constructor(tables: object);
  }
  export class Table {
    constructor(columns: object, options: object);
  }
  export const column: { text: object };
}

declare module 'tinybase' {
  interface Store {
    transaction(work: () => void): void;
    setRow(table: string, id: string, row: object): void;
    setCell(table: string, id: string, cell: string, value: string): void;
    getCell(table: string, id: string, cell: string): string;
    delRow(table: string, id: string): void;
    getSortedRowIds(
      table: string,
      cell: string,
      descending?: boolean,
      offset?: number,
      limit?: number,
    ): string[];
  }
  export function createStore(): Store;
}
declare module 'tinybase/persisters/persister-file' {
  export function createFilePersister(store: object, file: string): { save(): Promise<unknown> };
}

declare module '@electric-sql/pglite' {
  export class PGlite {
    static create(options: object): Promise<PGlite>;
    exec(sql: string): Promise<unknown>;
    query<T>(sql: string, parameters?: unknown[]): Promise<{ rows: T[] }>;
    close(): Promise<void>;
  }
}
declare module '@electric-sql/pglite/contrib/pg_trgm' {
  export const pg_trgm: object;
}

declare module 'pouchdb-core' {
  interface Found {
    docs: { _id: string }[];
  }
  interface Row {
    id: string;
    value: { rev: string };
    doc: object;
  }
  export default class PouchDB {
    constructor(name: string, options: object);
    static plugin(plugin: unknown): typeof PouchDB;
    bulkDocs(docs: object[]): Promise<{ error?: unknown }[]>;
    allDocs(query: object): Promise<{ rows: Row[] }>;
    createIndex(index: object): Promise<unknown>;
    find(query: object): Promise<Found>;
    close(): Promise<void>;
  }
}
declare module 'pouchdb-adapter-leveldb' {
  const plugin: unknown;
  export default plugin;
}
declare module 'pouchdb-find' {
  const plugin: unknown;
  export default plugin;
}
