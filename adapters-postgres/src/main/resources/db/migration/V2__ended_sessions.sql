-- Sessions that have ended are moved out of the way of those that live, so that the table that every
-- request needs stays small. They are kept in a ring of partitions by the time of their end: when
-- all in one have been kept for long enough, it is emptied as a whole and leaves no bloat behind.
create table ended_session (
  slot                     smallint    not null,
  id                       uuid        not null,
  user_id                  text        not null,
  policy                   text        not null,
  client_id                text        not null,
  ip_address               text,
  device_type              text,
  operating_system         text,
  operating_system_version text,
  browser                  text,
  browser_version          text,
  authenticated_at         timestamptz not null,
  amr                      text        not null,
  acr                      text,
  created_at               timestamptz not null,
  last_activity_at         timestamptz not null,
  expires_at               timestamptz not null,
  sweep_at                 timestamptz not null,
  secret                   bytea       not null,
  generation               int         not null,
  seen_generation          int         not null,
  rotated_at               timestamptz not null,
  authorization_id         text,
  code_challenge           text,
  exchange_tries           int         not null,
  exchanged_at             timestamptz,
  attributes               text        not null,
  ended_at                 timestamptz not null,
  end_reason               text        not null,
  version                  bigint      not null
)
-- [jooq ignore start]
partition by list (slot)
-- [jooq ignore stop]
;

-- [jooq ignore start]
create table ended_session_0 partition of ended_session for values in (0);
create table ended_session_1 partition of ended_session for values in (1);
create table ended_session_2 partition of ended_session for values in (2);
create table ended_session_3 partition of ended_session for values in (3);
create table ended_session_4 partition of ended_session for values in (4);
create table ended_session_5 partition of ended_session for values in (5);
create table ended_session_6 partition of ended_session for values in (6);
create table ended_session_7 partition of ended_session for values in (7);

insert into ended_session
select 0, id, user_id, policy, client_id, ip_address, device_type, operating_system,
  operating_system_version, browser, browser_version, authenticated_at, amr, acr, created_at,
  last_activity_at, expires_at, sweep_at, secret, generation, seen_generation, rotated_at,
  authorization_id, code_challenge, exchange_tries, exchanged_at, attributes, ended_at, end_reason,
  version
from session where ended_at is not null;

delete from session where ended_at is not null;

alter table ended_session add primary key (id, slot);
create index ended_session_by_user on ended_session (user_id, created_at desc, id desc);
create index ended_session_by_creation on ended_session (created_at desc, id desc);
create index ended_session_to_purge on ended_session (ended_at);

drop index session_to_purge;
drop index session_to_sweep;
-- [jooq ignore stop]

alter table session drop column ended_at;
alter table session drop column end_reason;

-- [jooq ignore start]
create index session_to_sweep on session (sweep_at) include (policy);
-- [jooq ignore stop]
