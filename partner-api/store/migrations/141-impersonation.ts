/** Who acts as the account of a session; null where it's the account itself. */
export const impersonation = `
ALTER TABLE token_family ADD COLUMN actor TEXT REFERENCES account (id);
`;
