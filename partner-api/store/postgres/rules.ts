/**
 * What PostgreSQL alone needs to be told: indexes on parts of a row, and the rules that hold whoever writes. They are those of the
 * embedded store; the words of each fault are the same.
 */
export const indexes = [
  'CREATE UNIQUE INDEX entity_by_version ON entity (version)',
  'CREATE INDEX entity_by_parent ON entity (kind, parent, id)',
  'CREATE UNIQUE INDEX entity_by_public_id ON entity (public_id) WHERE public_id IS NOT NULL',
  "CREATE INDEX entity_by_scope ON entity (kind, scope, id) WHERE scope <> ''",
  'CREATE INDEX customer_by_name ON entity (split_part(search, chr(10), 1), parent) WHERE kind = 30',
  `CREATE INDEX customer_by_billing_account ON entity ((doc ->> 'billingAccountId'))
     WHERE kind IN (30, 81) AND (doc ->> 'billingAccountId') IS NOT NULL`,
  'CREATE INDEX recycled_by_parent ON recycled (deletion, kind, parent)',
  'CREATE INDEX recycled_by_time ON recycled (at)',
  'CREATE INDEX recycled_by_id ON recycled (kind, id, at)',
  'CREATE INDEX deletion_by_time ON deletion (at, id)',
  'CREATE INDEX activity_by_entity ON activity (entity, entry)',
  "CREATE INDEX activity_by_customer ON activity (customer, entry) WHERE customer <> ''",
  "CREATE INDEX activity_by_former_customer ON activity (former_customer, entry) WHERE former_customer <> ''",
  'CREATE INDEX access_token_by_expiry ON access_token (expires_at)',
  'CREATE INDEX access_token_by_family ON access_token (family)',
  'CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at)',
  'CREATE INDEX refresh_token_by_family ON refresh_token (family)',
  'CREATE INDEX bulk_delete_by_account ON bulk_delete (account, at)',
  "CREATE INDEX bulk_delete_running ON bulk_delete (id) WHERE state = 'running'",
  'CREATE INDEX bulk_delete_part_waiting ON bulk_delete_part (job, part) WHERE outcome IS NULL',
  'CREATE INDEX invite_link_by_invite ON invite_link (invite)',
  'CREATE INDEX waiting_mail_by_time ON waiting_mail (due_at)',
  'CREATE INDEX asked_mail_by_address ON asked_mail (address, at)',
  'CREATE INDEX asked_mail_by_time ON asked_mail (at)',
  'CREATE INDEX recent_try_by_subject ON recent_try (subject, at)',
  'CREATE INDEX recent_try_by_time ON recent_try (at)',
  'CREATE INDEX customer_session_by_time ON customer_session (until)',
  'CREATE INDEX installation_by_account ON installation (account, made_at)',
  'CREATE INDEX installation_by_due ON installation (due_at) WHERE due_at IS NOT NULL',
  'CREATE INDEX waiting_notice_by_time ON waiting_notice (due_at)',
  'CREATE INDEX waiting_account_mail_by_time ON waiting_account_mail (due_at)',
  'CREATE INDEX partner_sign_up_by_mail ON partner_sign_up (mail_due) WHERE mail_due IS NOT NULL',
  'CREATE INDEX partner_sign_up_by_state ON partner_sign_up (state, made_at)',
] as const;

export const rules = [
  // Requests of the running minute: of no worth after a crash, so that they wait for no disk.
  'CREATE SCHEMA traffic',
  `CREATE UNLOGGED TABLE traffic.hit (
     subject text COLLATE "C" PRIMARY KEY, until bigint NOT NULL, count bigint NOT NULL)`,

  'ALTER TABLE sequence ADD CHECK ("only" = 1)',
  'ALTER TABLE license_pool ADD CHECK (quantity >= 0)',
  'ALTER TABLE license_bought ADD CHECK (quantity >= 0)',
  'ALTER TABLE license_balance ADD CHECK (difference = 0)',
  "ALTER TABLE project_closing ADD CHECK (stage IN ('notice', 'asked', 'confirmed', 'erased'))",

  `CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' THEN
       -- Erased values may be taken out of an entry for which something vouches among the properties.
       IF NEW.hash = OLD.hash AND NEW.entry = OLD.entry
         AND EXISTS (SELECT 1 FROM property WHERE key = 'redaction ' || OLD.entry) THEN RETURN NEW; END IF;
     END IF;
     RAISE EXCEPTION 'activity is append-only';
   END $$`,
  `CREATE TRIGGER activity_is_never_changed BEFORE UPDATE OR DELETE ON activity
     FOR EACH ROW EXECUTE FUNCTION activity_is_append_only()`,
  `CREATE TRIGGER activity_is_never_emptied BEFORE TRUNCATE ON activity
     FOR EACH STATEMENT EXECUTE FUNCTION activity_is_append_only()`,

  `CREATE FUNCTION license_is_entered() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     whose text := coalesce(NEW.doc ->> 'projectId', '');
     what text := NEW.doc ->> 'type';
     many bigint := (NEW.doc ->> 'quantity')::bigint;
   BEGIN
     INSERT INTO license_pool VALUES (whose, what, 0) ON CONFLICT DO NOTHING;
     UPDATE license_pool SET quantity = quantity + many WHERE holder = whose AND type = what;
     IF NEW.doc ->> 'moveId' = NEW.id AND many > 0 THEN
       INSERT INTO license_bought VALUES (what, many)
         ON CONFLICT (type) DO UPDATE SET quantity = license_bought.quantity + excluded.quantity;
     ELSE
       INSERT INTO license_move VALUES (NEW.doc ->> 'moveId', what, many)
         ON CONFLICT (id, type) DO UPDATE SET difference = license_move.difference + excluded.difference;
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER license_is_entered AFTER INSERT ON entity
     FOR EACH ROW WHEN (NEW.kind = 70) EXECUTE FUNCTION license_is_entered()`,

  `CREATE FUNCTION license_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' AND NEW.kind = 70 AND NEW.id = OLD.id
       AND NEW.doc::jsonb - 'version' = OLD.doc::jsonb - 'version' THEN RETURN NEW; END IF;
     RAISE EXCEPTION 'the license ledger is append-only';
   END $$`,
  `CREATE TRIGGER license_is_never_changed BEFORE UPDATE OR DELETE ON entity
     FOR EACH ROW WHEN (OLD.kind = 70) EXECUTE FUNCTION license_is_append_only()`,
] as const;
