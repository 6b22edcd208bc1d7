-- One row a session. Rotation and activity touch no indexed column, so both are heap-only updates;
-- the free space in each page is for them.
create table session (
  id                       uuid        primary key,
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
  ended_at                 timestamptz,
  end_reason               text,
  -- Every write is guarded by the version that it was decided on.
  version                  bigint      not null
);

create table "authorization" (
  id             text        not null,
  code_challenge text        not null,
  client_type    text        not null,
  created_at     timestamptz not null
);

-- All that is remembered of one subject's logins in one row, so that one decision is one write.
create table lockout (
  subject         text        not null,
  known_addresses text        not null,
  failures        text        not null,
  kept_until      timestamptz not null,
  locked_until    timestamptz,
  version         bigint      not null
);

-- [jooq ignore start]
alter table "authorization" add primary key (id);
alter table lockout add primary key (subject);
alter table session set (fillfactor = 70);

create index session_by_user on session (user_id, created_at desc, id desc);
create index session_by_creation on session (created_at desc, id desc);
create index session_to_sweep on session (sweep_at) include (policy) where ended_at is null;
create index session_to_purge on session (ended_at) where ended_at is not null;
create index authorization_to_purge on "authorization" (created_at);
create index lockout_to_purge on lockout (kept_until);
create index lockout_in_force on lockout (subject) where locked_until is not null;
-- [jooq ignore stop]
