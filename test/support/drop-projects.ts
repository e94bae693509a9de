/** Takes the tables of projects and licenses out of a partner API's file, to make it one from before them. */
export const dropProjects = `
  DROP TRIGGER license_is_entered;
  DROP TRIGGER license_is_bought;
  DROP TRIGGER license_is_moved;
  DROP TRIGGER license_is_never_changed;
  DROP TRIGGER license_is_never_deleted;
  DELETE FROM entity WHERE kind IN (60, 70);
  DELETE FROM tally WHERE kind IN (60, 70);
  DROP TABLE license_move;
  DROP TABLE license_balance;
  DROP TABLE license_pool;
  DROP TABLE license_bought;
  DROP TABLE project_password;
  DROP TABLE sealing_key;`;
