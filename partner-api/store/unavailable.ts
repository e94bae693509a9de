/** The database can't be spoken to, or ended the connection: nothing is known to be done, and trying again is right. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
  /** It has too much to do: a statement took longer than it may, or no connection came free in time. */
  readonly isBusy: boolean;

  constructor(cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(`The database doesn't answer: ${said}`, { cause });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    this.isBusy = /^(57014|55P03)$/.test(code) || /^timeout exceeded when trying to connect/.test(said);
  }
}
