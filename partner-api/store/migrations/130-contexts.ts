/** An access token that was exchanged holds in one context; null in the account's own. It ends with the session that it comes from. */
export const contexts = `
ALTER TABLE access_token ADD COLUMN context TEXT;
`;
