import assert from 'node:assert/strict'
import fc from 'fast-check'
import { visibleConversations } from '../../src/actions/access.ts'
import { readFeed } from '../../src/actions/read-feed.ts'
import { sendMessage } from '../../src/actions/send-message.ts'
import { AGENT_VISIBILITIES, type AgentVisibility, type Member } from '../../src/model/actor.ts'
import { maySee } from '../../src/model/policy.ts'
import { listen, restAs, type StockClient, socketAs } from '../support/clients.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'
import { type Colleague, createOrganization, PASSWORD } from '../support/world.ts'

interface Owned {
  readonly id: number
  readonly assigned_user_id: number | null
  readonly assigned_team_id: number | null
}

describe('Law 8: what you may not see does not exist', () => {
  let stage: Stage
  let agent: Colleague
  let other: Colleague
  let teams: number[]
  let talks: Talk[]
  let owned: Owned[]

  before(async () => {
    stage = await openStage()
    agent = await stage.organization.hire('agent')
    other = await stage.organization.hire('agent')
    teams = await addTeams(stage, agent.member.user_id)
    talks = []
    for (const user of [null, agent.member.user_id, other.member.user_id]) {
      for (const team of [null, ...teams]) {
        const talk = await stage.talk()
        await stage.change(talk, { assigned_team_id: team, assigned_user_id: user })
        talks.push(talk)
      }
    }
    owned = await stage.rows<Owned>('select id, assigned_user_id, assigned_team_id from conversations order by id')
  })
  after(() => stage.close())

  it('the rule in words and the rule in SQL are one', async () => {
    const member = fc.record({
      role: fc.constantFrom('owner', 'admin', 'agent'),
      agent_visibility: fc.constantFrom(...AGENT_VISIBILITIES),
      user_id: fc.nat(2),
      team_ids: fc.uniqueArray(fc.nat(2), { maxLength: 3 })
    })
    const users = [agent.member.user_id, other.member.user_id, stage.owner.user_id]
    await fc.assert(
      fc.asyncProperty(member, async chosen => {
        const reader: Member = {
          ...agent.member,
          ...chosen,
          user_id: users[chosen.user_id] ?? 0,
          team_ids: chosen.team_ids.map(each => teams[each] ?? 0)
        } as Member
        const inWords = owned.filter(row => maySee(reader, row)).map(row => row.id)
        assert.deepEqual(await idsInSql(reader), inWords)
      }),
      { numRuns: 60, seed: 8 }
    )
  })

  it('the rule never reaches into another organization', async () => {
    const stranger = (await createOrganization(stage.server, 'Other')).owner
    assert.deepEqual(await idsInSql(stranger.member), [])
    const client = await restAs(stage.server.url, { apiKey: stranger.apiKey })
    const [first] = talks
    assert.ok(first)
    assert.deepEqual((await client.app.service('conversations').find()).data, [])
    await assert.rejects(client.app.service('conversations').get(first.id), { code: 404 })
    await assert.rejects(client.app.service('conversations').patch(first.id, { priority: 'high' }), { code: 404 })
    await assert.rejects(noteBy(client, first.id), { code: 404 })
    for (const path of [
      'users',
      'api-keys',
      'channels',
      'contacts',
      'contact-merges',
      'conversation-messages',
      'conversation-events'
    ]) {
      const { data } = await client.app.service(path).find({ query: { $limit: 50 } })
      const homes = data.map((row: { organization_id: number }) => row.organization_id)
      assert.deepEqual(
        [...new Set([stranger.member.organization_id, ...homes])],
        [stranger.member.organization_id],
        path
      )
    }
    const messages = client.app.service('conversation-messages')
    assert.deepEqual((await messages.find({ query: { conversation_id: first.id } })).data, [])
    const feed = await readFeed(stage.server.app.house, stranger.member, '', 50)
    assert.deepEqual(
      feed.data.filter(event => Reflect.get(event, 'conversation_id') !== null),
      []
    )
  })

  it('nobody speaks for a provider without its secret', async () => {
    const [talk] = talks
    assert.ok(talk)
    for (const tamper of ['signature', 'body', 'unsigned'] as const) {
      const { statuses } = await talk.phone.says('Forged', { tamper })
      assert.deepEqual(statuses, [401], tamper)
    }
    await stage.server.settle()
    assert.deepEqual(await stage.rows('select id from messages where message_text = $1', ['Forged']), [])
  })

  for (const visibility of AGENT_VISIBILITIES) {
    it(`list, record, messages, feed and socket agree where agents see ${visibility}`, () => agree(visibility))
  }

  async function agree(visibility: AgentVisibility): Promise<void> {
    await see(visibility)
    const reader: Member = {
      ...agent.member,
      agent_visibility: visibility,
      team_ids: teams.slice(0, 1)
    }
    const mine = owned.filter(row => maySee(reader, row)).map(row => row.id)
    const client = await socketAs(stage.server.url, { email: agent.email, password: PASSWORD })
    const notes = listen(client, 'conversation-messages-whatsapp', 'created')
    const told = listen(client, 'conversation-events', 'created')

    assert.deepEqual(await idsFound(client), mine, 'the list')
    for (const { id } of talks) {
      const seen = mine.includes(id)
      assert.equal(await exists(client.app.service('conversations').get(id)), seen, `the record ${id}`)
      assert.equal(await exists(noteBy(client, id)), seen, `a note in ${id}`)
      const found = await client.app.service('conversation-messages').find({ query: { conversation_id: id } })
      assert.equal(found.data.length > 0, seen, `the messages of ${id}`)
      const log = await client.app.service('conversation-events').find({ query: { conversation_id: id } })
      assert.equal(log.data.length > 0, seen, `the log of ${id}`)
    }
    assert.deepEqual(await idsShownInFeed(reader), mine, 'the feed')

    notes.heard.length = 0
    told.heard.length = 0
    for (const { id } of talks) await noteByOwner(id)
    await client.app.service('conversations').find({ query: { $limit: 0 } })
    assert.deepEqual(conversationsIn(notes.heard), mine, 'messages on the socket')
    assert.deepEqual(conversationsIn(told.heard), mine, 'events on the socket')
    client.close()
  }

  function idsInSql(reader: Member): Promise<number[]> {
    const query = stage.server.database.knex('conversations').select('id').orderBy('id')
    visibleConversations(reader, query)
    const { sql, bindings } = query.toSQL().toNative()
    return stage.rows<{ id: number }>(sql, [...bindings]).then(rows => rows.map(row => row.id))
  }

  /** Said by the owner over REST, so that every cache of rights hears of it. */
  async function see(visibility: AgentVisibility): Promise<void> {
    const owner = await restAs(stage.server.url, { apiKey: stage.organization.owner.apiKey })
    const settings = { agent_visibility: visibility }
    await owner.app.service('organizations').patch(stage.organization.id, { settings })
  }

  async function idsFound(client: StockClient): Promise<number[]> {
    const { data } = await client.app.service('conversations').find({ query: { $limit: 50, $sort: { id: 1 } } })
    return data.map((row: { id: number }) => row.id)
  }

  async function idsShownInFeed(reader: Member): Promise<number[]> {
    const shown = new Set<number>()
    let cursor = ''
    for (;;) {
      const page = await readFeed(stage.server.app.house, reader, cursor, 50)
      for (const event of page.data) {
        const id: unknown = Reflect.get(event, 'conversation_id')
        if (typeof id === 'number' && Reflect.get(event, 'type') !== 'hidden') shown.add(id)
      }
      cursor = page.cursor
      if (page.complete) return [...shown].sort((one, other) => one - other)
    }
  }

  function noteBy(client: StockClient, id: number): Promise<unknown> {
    const note = { conversation_id: id, message_type: 'note', message_text: 'By the agent' }
    return client.app.service('conversation-messages-transform-outgoing-whatsapp').create(note)
  }

  function noteByOwner(id: number): Promise<unknown> {
    const note = { conversation_id: id, message_type: 'note', message_text: 'By the owner' } as const
    return stage.as(stage.owner, scope => sendMessage(scope, note, null))
  }
})

async function exists(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    assert.equal(Object(error).code, 404)
    return false
  }
}

function conversationsIn(rows: readonly Record<string, unknown>[]): number[] {
  return rows.map(row => Number(row['conversation_id'])).sort((one, other) => one - other)
}

/** Two teams; the agent is in the first. */
async function addTeams(stage: Stage, userId: number): Promise<number[]> {
  const { id } = stage.organization
  const rows = await stage.rows<{ id: number }>(
    `insert into teams (organization_id, name) values ($1, 'Support'), ($1, 'Sales') returning id`,
    [id]
  )
  const teams = rows.map(row => row.id)
  await stage.rows('insert into team_members (organization_id, team_id, user_id) values ($1, $2, $3)', [
    id,
    teams[0],
    userId
  ])
  return teams
}
