import type { Knex } from 'knex'

// The planner does not find what it knows of the index's expression; of these it knows how few have which mark.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create statistics conversations_marks_stats on
      (conversation_marks(organization_id, unread_count, waiting_since, snoozed_until, blocked, priority))
      from conversations
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop statistics conversations_marks_stats')
}
