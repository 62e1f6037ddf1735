import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openStage, type Stage, type Talk } from '../support/stage.ts'

interface Control {
  readonly control_kind: string
  readonly control_application_id: string
  readonly control_epoch: number
}

describe('Law 6: only the holder of control speaks', () => {
  let stage: Stage
  let talk: Talk
  let assistant: string

  before(async () => {
    stage = await openStage()
    assistant = randomUUID()
    await stage.rows(
      `insert into applications (organization_id, id, kind, name) values ($1, $2, 'assistant', 'Assistant')`,
      [stage.organization.id, assistant]
    )
  })
  beforeEach(async () => {
    talk = await stage.talk()
  })
  after(() => stage.close())

  it('a person does not speak while an assistant holds it', async () => {
    await giveTo(assistant)
    await assert.rejects(stage.send(talk, 'May I?'), error => {
      assert.equal(Reflect.get(Object(error), 'code'), 409)
      assert.equal(Reflect.get(Object(error), 'reason'), 'not_in_control')
      assert.equal(Object(error).data.control.application_id, assistant)
      return true
    })
    await stage.server.settle()
    assert.equal(talk.phone.inbox.length, 0)
    const said = await stage.rows(`select id from messages where conversation_id = $1 and direction = 'outbound'`, [
      talk.id
    ])
    assert.deepEqual(said, [])
  })

  it('and may leave notes all the same', async () => {
    await giveTo(assistant)
    const note = await stage.send(talk, 'Watch this', { message_type: 'note' })
    assert.equal(note.direction, 'internal')
  })

  it('a takeover takes it, raises the epoch by one and begins a span', async () => {
    await giveTo(assistant)
    const before = await control()
    const message = await stage.send(talk, 'I take over', { takeover: true })
    const after = await control()
    assert.equal(after.control_kind, 'inbox')
    assert.equal(after.control_epoch, before.control_epoch + 1)
    assert.equal(message.control_epoch, after.control_epoch)
    const spans = await stage.rows<{ application_id: string; epoch: number; ended_at: string | null }>(
      'select application_id, epoch, ended_at from control_spans where conversation_id = $1 order by epoch',
      [talk.id]
    )
    assert.deepEqual(
      spans.map(span => span.ended_at === null),
      [...spans.slice(1).map(() => false), true]
    )
    assert.equal(spans.at(-1)?.epoch, after.control_epoch)
    await stage.server.settle()
    assert.equal(talk.phone.inbox.at(-1)?.text, 'I take over')
  })

  it('what was decided under an earlier epoch is not said any more', async () => {
    const before = await control()
    await giveTo(assistant)
    await stage.send(talk, 'Mine now', { takeover: true })
    await assert.rejects(stage.send(talk, 'Too late', { control_epoch: before.control_epoch }), {
      reason: 'stale_control'
    })
    const now = await control()
    await stage.send(talk, 'In time', { control_epoch: now.control_epoch })
  })

  it('a machine is stopped at the door when control has changed since it decided', async () => {
    const later = new Date(stage.server.clock.now().getTime() + 60_000).toISOString()
    const message = await stage.send(talk, 'I am a machine', { send_at: later })
    await stage.rows(
      `update messages set sender = jsonb_set(sender, '{type}', '"assistant"') where organization_id = $1 and id = $2`,
      [stage.organization.id, message.id]
    )
    await giveTo(assistant)
    await stage.send(talk, 'Let me', { takeover: true })
    stage.server.clock.forward({ minutes: 2 })
    await stage.server.settle()
    const [row] = await stage.rows<{ status: string; code: string }>(
      `select status, error ->> 'code' as code from messages where id = $1`,
      [message.id]
    )
    assert.deepEqual(row, { status: 'failed', code: 'superseded' })
    assert.deepEqual(
      talk.phone.inbox.map(each => each.text),
      ['Let me']
    )
  })

  it('and after the window has closed nobody speaks freely', async () => {
    stage.server.clock.forward({ hours: 25 })
    await assert.rejects(stage.send(talk, 'Still there?'), { reason: 'outside_window' })
  })

  async function giveTo(application: string): Promise<void> {
    await stage.rows(
      `update conversations set control_application_id = $3, control_kind = 'assistant'
       where organization_id = $1 and id = $2`,
      [stage.organization.id, talk.id, application]
    )
  }

  async function control(): Promise<Control> {
    const [row] = await stage.rows<Control>(
      'select control_kind, control_application_id, control_epoch from conversations where id = $1',
      [talk.id]
    )
    assert.ok(row)
    return row
  }
})
