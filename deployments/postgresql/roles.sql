-- Three roles with as few rights as they need. Run as a superuser in the program's own, possibly still empty, database:
--   psql --dbname=iltizam --file=deployments/postgresql/roles.sql
-- and again after every `iltizam upgrade`: new tables then get their rights. Safe to repeat.
--
--   iltizam_owner   owns the tables; for `iltizam upgrade` and `iltizam restore` only
--   iltizam_app     what the program runs as: reads and writes rows, changes no table, adds to the ledger and nothing else
--   iltizam_report  reads figures and commitments for dashboards; no addresses, no mails, no comments of officials
--
-- They cannot log in until you say how: ALTER ROLE iltizam_app LOGIN PASSWORD '…' (or peer and certificate logins).

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['iltizam_owner', 'iltizam_app', 'iltizam_report'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', wanted);
    END IF;
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO iltizam_owner, iltizam_app', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO iltizam_report', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO iltizam_owner;
GRANT USAGE ON SCHEMA public TO iltizam_app, iltizam_report;

-- Tables made before the roles change hands once.
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.relname, c.relkind FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
      AND c.relowner <> 'iltizam_owner'::regrole
  LOOP
    EXECUTE format('ALTER TABLE public.%I OWNER TO iltizam_owner', found.relname);
  END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, iltizam_app, iltizam_report;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, iltizam_app, iltizam_report;

-- The program: rows, never tables. What a person or a mail has said stays as it was said.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO iltizam_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO iltizam_app;
ALTER DEFAULT PRIVILEGES FOR ROLE iltizam_owner IN SCHEMA public
  GRANT SELECT, INSERT ON TABLES TO iltizam_app;
ALTER DEFAULT PRIVILEGES FOR ROLE iltizam_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO iltizam_app;
DO $$
DECLARE
  kept text;
  readable text;
BEGIN
  -- Added to, never changed and never removed: the ledger, frozen reports, bytes of mails and of files.
  FOREACH kept IN ARRAY ARRAY[
    'ledger_entry', 'frozen_report', 'outbound_bytes', 'evidence_file', 'alembic_version'
  ] LOOP
    IF to_regclass('public.' || kept) IS NOT NULL THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON public.%I FROM iltizam_app', kept);
    END IF;
  END LOOP;
  IF to_regclass('public.alembic_version') IS NOT NULL THEN
    REVOKE INSERT ON public.alembic_version FROM iltizam_app;
  END IF;
  -- Nobody removes a mail, whatever happens.
  FOREACH kept IN ARRAY ARRAY['inbound_message', 'inbound_line', 'outbound_message'] LOOP
    IF to_regclass('public.' || kept) IS NOT NULL THEN
      EXECUTE format('REVOKE DELETE, TRUNCATE ON public.%I FROM iltizam_app', kept);
    END IF;
  END LOOP;
  -- Dashboards: what is published anyway, or will be. No table that holds a person, an address or a mail.
  FOREACH readable IN ARRAY ARRAY[
    'action_plan', 'member', 'commitment', 'commitment_instance', 'indicator', 'indicator_actual', 'milestone',
    'milestone_update', 'campaign', 'taxonomy_term', 'stated_figure', 'frozen_report', 'heartbeat'
  ] LOOP
    IF to_regclass('public.' || readable) IS NOT NULL THEN
      EXECUTE format('GRANT SELECT ON public.%I TO iltizam_report', readable);
    END IF;
  END LOOP;
END $$;
