/** Reports of visits that wait to be mailed. */
export const waitingReports = `
CREATE TABLE waiting_report (
  visit TEXT NOT NULL,
  report TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  PRIMARY KEY (visit, report)
) STRICT, WITHOUT ROWID;
`;
