/** What was tried lately and how often, such as signing up from an address: so that a limit outlives a restart and holds for several processes. */
export const recentTries = `
CREATE TABLE recent_try (
  subject TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX recent_try_by_subject ON recent_try (subject, at);
CREATE INDEX recent_try_by_time ON recent_try (at);
`;
