import assert from 'node:assert/strict'
import { openPeople, type People } from '../../test/support/people.ts'
import { newId } from '../platform/ids.ts'
import { removeUser } from './remove-user.ts'
import { unassignUser } from './unassign-user.ts'

describe('Conversations of a member who leaves', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  const ask = <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
    people.database.query<Row>({ text, values })

  // One contact per conversation, under control of the inbox; the channel belongs to an assistant.
  async function converse(organizationId: number, userId: number, howMany: number): Promise<void> {
    await ask(CONVERSE, [organizationId, userId, howMany, newId(), newId(), newId()])
  }

  it('are free, each with its own events, however many there are', async () => {
    const { member: owner } = await people.signedIn('owner')
    const organizationId = owner.organization_id
    const [leaving, staying] = [await people.person('leaves@example.org'), await people.person('stays@example.org')]
    for (const userId of [leaving, staying]) await people.member(organizationId, userId, 'agent')
    await converse(organizationId, leaving, 501)
    await converse(organizationId, staying, 1)

    await people.as(owner, scope => removeUser(scope, leaving, { unassign: unassignUser }))

    const held = await ask(
      `select assigned_user_id, control_kind, last_seq, count(*) as many from conversations
       where organization_id = $1 group by 1, 2, 3 order by 1 nulls last`,
      [organizationId]
    )
    assert.deepEqual(held, [
      { assigned_user_id: staying, control_kind: 'inbox', last_seq: 0, many: 1 },
      { assigned_user_id: null, control_kind: 'assistant', last_seq: 2, many: 501 }
    ])
    const events = await ask(
      `select type, seq, count(distinct conversation_id) as many from events
       where organization_id = $1 and conversation_id is not null group by 1, 2 order by 2`,
      [organizationId]
    )
    assert.deepEqual(events, [
      { type: 'conversation.assigned', seq: 1, many: 501 },
      { type: 'control.released', seq: 2, many: 501 }
    ])
  })
})

const CONVERSE = `
  with apps as (
    insert into applications (organization_id, id, kind, name)
    select $1, $4::uuid, 'inbox', 'Inbox'
    where not exists (select 1 from applications where organization_id = $1 and kind = 'inbox')
    union all select $1, $5::uuid, 'assistant', 'Assistant'
    returning id, kind
  ), channel as (
    insert into channels (organization_id, channel_type, name, endpoint, primary_application_id, webhook_key,
      webhook_verify_token)
    values ($1, 'whatsapp', 'W', $6, $5, $6, 'v') returning id
  ), people as (
    insert into contacts (organization_id, first_name) select $1, 'C' from generate_series(1, $3::int) returning id
  ), identity as (
    insert into identities (organization_id, id, contact_id, channel_id, channel_type)
    select $1, gen_random_uuid(), people.id, channel.id, 'whatsapp' from people, channel returning id, contact_id, channel_id
  )
  insert into conversations (organization_id, contact_id, channel, channel_id, identity_id, assigned_user_id,
    last_interaction_at, control_application_id, control_kind, control_since)
  select $1, contact_id, 'whatsapp', channel_id, identity.id, $2, now(),
    coalesce((select id from apps where kind = 'inbox'),
      (select id from applications where organization_id = $1 and kind = 'inbox')), 'inbox', now()
  from identity`
