/** The database can't be spoken to, or ended the connection: nothing is known to be done, and trying again is right. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';

  constructor(cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(`The database doesn't answer: ${said}`, { cause });
  }
}
