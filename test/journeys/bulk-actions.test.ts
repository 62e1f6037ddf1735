import assert from 'node:assert/strict'
import { crowdLike } from '../support/crowd.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'

type Shown = Readonly<Record<string, unknown>>

describe('Changing many conversations at once', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const bulk = () => desk.client.app.service('conversations-bulk-actions')
  const undo = (id: unknown): Promise<Shown> =>
    desk.client.app.service(`conversations-bulk-actions/${id}/undo`).create({})
  const meet = async (count: number) => {
    const met = []
    for (let each = 0; each < count; each++) met.push(await desk.meet(desk.phone()))
    return met
  }
  const shown = (ids: readonly number[], ...fields: readonly string[]) =>
    Promise.all(
      ids.map(async id => {
        const row: Shown = { ...(await desk.conversation(id)) }
        return fields.map(field => row[field])
      })
    )
  const types = async (id: number, count: number) => (await desk.events(id)).slice(-count).map(event => event.type)
  const ofAll = ({ status, total_count, processed_count, failed_count }: Shown) => [
    status,
    total_count,
    processed_count,
    failed_count
  ]

  it('assigns as a single patch does, and gives back what each one was', async () => {
    const ids = (await meet(3)).map(({ id }) => id)
    const agent = await desk.organization.hire('agent')
    const owner = desk.organization.owner.member.user_id
    const { user_id } = agent.member
    await desk.change(ids[0] ?? 0, { assigned_user_id: owner })

    const done = await bulk().create({ action: 'assign', conversation_ids: ids, assigned_user_id: user_id })
    assert.deepEqual(ofAll(done), ['done', 3, 3, 0])
    assert.ok(done.finished_at)
    assert.deepEqual(
      await shown(ids, 'assigned_user_id', 'version'),
      [3, 2, 2].map(version => [user_id, version])
    )
    assert.deepEqual(await types(ids[2] ?? 0, 1), ['conversation.assigned'])

    await desk.change(ids[1] ?? 0, { assigned_user_id: owner })
    const undone = await undo(done.id)
    assert.deepEqual([...ofAll(undone), undone['undoes_id']], ['done', 3, 3, 1, done.id])
    assert.deepEqual(undone['failures'], [{ conversation_id: ids[1], reason: 'stale_version' }])
    assert.deepEqual(await shown(ids, 'assigned_user_id'), [[owner], [owner], [null]])
    await assert.rejects(undo(done.id), refused('not_possible', /undone already/))
    await assert.rejects(undo(undone['id']), refused('not_possible', /undo itself/))
  })
})
