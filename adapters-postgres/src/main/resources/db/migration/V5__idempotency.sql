-- Which session an opening that its client may repeat has led to. The answer itself is derived anew.
create table idempotency_key (
  id          text        not null,
  session_id  uuid        not null,
  fingerprint text        not null,
  kept_until  timestamptz not null
);

-- [jooq ignore start]
alter table idempotency_key add primary key (id);
create index idempotency_key_to_purge on idempotency_key (kept_until);
-- [jooq ignore stop]
