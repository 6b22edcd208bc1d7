-- On what terms the tokens of a session are made: what its opener asked for, and the key of its client.
alter table session add column access_token_format text;
alter table session add column dpop_jkt text;
alter table ended_session add column access_token_format text;
alter table ended_session add column dpop_jkt text;
alter table "authorization" add column dpop_jkt text;

-- Keys that sign JWTs. The private ones are sealed under the token keys, which are not in here.
create table signing_key (
  id             text        not null,
  algorithm      text        not null,
  public_key     text        not null,
  private_key    bytea       not null,
  published_at   timestamptz not null,
  signs_from     timestamptz not null,
  longest_token_ms bigint    not null
);

-- DPoP proofs that have been used, for as long as they would be good.
create table dpop_proof (
  id         uuid        not null,
  good_until timestamptz not null
);

-- [jooq ignore start]
alter table signing_key add primary key (id);
alter table dpop_proof add primary key (id);
create index dpop_proof_to_purge on dpop_proof (good_until);
-- [jooq ignore stop]
