import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFeed } from '../../src/actions/read-feed.ts'
import { AGENT_VISIBILITIES, type Member, ROLES, type Role } from '../../src/model/actor.ts'
import { maySee } from '../../src/model/policy.ts'
import { restAs, type StockClient } from '../support/clients.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'
import type { Colleague } from '../support/world.ts'

const CONVERSATIONS = 6

describe('Law 8, whoever asks and by whatever way', () => {
  let stage: Stage
  let talks: Talk[]
  let teams: number[]
  let users: number[]
  let people: Readonly<Record<Role, Colleague>>
  let clients: Readonly<Record<Role, StockClient>>
  let view: number

  before(async () => {
    stage = await openStage()
    const hire = stage.organization.hire
    people = { owner: await hire('owner'), admin: await hire('admin'), agent: await hire('agent') }
    users = [people.agent.member.user_id, (await hire('agent')).member.user_id]
    const client = ({ apiKey }: Colleague) => restAs(stage.server.url, { apiKey })
    clients = {
      owner: await client(people.owner),
      admin: await client(people.admin),
      agent: await client(people.agent)
    }
    talks = []
    for (let n = 0; n < CONVERSATIONS; n++) talks.push(await stage.talk())
    teams = await teamsOf(stage, users[0] ?? 0)
    ;({ id: view } = await clients.owner.app.service('views').create({ name: 'All', filter: {}, shared: true }))
  })
  after(() => stage.close())

  const owned = fc.array(fc.record({ user: fc.constantFrom(-1, 0, 1), team: fc.constantFrom(-1, 0, 1) }), {
    minLength: CONVERSATIONS,
    maxLength: CONVERSATIONS
  })

  for (const visibility of AGENT_VISIBILITIES) {
    it(`find, get, patch, search, views, bulk actions, messages and feed agree where agents see ${visibility}`, async () => {
      await clients.owner.app
        .service('organizations')
        .patch(stage.organization.id, { settings: { agent_visibility: visibility } })
      await fc.assert(
        fc.asyncProperty(owned, async owners => {
          await giveAway(owners)
          for (const role of ROLES) await agree(role, visibility)
        }),
        { numRuns: 4, seed: 8 }
      )
    })
  }

  async function agree(role: Role, agent_visibility: Member['agent_visibility']): Promise<void> {
    const reader: Member = { ...people[role].member, agent_visibility, team_ids: teams.slice(0, 1) }
    const rows = await stage.rows<{ id: number; assigned_user_id: number | null; assigned_team_id: number | null }>(
      'select id, assigned_user_id, assigned_team_id from conversations order by id'
    )
    const mine = rows.filter(row => maySee(reader, row)).map(row => row.id)
    for (const [way, ids] of Object.entries(await waysOf(role, reader)))
      assert.deepEqual(ids, mine, `${way} for ${role} among ${agent_visibility}`)
  }

  async function waysOf(role: Role, reader: Member): Promise<Record<string, number[]>> {
    const { app } = clients[role]
    const find = async (path: string, query: object): Promise<Record<string, unknown>[]> =>
      (await app.service(path).find({ query: { $limit: 50, $sort: { id: 1 }, ...query } })).data
    const idsOf = (rows: Record<string, unknown>[], name = 'id') =>
      [...new Set(rows.map(row => Number(row[name])))].sort((one, other) => one - other)
    const answered = async (ask: (id: number) => Promise<unknown>): Promise<number[]> => {
      const ids: number[] = []
      for (const { id } of talks) if (await ask(id).then(() => true, notThere)) ids.push(id)
      return ids
    }
    const bulk = { action: 'mark_read', filter: { status: 'open' }, dry_run: true }
    const { total_count } = await app.service('conversations-bulk-actions').create(bulk)
    const found = idsOf(await find('conversations', {}))
    assert.equal(total_count, found.length, `a bulk action of ${role}`)
    return {
      find: found,
      'find by message': idsOf(await find('conversations', { messageSearchTerm: 'hello' })),
      'find by name': idsOf(await find('conversations', { searchTerm: 'customer' })),
      'find by view': idsOf(await find('conversations', { view_id: view })),
      messages: idsOf(await find('conversation-messages', {}), 'conversation_id'),
      get: await answered(id => app.service('conversations').get(id)),
      patch: await answered(id => app.service('conversations').patch(id, { priority: 'high' })),
      feed: await shownInFeed(reader)
    }
  }

  async function giveAway(owners: readonly { user: number; team: number }[]): Promise<void> {
    for (const [index, { user, team }] of owners.entries()) {
      await stage.rows('update conversations set assigned_user_id = $2, assigned_team_id = $3 where id = $1', [
        talks[index]?.id,
        users[user] ?? null,
        teams[team] ?? null
      ])
    }
  }

  async function shownInFeed(reader: Member): Promise<number[]> {
    const shown = new Set<number>()
    for (let cursor = '', complete = false; !complete; ) {
      const page = await readFeed(stage.server.app.house, reader, cursor, 50)
      for (const event of page.data) {
        const id: unknown = Reflect.get(event, 'conversation_id')
        if (typeof id === 'number' && Reflect.get(event, 'type') !== 'hidden') shown.add(id)
      }
      ;({ cursor, complete } = page)
    }
    return [...shown].sort((one, other) => one - other)
  }
})

function notThere(error: unknown): boolean {
  assert.equal(Object(error).code, 404)
  return false
}

/** Two teams; the agent is in the first. */
async function teamsOf({ organization, rows }: Stage, userId: number): Promise<number[]> {
  const teams = await rows<{ id: number }>(
    `insert into teams (organization_id, name) values ($1, 'Support'), ($1, 'Sales') returning id`,
    [organization.id]
  )
  await rows('insert into team_members (organization_id, team_id, user_id) values ($1, $2, $3)', [
    organization.id,
    teams[0]?.id,
    userId
  ])
  return teams.map(team => team.id)
}
