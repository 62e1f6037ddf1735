import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { createOrganization } from '../support/world.ts'

interface Placed {
  readonly id: number
  readonly name: string
  readonly position: number
  readonly version: number
}

describe('Pipelines', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const service = (path: string) => desk.client.app.service(path)
  const pipeline = (name: string, more: object = {}): Promise<Placed> => service('pipelines').create({ name, ...more })
  const stage = (pipeline_id: number, name: string, more: object = {}): Promise<Placed> =>
    service('pipeline-stages').create({ pipeline_id, name, ...more })
  const order = async (path: string, query: object = {}): Promise<string[]> => {
    const { data } = await service(path).find({ query: { ...query, $limit: 50 } })
    assert.deepEqual(
      data.map((row: Placed) => row.position),
      data.map((_: Placed, index: number) => index)
    )
    return data.map((row: Placed) => row.name)
  }
  const place = async (id: number) => {
    const { pipeline_id, pipeline_stage_id } = await desk.conversation(id)
    return [pipeline_id, pipeline_stage_id]
  }

  it('and their stages stand in the order that people give them', async () => {
    const [sales, service] = [await pipeline('Sales'), await pipeline('Service')]
    const first = await pipeline('First', { position: 0 })
    assert.deepEqual(await order('pipelines'), ['First', 'Sales', 'Service'])
    await desk.client.app.service('pipelines').patch(first.id, { position: 9, name: 'Last' })
    assert.deepEqual(await order('pipelines'), ['Sales', 'Service', 'Last'])
    const [one, two] = [await stage(sales.id, 'One'), await stage(sales.id, 'Two')]
    await stage(sales.id, 'Between', { position: 1 })
    await stage(service.id, 'Elsewhere')
    assert.deepEqual(await order('pipeline-stages', { pipeline_id: sales.id }), ['One', 'Between', 'Two'])
    const moved = await desk.client.app.service('pipeline-stages').patch(two.id, { position: 0 })
    assert.deepEqual([moved.position, moved.version], [0, 2])
    assert.equal((await desk.client.app.service('pipeline-stages').get(one.id)).version, 1)
    await desk.client.app.service('pipeline-stages').remove(one.id)
    assert.deepEqual(await order('pipeline-stages', { pipeline_id: sales.id }), ['Two', 'Between'])
  })

  it('take conversations in, by a stage, which brings its pipeline', async () => {
    const { id } = await desk.meet(desk.phone())
    const [sales, other] = [await pipeline('A'), await pipeline('B')]
    const [won, lost] = [await stage(sales.id, 'Won'), await stage(other.id, 'Lost')]
    await desk.change(id, { pipeline_stage_id: String(won.id) })
    assert.deepEqual(await place(id), [sales.id, won.id])
    await assert.rejects(
      desk.change(id, { pipeline_id: sales.id, pipeline_stage_id: lost.id }),
      refused('unknown_reference')
    )
    await desk.change(id, { pipeline_stage_id: lost.id })
    assert.deepEqual(await place(id), [other.id, lost.id])
    await desk.change(id, { pipeline_id: sales.id })
    assert.deepEqual(await place(id), [sales.id, null])
    await desk.change(id, { pipeline_id: sales.id, pipeline_stage_id: won.id })
    await desk.change(id, { pipeline_stage_id: null })
    assert.deepEqual(await place(id), [sales.id, null])
    await desk.change(id, { pipeline_stage_id: won.id })
    await desk.change(id, { pipeline_id: null })
    assert.deepEqual(await place(id), [null, null])
    const { version } = await desk.conversation(id)
    await desk.change(id, { pipeline_stage_id: null, pipeline_id: null })
    assert.equal((await desk.conversation(id)).version, version)
    const moves = (await desk.events(id)).filter(event => event.type === 'conversation.moved')
    assert.equal(moves.length, 7)
    assert.deepEqual(moves.at(-1)?.data, {
      pipeline_id: null,
      pipeline_stage_id: null,
      previous_pipeline_id: sales.id,
      previous_pipeline_stage_id: won.id
    })
  })

  it('are not deleted under conversations, unless it is said where those are to go', async () => {
    const { id } = await desk.meet(desk.phone())
    const [from, to] = [await pipeline('From'), await pipeline('To')]
    const [a, b] = [await stage(from.id, 'A'), await stage(from.id, 'B')]
    await desk.change(id, { pipeline_stage_id: a.id })
    const stages = service('pipeline-stages')
    await assert.rejects(stages.remove(a.id), refused('still_in_use', /move_to/, 409))
    await assert.rejects(stages.remove(a.id, { query: { move_to: a.id } }), refused('unknown_reference'))
    await assert.rejects(stages.remove(a.id, { query: { move_to: 'b' } }), refused('bad_query', /./, 400))
    await stages.remove(a.id, { query: { move_to: b.id } })
    assert.deepEqual(await place(id), [from.id, b.id])
    await assert.rejects(service('pipelines').remove(from.id), refused('still_in_use', /move_to/, 409))
    await service('pipelines').remove(from.id, { query: { move_to: to.id } })
    assert.deepEqual(await place(id), [to.id, null])
    await assert.rejects(stages.get(b.id), { code: 404 })
    await assert.rejects(desk.change(id, { pipeline_stage_id: b.id }), refused('unknown_reference'))
  })

  it('of another organization are none', async () => {
    const rival = await createOrganization(desk.server, 'Rival')
    const [foreign] = await desk.server.database.query<{ id: number }>({
      text: `insert into pipelines (organization_id, name) values ($1, 'Theirs') returning id`,
      values: [rival.id]
    })
    const { id } = await desk.meet(desk.phone())
    await assert.rejects(desk.change(id, { pipeline_id: foreign?.id }), refused('unknown_reference'))
    await assert.rejects(stage(foreign?.id ?? 0, 'Mine'), refused('unknown_reference'))
    await assert.rejects(service('pipelines').remove(foreign?.id ?? 0), { code: 404 })
  })
})
