import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { BulkActionRow } from '../../src/actions/bulk-action-row.ts'
import { removeUser } from '../../src/actions/remove-user.ts'
import { act } from '../../src/actions/scope.ts'
import { unassignUser } from '../../src/actions/unassign-user.ts'
import type { ConversationChange } from '../../src/actions/update-conversations.ts'
import { bulkOf } from '../support/bulk.ts'
import { restAs } from '../support/clients.ts'
import { crowdLike } from '../support/crowd.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { startServer } from '../support/server.ts'

const CROWD = 1_200

describe('Changing thousands of conversations', () => {
  let desk: Desk
  let crowd: number[]

  before(async () => {
    // Nobody works here but those who are told to.
    desk = await openDesk({ environment: { ROLES: 'api' } })
    const phone = desk.phone()
    const worker = await startServer({ beside: desk.server })
    const { wamid } = await phone.says('Hello?')
    await worker.settle()
    await worker.stop()
    const model = await desk.conversation((await desk.messageOf(wamid)).conversation_id)
    crowd = await crowdLike(desk.server, model, CROWD)
  })
  after(() => desk.close())

  const service = () => desk.client.app.service('conversations-bulk-actions')
  const close = (): Promise<BulkActionRow> =>
    service().create({ action: 'update_status', status: 'closed', conversation_ids: crowd })
  const member = () => desk.organization.owner.member
  const own = () => bulkOf(desk.server, member())
  const set = (change: ConversationChange) => bulkOf(desk.server, member()).begins('update_status', change, crowd)
  const again = (row: BulkActionRow): Promise<BulkActionRow> => service().get(row.id)
  const statuses = async () =>
    Object.fromEntries(
      (
        await desk.server.database.query<{ status: string; count: number }>({
          text: 'select status, count(*)::int as count from conversations where id = any($1) group by status',
          values: [crowd]
        })
      ).map(row => [row.status, row.count])
    )
  const work = async () => {
    const worker = await startServer({ beside: desk.server })
    await worker.settle()
    await worker.stop()
  }
  afterEach(async () => {
    await own().runs(await set({ status: 'open' }))
  })

  it('goes on in another process where one was killed, and closes each once', async () => {
    const row = await close()
    assert.deepEqual([row.status, row.total_count, row.processed_count], ['running', CROWD, 0])
    await own().steps(row)
    await assert.rejects(own().dies(row))
    await leaseToTheDead(desk)
    assert.deepEqual(await statuses(), { closed: 500, open: 700 })

    await work()
    const done = await again(row)
    assert.deepEqual([done.status, done.processed_count, done.failed_count], ['done', CROWD, 0])
    const [counts] = await desk.server.database.query({
      text: `select count(*)::int as events, count(distinct conversation_id)::int as conversations from events
        where conversation_id = any($1) and type = 'conversation.closed' and created_at >= $2`,
      values: [crowd, row.started_at]
    })
    assert.deepEqual(counts, { events: CROWD, conversations: CROWD })
  })

  it('stops when it is canceled, and takes back a chunk that was under way', async () => {
    const row = await close()
    await own().steps(row)
    const underWay = own().steps(row, () => service().patch(row.id, { status: 'canceled' }))
    await assert.rejects(underWay, { name: 'BulkActionOver' })
    const canceled = await again(row)
    assert.deepEqual([canceled.status, canceled.processed_count], ['canceled', 500])
    assert.ok(canceled.finished_at)
    await work()
    assert.deepEqual(await statuses(), { closed: 500, open: 700 })

    assert.deepEqual(await service().patch(row.id, { status: 'canceled' }), canceled)
    const undone = await own().undoes(row.id)
    assert.deepEqual([undone.total_count, await statuses()], [500, { open: CROWD }])
    await assert.rejects(service().patch(undone.id, { status: 'canceled' }), refused('not_possible'))
  })

  it('does not let one that cannot be changed take its neighbours along', async () => {
    const broken = crowd[7] ?? 0
    await asOwner(
      desk,
      `
      create function refuse() returns trigger language plpgsql as 'begin raise exception ''broken''; end';
      create trigger refuse before update on conversations for each row when (old.id = ${broken}) execute function refuse()`
    )
    const row = await close()
    await work()
    await asOwner(desk, 'drop trigger refuse on conversations; drop function refuse')
    const done = await again(row)
    assert.deepEqual(
      [done.status, done.processed_count, done.failures],
      ['done', CROWD, [{ conversation_id: broken, reason: 'internal' }]]
    )
    assert.deepEqual(await statuses(), { closed: CROWD - 1, open: 1 })
  })

  it('says how far it is to whoever began it and to admins, and to nobody else', async () => {
    const agent = await desk.organization.hire('agent')
    const heard: BulkActionRow[] = []
    service().on('patched', (told: BulkActionRow) => void heard.push(told))
    const row = await close()
    await own().steps(row)
    await work()
    // It was done elsewhere: this process hears of it from the log.
    await desk.server.settle()
    const stranger = await restAs(desk.server.url, { apiKey: agent.apiKey })
    await assert.rejects(stranger.app.service('conversations-bulk-actions').get(row.id), { code: 404 })
    const undo = stranger.app.service(`conversations-bulk-actions/${row.id}/undo`)
    await assert.rejects(undo.create({}), { code: 404 })
    const { data } = await stranger.app.service('conversation-events').find({ query: { conversation_id: null } })
    assert.ok(!JSON.stringify(data).includes('bulk-action'))
    await service().get(row.id)
    const told = heard.filter(({ id }) => id === row.id).map(({ processed_count }) => processed_count)
    assert.deepEqual([told[0], told.at(-1)], [500, CROWD])
    service().removeAllListeners('patched')
  })

  it('lets an agent change what it sees, with the rights it has when it comes to it', async () => {
    const agent = await desk.organization.hire('agent')
    const { user_id } = agent.member
    // Over REST: whoever changes what is seen is sent away from a socket.
    const owner = await restAs(desk.server.url, { apiKey: desk.organization.owner.apiKey })
    const settings = { agent_visibility: 'assigned' }
    await owner.app.service('organizations').patch(desk.organization.id, { settings })
    const mine = crowd.slice(0, 3)
    await own().runs(await own().begins('assign', { assigned_user_id: user_id }, mine))
    const client = await restAs(desk.server.url, { apiKey: agent.apiKey })
    const bulk = client.app.service('conversations-bulk-actions')

    const some = await bulk.create({ action: 'mark_unread', conversation_ids: crowd.slice(2, 4) })
    assert.deepEqual([some.failed_count, some.failures], [1, [{ conversation_id: crowd[3], reason: 'not_found' }]])
    const all = await bulk.create({ action: 'mark_read', filter: {} })
    assert.deepEqual([all.total_count, all.failed_count], [3, 0])
    await assert.rejects(bulk.create({ action: 'delete', conversation_ids: mine }), refused('forbidden', /./, 403))
    const away = await bulk.create({ action: 'assign', conversation_ids: mine, assigned_user_id: null })
    assert.equal((await client.app.service('conversations').find()).total, 0)
    const undone = await client.app.service(`conversations-bulk-actions/${away.id}/undo`).create({})
    assert.deepEqual([undone.processed_count, undone.failed_count], [3, 0])

    const many = await bulk.create({ action: 'update_status', status: 'closed', conversation_ids: crowd })
    await act(desk.server.app.house, member(), scope => removeUser(scope, user_id, { unassign: unassignUser }))
    await work()
    assert.deepEqual(
      [(await owner.app.service('conversations-bulk-actions').get(many.id)).status, await statuses()],
      ['failed', { open: CROWD }]
    )
  })
})

/** Changes what only the owner of the tables may. */
async function asOwner({ server: { databaseUrl } }: Desk, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(text)
  await client.end()
}

/** Somebody leased the work, and is gone. */
async function leaseToTheDead({ server: { database } }: Desk): Promise<void> {
  const dead = randomUUID()
  await database.query({
    text: `insert into processes (id, seen_at) values ($1, now() - interval '1 minute')`,
    values: [dead]
  })
  const leased = await database.query({
    text: `update jobs set leased_by = $1, lease_until = now() + interval '1 hour', fence = fence + 1
      where kind = 'bulk-action' and leased_by is null returning 1`,
    values: [dead]
  })
  assert.equal(leased.length, 1)
}
