-- [jooq ignore start]
-- Followers of the trail wait until the transactions that may hold a lower number have ended. To be counted among
-- them, a transaction has to have its id before it takes a number; an insert by itself would get it after.
alter table audit alter column number
  set default case when pg_current_xact_id() is not null then nextval('audit_number') end;
-- [jooq ignore stop]

-- How far those who are told of events have been told, and whose turn it is to tell them.
create table subscriber (
  name          text        not null,
  position      bigint      not null,
  turn_of       uuid,
  turn_until    timestamptz,
  outage_since  timestamptz,
  outage_tries  integer,
  outage_until  timestamptz,
  outage_fault  text
);

-- What a subscriber has not taken: waiting to be sent again, or dead.
create table delivery (
  subscriber text        not null,
  number     bigint      not null,
  lane       text        not null,
  tries      integer     not null,
  due_at     timestamptz,
  dead_at    timestamptz,
  fault      text
);

-- [jooq ignore start]
alter table subscriber add primary key (name);
alter table delivery add primary key (subscriber, number);
alter table delivery add check ((due_at is null) <> (dead_at is null));
create index delivery_waiting on delivery (subscriber, number) where dead_at is null;
create index delivery_dead on delivery (dead_at) where dead_at is not null;
-- [jooq ignore stop]
