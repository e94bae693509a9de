/** Indexes of the rows; apart from the tables, so that a seed of a million rows is loaded before they're built. */
export const entityIndexes = `
CREATE UNIQUE INDEX entity_by_id ON entity (kind, id);
CREATE UNIQUE INDEX entity_by_version ON entity (version);
CREATE INDEX entity_by_parent ON entity (kind, parent, id);
CREATE UNIQUE INDEX entity_by_public_id ON entity (public_id) WHERE public_id IS NOT NULL;
`;
