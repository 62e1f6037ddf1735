import type { Knex } from 'knex'

// Counts of wrong logins, shared by every process. Keys are digests: what people type as their e-mail is not kept.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table login_throttle (
      key text not null,
      attempts integer not null,
      resets_at timestamptz(3) not null,
      constraint login_throttle_pkey primary key (key)
    ) with (fillfactor = 70);
    create index login_throttle_resets_idx on login_throttle (resets_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table login_throttle')
}
