-- Which token key each key id names: a fingerprint, never the key.
create table token_key (
  id             integer     not null,
  fingerprint    text        not null,
  first_used_at  timestamptz not null
);

-- [jooq ignore start]
alter table token_key add primary key (id);
-- [jooq ignore stop]
