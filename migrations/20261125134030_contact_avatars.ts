import type { Knex } from 'knex'

// Whether another contact shows the same picture is asked before it is dropped.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index contacts_avatar_idx on contacts (organization_id, avatar_url)
      where avatar_url is not null and deleted_at is null
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index contacts_avatar_idx')
}
