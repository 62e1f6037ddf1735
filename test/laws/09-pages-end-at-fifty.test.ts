import assert from 'node:assert/strict'
import { sendMessage } from '../../src/actions/send-message.ts'
import { channels } from '../../src/channels/index.ts'
import { definitionsFor } from '../../src/services/services.ts'
import { restAs, type StockClient, socketAs } from '../support/clients.ts'
import { untilLogIsAtRest } from '../support/log-at-rest.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'
import { talkOn } from '../support/talk-on.ts'

const MOST = 50
/** Everybody sees one organization, the own; a channel has one catalogue. */
const SHORT = new Set(['organizations', 'channels/:channel_id/template-syncs'])

describe('Law 9: pages end at 50', () => {
  let stage: Stage
  let talk: Talk
  let talks: Readonly<Record<string, number>>
  let clients: Readonly<Record<string, StockClient>>

  before(async () => {
    stage = await openStage()
    talk = await stage.talk()
    await fill(stage, talk)
    talks = { whatsapp: talk.id, ...(await fillElsewhere(stage)) }
    const { apiKey } = stage.organization.owner
    clients = {
      REST: await restAs(stage.server.url, { apiKey }),
      'a socket': await socketAs(stage.server.url, { apiKey })
    }
  })
  after(async () => {
    for (const client of Object.values(clients)) client.close()
    await stage.close()
  })

  const lists = definitionsFor(channels).filter(definition => definition.methods.includes('find'))

  for (const transport of ['REST', 'a socket']) {
    for (const { path } of lists) {
      it(`of ${path}, over ${transport}`, async () => {
        const client = clients[transport]
        assert.ok(client)
        const route = path
          .replace(':conversation_id', String(talk.id))
          .replace(':channel_id', String(stage.number.channel.id))
          .replace(':contact_id', String(await aContact(stage)))
        const type = path.replace('conversation-messages-', '')
        const about = type in talks ? { conversation_id: talks[type] } : {}
        const page = await client.app.service(route).find({ query: { ...about, $limit: 500 } })
        assert.equal(page.limit, MOST)
        assert.equal(page.data.length, SHORT.has(path) ? 1 : MOST)
      })
    }

    it(`of the feed, over ${transport}`, async () => {
      await untilLogIsAtRest(stage.server.database)
      const page = await clients[transport]?.app
        .service('conversation-events')
        .find({ query: { after: '', $limit: 500 } })
      assert.equal(page.data.length, MOST)
      assert.equal(page.complete, false)
    })
  }
})

/** More than a page of everything. */
async function fill(stage: Stage, talk: Talk): Promise<void> {
  const { id } = stage.organization
  const more = MOST + 10
  await stage.as(stage.owner, async scope => {
    for (const table of Object.keys(ROWS)) await scope.tx.query({ text: ROWS[table] ?? '', values: [id, more] })
  })
  for (let n = 0; n < more; n++) await stage.send(talk, `Note ${n}`, { message_type: 'note' })
}

const ELSEWHERE = ['instagram', 'messenger', 'webchat', 'sms', 'playground'] as const

async function fillElsewhere({ server, organization, as, owner }: Stage): Promise<Record<string, number>> {
  const talks: Record<string, number> = {}
  for (const type of ELSEWHERE) {
    const { id } = await talkOn(server, organization, type)
    talks[type] = id
    for (let n = 0; n < MOST + 10; n++)
      await as(owner, scope => sendMessage(scope, { conversation_id: id, message_type: 'note' }, null))
  }
  return talks
}

const ROWS: Readonly<Record<string, string>> = {
  members: `
    with u as (
      insert into users (email, full_name) select 'm' || n || '@example.org', 'Member' from generate_series(1, $2) n
      returning id
    )
    insert into members (organization_id, user_id, role) select $1, id, 'agent' from u`,
  api_keys: `
    insert into api_keys (organization_id, user_id, name, prefix, secret_hash)
    select $1, (select min(user_id) from members where organization_id = $1), 'key', 'k', 'hash ' || n
    from generate_series(1, $2) n`,
  channels: `
    insert into channels (organization_id, channel_type, name, endpoint, primary_application_id, webhook_key,
      webhook_verify_token)
    select organization_id, channel_type, name, 'endpoint ' || n, primary_application_id, 'key ' || n, 'token'
    from channels, generate_series(1, $2) n where organization_id = $1`,
  files: `
    insert into files (organization_id, id, bucket_key, category, state, created_by)
    select $1, gen_random_uuid(), 'key ' || n, 'file', 'ready', '{}' from generate_series(1, $2) n`,
  message_templates: `
    insert into message_templates (organization_id, id, channel_id, name, language, status, parameter_format, components)
    select $1, gen_random_uuid(), (select min(id) from channels where organization_id = $1), 'more_' || n, 'en',
      'APPROVED', 'POSITIONAL', '[]'
    from generate_series(1, $2) n`,
  contacts: `
    insert into contacts (organization_id, first_name, email)
    select $1, 'C' || n, 'shared@example.org' from generate_series(1, $2) n`,
  contact_merges: `
    with merged as (
      insert into contacts (organization_id, first_name) select $1, 'M' || n from generate_series(1, $2) n returning id
    )
    insert into contact_merges (organization_id, id, contact_id, merged_contact_id, conversation_ids, created_by)
    select $1, gen_random_uuid(), (select min(id) from contacts where organization_id = $1), id, '{}', '{}' from merged`,
  predefined_messages: `
    insert into predefined_messages (organization_id, title, message_type, content)
    select $1, 'P' || n, 'text', 'Hello' from generate_series(1, $2) n`,
  automations: `
    insert into automations (organization_id, application_id, name, trigger, steps, webhook_secret)
    select $1, (select primary_application_id from channels where organization_id = $1 limit 1), 'A' || n,
      '{"type": "manual"}', '[]', 'secret'
    from generate_series(1, $2) n`,
  automation_executions: `
    insert into automation_executions (organization_id, id, automation_id, automation_version, conversation_id, status,
      started_by, steps)
    select $1, gen_random_uuid(), (select min(id) from automations where organization_id = $1), 1,
      (select min(id) from conversations where organization_id = $1), 'done', '{}', '[]'
    from generate_series(1, $2) n`,
  tags: `insert into tags (organization_id, name) select $1, 'T' || n from generate_series(1, $2) n`,
  conversation_sessions: `
    insert into conversation_sessions (organization_id, id, conversation_id, number, first_seq, channel_id, opened_by)
    select c.organization_id, gen_random_uuid(), c.id, 100 + n, 1, c.channel_id, '{}'
    from (select * from conversations where organization_id = $1 limit 1) c, generate_series(1, $2) n`,
  conversation_participants: `
    insert into conversation_participants (organization_id, id, conversation_id, kind, user_id, read_seq, read_at)
    select $1, gen_random_uuid(), (select min(id) from conversations where organization_id = $1), 'human_agent', user_id,
      1, now()
    from members where organization_id = $1 and $2 > 0`,
  pipelines: `insert into pipelines (organization_id, name, position) select $1, 'P', n from generate_series(1, $2) n`,
  pipeline_stages: `
    insert into pipeline_stages (organization_id, pipeline_id, name, position)
    select $1, (select min(id) from pipelines where organization_id = $1), 'S', n from generate_series(1, $2) n`,
  views: `
    insert into views (organization_id, user_id, name, filter, shared)
    select $1, (select min(user_id) from members where organization_id = $1), 'View', '{}', true
    from generate_series(1, $2) n`,
  conversations: `
    insert into conversations (organization_id, contact_id, channel, channel_id, identity_id, last_interaction_at,
      control_application_id, control_kind, control_since)
    select c.organization_id, c.contact_id, c.channel, c.channel_id, c.identity_id, now(), c.control_application_id,
      c.control_kind, now()
    from (select * from conversations where organization_id = $1 limit 1) c, generate_series(1, $2) n`,
  bulk_actions: `
    insert into bulk_actions (organization_id, action, change, user_id, actor, status, total_count, started_at)
    select $1, 'mark_read', '{}', (select min(user_id) from members where organization_id = $1), '{}', 'done', 0, now()
    from generate_series(1, $2) n`
}

/** One that has the address of many others. */
async function aContact(stage: Stage): Promise<number> {
  const [row] = await stage.rows<{ id: number }>(
    'select max(id) as id from contacts where organization_id = $1 and email is not null',
    [stage.organization.id]
  )
  return row?.id ?? 0
}
