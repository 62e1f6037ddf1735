import type { Knex } from 'knex'

// One index for every question that has a few rows as its answer, so that lists are not walked to their end for them.
// A GIN index takes any of its columns together, and a new version of a row into a list that is sorted in later: in the
// way of a message it costs less than a b-tree does. What is marked is marked per organization, since it has no id.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function conversation_marks(
      organization_id bigint, unread_count integer, waiting_since timestamptz, snoozed_until timestamptz, blocked boolean,
      priority text
    ) returns bigint[]
      language sql immutable parallel safe
      as $$
        select array_remove(array[
          case when unread_count > 0 then organization_id * 16 + 1 end,
          case when waiting_since is not null then organization_id * 16 + 2 end,
          case when snoozed_until is not null then organization_id * 16 + 3 end,
          case when blocked then organization_id * 16 + 4 end,
          case priority
            when 'low' then organization_id * 16 + 5
            when 'high' then organization_id * 16 + 6
            when 'urgent' then organization_id * 16 + 7
          end], null)
      $$;

    create index conversations_facets_idx on conversations using gin (
      contact_id, channel, channel_id, assigned_team_id, assigned_ai_assistant_id, pipeline_id, pipeline_stage_id,
      conversation_marks(organization_id, unread_count, waiting_since, snoozed_until, blocked, priority)
    ) with (gin_pending_list_limit = 256) where deleted_at is null;
    create index conversations_created_idx on conversations (organization_id, created_at desc, id desc)
      where deleted_at is null;
    drop index conversations_contact_idx;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create index conversations_contact_idx on conversations (organization_id, contact_id);
    drop index conversations_created_idx, conversations_facets_idx;
    drop function conversation_marks(bigint, integer, timestamptz, timestamptz, boolean, text);
  `)
}
