-- What was done to a key that signs JWTs is in the audit trail too.
alter table audit add column key_id text;
