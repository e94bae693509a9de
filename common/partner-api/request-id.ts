/** The header that says which request it is, in requests and answers alike: the same words in the logs of both sides, and in Activity. */
export const requestIdHeader = 'x-request-id';

/** Whether a text is taken for the id of a request: one that can stand in a line of a log, and is hardly another's. */
export function isRequestId(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{15,63}$/.test(text);
}
