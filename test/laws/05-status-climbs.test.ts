import assert from 'node:assert/strict'
import fc from 'fast-check'
import { openStage, type Stage, type Talk, until } from '../support/stage.ts'

const REPORTS = ['sent', 'delivered', 'read', 'failed'] as const
type Report = (typeof REPORTS)[number]

const HEIGHT: Readonly<Record<string, number>> = { queued: 0, sent: 1, delivered: 2, read: 3 }

describe('Law 5: status only climbs', () => {
  let stage: Stage
  let talk: Talk

  before(async () => {
    stage = await openStage()
    talk = await stage.talk()
  })
  after(() => stage.close())

  const reports = fc.array(fc.constantFrom(...REPORTS), { minLength: 1, maxLength: 6 })

  it('whatever order reports come in, and however often', async () => {
    await fc.assert(
      fc.asyncProperty(reports, fc.boolean(), async (script, oneByOne) => {
        const message = await stage.send(talk, 'After the answer')
        await stage.server.settle()
        await tell(lastWamid(), script, { oneByOne, named: true })
        await mustHaveClimbed(message.id, script)
      }),
      { numRuns: 12, seed: 5 }
    )
  })

  it('also by reports that overtake the answer, with and without our own name for the message', async () => {
    await fc.assert(
      fc.asyncProperty(reports, fc.boolean(), async (script, named) => {
        const answered = waitingAnswer()
        const message = await stage.send(talk, 'Before the answer')
        const settled = stage.server.settle()
        await until(() => answered.taken(), 'the provider to take it')
        await tell(lastWamid(), script, { oneByOne: true, named })
        answered.now()
        await settled
        await stage.server.settle()
        await mustHaveClimbed(message.id, script)
      }),
      { numRuns: 12, seed: 5 }
    )
    assert.deepEqual(await stage.rows('select id from held_facts'), [])
  })

  it('and an attempt that is to be repeated is no failure', async () => {
    stage.number.provider.fault({ kind: 'error', code: 131016, status: 500 })
    const message = await stage.send(talk, 'Second attempt')
    await stage.server.settle()
    assert.equal(await statusOf(message.id), 'queued')
    stage.server.clock.forward({ minutes: 1 })
    await stage.server.settle()
    assert.equal(await statusOf(message.id), 'sent')
    assert.deepEqual(await statusesOf(message.id), ['sent'])
  })

  function lastWamid(): string {
    return talk.phone.inbox.at(-1)?.wamid ?? ''
  }

  function waitingAnswer() {
    let now = (): void => {}
    const before = talk.phone.inbox.length
    const until = new Promise<void>(resolve => {
      now = resolve
    })
    stage.number.provider.fault({ kind: 'wait', until })
    return { now, taken: () => talk.phone.inbox.length > before }
  }

  async function tell(wamid: string, script: readonly Report[], how: { oneByOne: boolean; named: boolean }) {
    const more = how.named ? {} : { biz_opaque_callback_data: undefined }
    const error = { code: 131026, title: 'Undeliverable', message: 'Undeliverable' }
    const events = script.map(status =>
      talk.phone.event.status(wamid, status, { more: { ...more, ...(status === 'failed' && { errors: [error] }) } })
    )
    if (how.oneByOne) for (const event of events) await talk.phone.batch([event])
    else await talk.phone.batch(events)
    const mail = stage.server.app.workers.find(worker => worker.name === 'open-mail')
    await stage.server.app.postBox.idle()
    await mail?.drain()
  }

  async function mustHaveClimbed(messageId: string, script: readonly Report[]): Promise<void> {
    const shown = await statusesOf(messageId)
    const climbs = shown.every((status, at) => at === 0 || heightOf(status) > heightOf(shown[at - 1] ?? ''))
    assert.ok(climbs, `${script} was shown as ${shown}`)
    assert.equal(await statusOf(messageId), reached(script), `after ${script}`)
    const [delivery] = await stage.rows<{ state: string }>('select state from deliveries where message_id = $1', [
      messageId
    ])
    assert.equal(delivery?.state, reached(script), `the delivery after ${script}`)
  }

  async function statusOf(messageId: string): Promise<string | undefined> {
    const [row] = await stage.rows<{ status: string }>('select status from messages where id = $1', [messageId])
    return row?.status
  }

  async function statusesOf(messageId: string): Promise<string[]> {
    const rows = await stage.rows<{ status: string }>(
      `select data ->> 'status' as status from events
       where data ->> 'message_id' = $1 and data ? 'status' order by seq`,
      [messageId]
    )
    return rows.map(row => row.status)
  }
})

/** Failure ends it, unless the device had it before; else the furthest of all that was reported. */
function reached(script: readonly Report[]): string {
  const failed = script.indexOf('failed')
  const arrived = script.findIndex(each => each === 'delivered' || each === 'read')
  if (failed >= 0 && (arrived < 0 || failed < arrived)) return 'failed'
  return ['sent', ...script.filter(each => each !== 'failed')].reduce((one, other) =>
    heightOf(other) > heightOf(one) ? other : one
  )
}

function heightOf(status: string): number {
  return HEIGHT[status] ?? 9
}
