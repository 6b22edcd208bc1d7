-- Whose sessions are over that were authenticated at or before an instant: one row a scope. Few, and read as a whole.
create table cut_off (
  scope  text        not null,
  name   text        not null,
  before timestamptz not null,
  since  timestamptz not null
);

-- [jooq ignore start]
alter table cut_off add primary key (scope, name);
-- [jooq ignore stop]
