import type { Knex } from 'knex'

// Who works on this database, and when it was last known to live: a lease of a process that is gone is free at once.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table processes (
      id uuid not null,
      seen_at timestamptz(3) not null,
      constraint processes_pkey primary key (id)
    ) with (fillfactor = 50);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table processes')
}
