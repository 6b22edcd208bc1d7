-- [jooq ignore start]
-- User ids are compared exactly, and by the console also by their beginnings: in the order of their bytes, whatever the
-- collation of the database is. The indexes that begin with them are built anew; the rows stay as they are.
alter table session alter column user_id type text collate "C";
alter table ended_session alter column user_id type text collate "C";
-- [jooq ignore stop]
