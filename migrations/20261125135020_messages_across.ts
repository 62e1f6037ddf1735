import type { Knex } from 'knex'

// Messages across conversations: of one contact, in the order of time, and of a stretch of time. Rows lie on disk in
// about that order, so a few kilobytes of BRIN are enough for the second.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index messages_contact_idx on messages (organization_id, contact_id, id);
    create index messages_time_idx on messages using brin (created_at) with (pages_per_range = 32, autosummarize = on);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index messages_contact_idx, messages_time_idx')
}
