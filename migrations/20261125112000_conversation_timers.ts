import type { Knex } from 'knex'

// When a conversation is to be looked at: never later than it has to wake, to rest or to close. A message moves nothing
// here; whoever looks finds that somebody spoke since, and comes back later.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table conversations
      add column inactive_after text,
      add column close_after text;

    create table conversation_timers (
      organization_id bigint not null,
      conversation_id bigint not null,
      due_at timestamptz(3) not null,
      -- From when on silence is counted, where nobody has spoken later.
      since timestamptz(3) not null,
      constraint conversation_timers_pkey primary key (organization_id, conversation_id),
      constraint conversation_timers_conversation_fkey foreign key (organization_id, conversation_id)
        references conversations (organization_id, id)
    ) with (fillfactor = 70);
    create index conversation_timers_due_idx on conversation_timers (due_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table conversation_timers;
    alter table conversations drop column inactive_after, drop column close_after;
  `)
}
