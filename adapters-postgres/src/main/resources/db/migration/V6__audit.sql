-- Who did what. A line is written by the statement that does it, so neither is there without the other.
-- Kept in a ring of partitions by time, as ended sessions are.
create table audit (
  slot       smallint    not null,
  number     bigint      not null,
  at         timestamptz not null,
  actor_type text        not null,
  actor      text,
  action     text        not null,
  session_id uuid,
  user_id    text,
  policy     text,
  client_id  text,
  subject    text,
  ip_address text,
  reason     text
)
-- [jooq ignore start]
partition by list (slot)
-- [jooq ignore stop]
;

-- [jooq ignore start]
create table audit_0 partition of audit for values in (0);
create table audit_1 partition of audit for values in (1);
create table audit_2 partition of audit for values in (2);
create table audit_3 partition of audit for values in (3);
create table audit_4 partition of audit for values in (4);
create table audit_5 partition of audit for values in (5);
create table audit_6 partition of audit for values in (6);
create table audit_7 partition of audit for values in (7);

create sequence audit_number;
alter table audit alter column number set default nextval('audit_number');
alter table audit add primary key (number, slot);
create index audit_of_session on audit (session_id, number desc) where session_id is not null;
create index audit_of_user on audit (user_id, number desc) where user_id is not null;
create index audit_to_purge on audit (at);
-- [jooq ignore stop]
