/**
 * Entries of Activity out of which erased values were taken, as entries from before projects had keys hold them in clear, have what
 * vouches for the rest of them among the properties. Only such an entry's values can be changed.
 */
export const redactions = `
DROP TRIGGER activity_is_never_changed;
CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
  WHEN NEW.hash <> OLD.hash OR NEW.entry <> OLD.entry
    OR NOT EXISTS (SELECT 1 FROM property WHERE key = 'redaction ' || OLD.entry)
  BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
`;
