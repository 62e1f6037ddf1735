import type { ShownConversation } from './desk.ts'
import type { TestServer } from './server.ts'

/** Makes conversations like one, each with a contact, an identity, a session and a span of its own. Answers their ids. */
export async function crowdLike(server: TestServer, model: ShownConversation, size: number): Promise<number[]> {
  const rows = await server.database.query<{ id: number }>({
    text: `
      with k as (
        insert into contacts (organization_id, first_name)
        select organization_id, 'Customer' from contacts, generate_series(1, $3)
        where organization_id = $1 and id = $4
        returning organization_id, id
      ), i as (
        insert into identities (organization_id, id, contact_id, channel_id, channel_type)
        select k.organization_id, gen_random_uuid(), k.id, c.channel_id, c.channel
        from k join conversations c on c.organization_id = $1 and c.id = $2
        returning organization_id, id, contact_id
      ), n as (
        insert into conversations (organization_id, contact_id, channel, channel_id, identity_id, live_key,
          last_interaction_at, control_application_id, control_kind, control_since, control_span_id, session_id,
          session_number)
        select i.organization_id, i.contact_id, c.channel, c.channel_id, i.id, 'identity:' || i.id,
          c.last_interaction_at, c.control_application_id, c.control_kind, c.control_since, gen_random_uuid(),
          gen_random_uuid(), 1
        from i join conversations c on c.organization_id = $1 and c.id = $2
        returning *
      ), s as (
        insert into conversation_sessions (organization_id, id, conversation_id, number, first_seq, channel_id, opened_by)
        select organization_id, session_id, id, 1, 1, channel_id, '{}' from n
      ), p as (
        insert into control_spans (organization_id, id, conversation_id, session_id, application_id, epoch, started_at)
        select organization_id, control_span_id, id, session_id, control_application_id, 1, control_since from n
      )
      select id from n order by id`,
    values: [model.organization_id, model.id, size, model.contact_id]
  })
  return rows.map(row => row.id)
}
