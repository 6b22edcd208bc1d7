-- [jooq ignore start]
-- Followers of the trail wait until the transactions that may hold a lower number have ended. To be counted among
-- them, a transaction has to have its id before it takes a number; an insert by itself would get it after.
alter table audit alter column number
  set default case when pg_current_xact_id() is not null then nextval('audit_number') end;
-- [jooq ignore stop]
