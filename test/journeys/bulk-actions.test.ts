import assert from 'node:assert/strict'
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

  it('closes and opens, each session with its end and its beginning, and wakes nobody up for nothing', async () => {
    const [closed, sleeping, plain] = await meet(3)
    assert.ok(closed && sleeping && plain)
    const ids = [closed.id, sleeping.id, plain.id]
    await desk.change(closed.id, { status: 'closed' })
    await desk.change(sleeping.id, { snoozed_until: '2099-01-01T00:00:00.000Z' })
    const before = await desk.conversation(closed.id)

    const done = await bulk().create({ action: 'update_status', conversation_ids: ids, status: 'closed' })
    assert.deepEqual(ofAll(done), ['done', 3, 3, 0])
    assert.deepEqual(
      await shown(ids, 'status', 'snoozed_until'),
      ids.map(() => ['closed', null])
    )
    assert.deepEqual(await desk.conversation(closed.id), before)
    assert.deepEqual(await types(plain.id, 2), ['session.ended', 'conversation.closed'])

    const undone = await undo(done.id)
    assert.deepEqual(ofAll(undone), ['done', 2, 2, 0])
    assert.deepEqual(await shown(ids, 'status', 'snoozed_until'), [
      ['closed', null],
      ['open', '2099-01-01T00:00:00.000Z'],
      ['open', null]
    ])
  })

  it('leaves alone on the way back what a customer has opened again', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const done = await bulk().create({ action: 'update_status', conversation_ids: [id], status: 'closed' })
    await phone.says('One more thing')
    await desk.settle()
    assert.deepEqual((await undo(done.id))['failures'], [{ conversation_id: id, reason: 'stale_version' }])
    assert.deepEqual(await shown([id], 'status', 'unread_count'), [['open', 2]])
  })

  it('marks as read and as unread, and counts again as before', async () => {
    const ids = (await meet(2)).map(({ id }) => id)
    const read = await bulk().create({ action: 'mark_read', conversation_ids: ids })
    assert.deepEqual(await shown(ids, 'unread_count'), [[0], [0]])
    await undo(read.id)
    assert.deepEqual(await shown(ids, 'unread_count'), [[1], [1]])
    await bulk().create({ action: 'mark_read', conversation_ids: ids })
    await bulk().create({ action: 'mark_unread', conversation_ids: ids })
    assert.deepEqual(await shown(ids, 'unread_count'), [[1], [1]])
  })

  it('gives a team work, clears the person, and sets both back', async () => {
    const { id } = await desk.meet(desk.phone())
    const owner = desk.organization.owner.member.user_id
    await desk.change(id, { assigned_user_id: owner })
    const [team] = await desk.server.database.query<{ id: number }>({
      text: `insert into teams (organization_id, name) values ($1, 'Support') returning id`,
      values: [desk.organization.id]
    })
    const done = await bulk().create({ action: 'assign_team', conversation_ids: [id], assigned_team_id: team?.id })
    assert.deepEqual(await shown([id], 'assigned_user_id', 'assigned_team_id'), [[null, team?.id]])
    await undo(done.id)
    assert.deepEqual(await shown([id], 'assigned_user_id', 'assigned_team_id'), [[owner, null]])
  })

  it('gives an assistant the word, and gives it back to whoever had it', async () => {
    const { id } = await desk.meet(desk.phone())
    const owner = desk.organization.owner.member.user_id
    await desk.change(id, { assigned_user_id: owner })
    const assistant = await hireAssistant(desk)
    const done = await bulk().create({
      action: 'assign_ai_assistant',
      conversation_ids: [id],
      assigned_ai_assistant_id: assistant
    })
    const holder = async () => (await desk.conversation(id)).control.kind
    assert.deepEqual([...(await shown([id], 'assigned_ai_assistant_id')), await holder()], [[assistant], 'assistant'])
    assert.deepEqual(ofAll(await undo(done.id)), ['done', 1, 1, 0])
    assert.deepEqual(
      [...(await shown([id], 'assigned_user_id', 'assigned_ai_assistant_id')), await holder()],
      [[owner, null], 'inbox']
    )
  })

  it('moves through pipelines, a stage with its pipeline, and back', async () => {
    const { id } = await desk.meet(desk.phone())
    const pipeline = await desk.client.app.service('pipelines').create({ name: 'Sales' })
    const stage = await desk.client.app.service('pipeline-stages').create({ pipeline_id: pipeline.id, name: 'New' })
    const done = await bulk().create({ action: 'move', conversation_ids: [id], pipeline_stage_id: stage.id })
    const place = () => shown([id], 'pipeline_id', 'pipeline_stage_id')
    assert.deepEqual(await place(), [[pipeline.id, stage.id]])
    await undo(done.id)
    assert.deepEqual(await place(), [[null, null]])
    const wrong = { action: 'move', conversation_ids: [id], pipeline_stage_id: 1e15 }
    await assert.rejects(bulk().create(wrong), refused('unknown_reference'))
  })

  it('tags contacts, and takes the tag off those alone who got it', async () => {
    const met = await meet(2)
    const ids = met.map(({ id }) => id)
    const tag = await desk.client.app.service('tags').create({ name: 'Fair' })
    const contacts = desk.client.app.service('contacts')
    const [first = 0, second] = met.map(({ contact_id }) => contact_id)
    await contacts.patch(first, { tags: [tag.id] })
    const wearers = async () =>
      (await contacts.find({ query: { tag_id: tag.id } })).data.map((row: { id: number }) => row.id).sort()

    const done = await bulk().create({ action: 'tag', conversation_ids: ids, tag_id: tag.id })
    assert.deepEqual(await wearers(), [first, second].sort())
    assert.deepEqual(ofAll(await undo(done.id)), ['done', 1, 1, 0])
    assert.deepEqual(await wearers(), [first])
    const off = await bulk().create({ action: 'untag', conversation_ids: ids, tag_id: String(tag.id) })
    assert.deepEqual(await wearers(), [])
    await undo(off.id)
    assert.deepEqual(await wearers(), [first])
  })

  it('deletes, takes back what has not left, and brings back those in whose place nobody is', async () => {
    const phone = desk.phone()
    const gone = await desk.meet(phone)
    const [other] = await meet(1)
    assert.ok(other)
    const inAnHour = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const unsent = await desk.say(other.id, 'Later', { send_at: inAnHour })
    const done = await bulk().create({ action: 'delete', conversation_ids: [gone.id, other.id] })
    await assert.rejects(desk.conversation(gone.id), { code: 404 })

    const next = await desk.meet(phone, 'Anybody there?')
    assert.notEqual(next.id, gone.id)
    const undone = await undo(done.id)
    assert.deepEqual(undone['failures'], [{ conversation_id: gone.id, reason: 'stale_version' }])
    assert.deepEqual(await shown([other.id], 'status', 'deleted_at'), [['open', null]])
    assert.equal((await desk.again(unsent)).status, 'failed')
  })

  it('takes those that a filter finds now, or a view', async () => {
    const [one, two] = await meet(2)
    assert.ok(one && two)
    await desk.change(one.id, { priority: 'urgent' })
    await desk.change(two.id, { priority: 'low' })
    const urgent = await bulk().create({
      action: 'update_status',
      status: 'closed',
      filter: { priority: 'urgent', id: { $in: [one.id, two.id] } }
    })
    assert.deepEqual(ofAll(urgent), ['done', 1, 1, 0])
    const view = await desk.client.app.service('views').create({ name: 'Low', filter: { priority: 'low' } })
    await bulk().create({ action: 'update_status', status: 'closed', view_id: view.id })
    assert.deepEqual(await shown([one.id, two.id], 'status'), [['closed'], ['closed']])
    await assert.rejects(bulk().create({ action: 'mark_read', filter: { mood: 'bad' } }), refused('bad_data', /./, 400))
    const nobody = await bulk().create({ action: 'mark_read', filter: { id: 1e15 } })
    assert.deepEqual([...ofAll(nobody), nobody.finished_at !== null], ['done', 0, 0, 0, true])
  })

  it('counts and changes nothing in a dry run', async () => {
    const { id } = await desk.meet(desk.phone())
    const before = await desk.conversation(id)
    const run = await bulk().create({ action: 'delete', conversation_ids: [id, id, 1e15], dry_run: true })
    assert.deepEqual(
      [run.id, ...ofAll(run), run.failures],
      [null, 'done', 2, 0, 1, [{ conversation_id: 1e15, reason: 'not_found' }]]
    )
    assert.deepEqual(await desk.conversation(id), before)
    const [kept] = await desk.server.database.query({
      text: `select 1 from bulk_actions where organization_id = $1 and action = 'delete' and total_count = 2 and status = 'running'`,
      values: [desk.organization.id]
    })
    assert.equal(kept, undefined)
  })

  it('wants one target, and what belongs to the action', async () => {
    const wrong = async (data: object, message: RegExp, reason = 'bad_data', code = 400) =>
      assert.rejects(bulk().create(data), refused(reason, message, code))
    await wrong({ action: 'mark_read' }, /conversation_ids: is required/)
    await wrong({ action: 'mark_read', conversation_ids: [1], filter: {} }, /no two of them/)
    await wrong({ action: 'mark_read', conversation_ids: [] }, /conversation_ids/)
    await wrong(
      { action: 'mark_read', conversation_ids: Array.from({ length: 10_001 }, (_, n) => n + 1) },
      /conversation_ids/
    )
    await wrong({ action: 'assign', conversation_ids: [1] }, /assigned_user_id: is missing/)
    await wrong({ action: 'mark_read', conversation_ids: [1], status: 'open' }, /status: is no known field/)
    await wrong({ action: 'sing', conversation_ids: [1] }, /action/)
    await wrong({ action: 'mark_read', conversation_ids: [1], mood: 1 }, /mood/)
    await wrong({ action: 'assign', conversation_ids: [1], assigned_user_id: 1e15 }, /./, 'unknown_reference', 422)
    await wrong({ action: 'tag', conversation_ids: [1], tag_id: 1e15 }, /./, 'unknown_reference', 422)
    await wrong({ action: 'mark_read', view_id: 1e15 }, /./, 'unknown_reference', 422)
  })

  it('answers twice with what was done once', async () => {
    const { id } = await desk.meet(desk.phone())
    const data = { action: 'mark_read', conversation_ids: [id] }
    const params = { query: { $idempotency_key: 'bulk-once' } }
    const first = await bulk().create(data, params)
    assert.deepEqual(ofAll(first), ['done', 1, 1, 0])
    assert.deepEqual(await bulk().create(data, params), first)
  })
})

/** An assistant that nobody has heard of yet. */
async function hireAssistant({ server, organization }: Desk): Promise<number> {
  const [row] = await server.database.query<{ id: number }>({
    text: `with a as (
        insert into applications (organization_id, id, kind, name) values ($1, gen_random_uuid(), 'assistant', 'Robot')
        returning organization_id, id
      )
      insert into ai_assistants (organization_id, application_id) select organization_id, id from a returning id`,
    values: [organization.id]
  })
  return row?.id ?? 0
}
