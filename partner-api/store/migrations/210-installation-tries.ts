/** Installations on behalf whose provider isn't ready yet: what it's asked again, when, and how often it was asked. */
export const installationTries = `
ALTER TABLE installation ADD COLUMN again TEXT NOT NULL DEFAULT '';
ALTER TABLE installation ADD COLUMN due_at INTEGER;
ALTER TABLE installation ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX installation_by_due ON installation (due_at) WHERE due_at IS NOT NULL;
`;
