import type { Knex } from 'knex'

// Transaction numbers order the feed, and mean nothing in another cluster: when the database finds itself in one, as
// after a restore, the epoch changes, and cursors of the old one answer `reset`.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table log_epoch (
      one boolean not null default true constraint log_epoch_one_row check (one),
      epoch uuid not null default gen_random_uuid(),
      cluster text,
      constraint log_epoch_pkey primary key (one)
    );
    insert into log_epoch default values;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table log_epoch')
}
