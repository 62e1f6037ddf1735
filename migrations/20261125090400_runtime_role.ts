import type { Knex } from 'knex'

// Two roles: the owner migrates; the product runs as parley_runtime, which owns nothing, is no superuser, cannot
// bypass row security, and can only add to the log. Roles belong to the whole cluster, so it may exist already.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ begin
      create role parley_runtime nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
    exception when duplicate_object or unique_violation then null; end $$;
    do $$ begin
      execute format('grant parley_runtime to %I', current_user);
    exception when others then null; end $$;

    grant usage on schema public to parley_runtime;
    grant select, insert, update, delete on all tables in schema public to parley_runtime;
    grant usage, select on all sequences in schema public to parley_runtime;
    revoke update, delete on events from parley_runtime;
    alter default privileges in schema public grant select, insert, update, delete on tables to parley_runtime;
    alter default privileges in schema public grant usage, select on sequences to parley_runtime;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter default privileges in schema public revoke select, insert, update, delete on tables from parley_runtime;
    alter default privileges in schema public revoke usage, select on sequences from parley_runtime;
    revoke all on all tables in schema public from parley_runtime;
    revoke all on all sequences in schema public from parley_runtime;
    revoke usage on schema public from parley_runtime;
  `)
}
