import assert from 'node:assert/strict'
import type { AutomationRow } from '../../src/actions/automation-row.ts'
import type { ExecutionRow } from '../../src/actions/execution-row.ts'
import type { Conditions, ExecutionStatus, Step } from '../../src/model/automation.ts'
import type { EventType } from '../../src/model/event.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { until } from '../support/stage.ts'

describe('Automations that begin by themselves', () => {
  let desk: Desk
  const made: AutomationRow[] = []

  before(async () => {
    desk = await openDesk()
  })
  afterEach(async () => {
    for (const { id } of made.splice(0)) await automations().remove(id)
    await desk.settle()
  })
  after(() => desk.close())

  const automations = () => desk.client.app.service('automations')
  const executions = () => desk.client.app.service('automations-executions')

  async function on(event_type: EventType, steps: readonly Step[], more: object = {}): Promise<AutomationRow> {
    const row = await automations().create({ name: event_type, trigger: { type: 'event', event_type }, steps, ...more })
    made.push(row)
    return row
  }

  async function of(automation: AutomationRow): Promise<ExecutionRow[]> {
    await desk.settle()
    return (await executions().find({ query: { automation_id: automation.id, $limit: 50 } })).data
  }

  /** The log is read where no transaction of the cluster is under way, and the cluster has other guests. */
  async function come(automation: AutomationRow, statuses: readonly ExecutionStatus[]): Promise<ExecutionRow[]> {
    let found: ExecutionRow[] = []
    for (const [nth, status] of statuses.entries()) {
      await until(async () => {
        found = await of(automation)
        return found[nth]?.status === status
      }, `execution ${nth} of ${automation.name} to be ${status}`)
    }
    assert.deepEqual(
      found.map(execution => execution.status),
      statuses
    )
    return found
  }

  const note = (id = 'note'): Step => ({ id, type: 'note', message_text: 'Seen' })

  it('are set off by an event, once, and know the message that did it', async () => {
    const greeter = await on('message.received', [
      { id: 'note', type: 'note', message_text: 'They said: {{ message.message_text }}' }
    ])
    const phone = desk.phone()
    const { id } = await desk.meet(phone, 'Is anybody there?')
    const [execution] = await come(greeter, ['done'])
    assert.equal(execution?.conversation_id, id)
    assert.equal(execution?.started_by.type, 'contact')
    assert.ok(execution?.event_id)
    assert.equal((await desk.messages(id)).at(-1)?.message_text, 'They said: Is anybody there?')
  })

  it('are set off where their conditions hold, of the conversation and of the message', async () => {
    const asks = (conditions: Conditions) => on('message.received', [note()], { conditions })
    const none = await asks({ conversation: { priority: 'urgent' } })
    const words = await asks({ message: { text_contains: 'refund' }, conversation: { status: 'open' } })
    const either = await asks({ message: { $or: [{ text_contains: 'nothing' }, { message_type: 'text' }] } })
    await desk.meet(desk.phone(), 'I want a REFUND')
    await desk.meet(desk.phone(), 'I want nothing')
    await come(either, ['done', 'done'])
    assert.equal((await come(words, ['done'])).length, 1)
    assert.deepEqual(await of(none), [])
  })

  it('are left in peace by what was before them, by other events, and while switched off', async () => {
    const { id } = await desk.meet(desk.phone())
    const off = await on('conversation.closed', [note()], { active: false })
    const other = await on('conversation.opened', [note()])
    const right = await on('conversation.closed', [note()])
    await desk.change(id, { status: 'closed' })
    await come(right, ['done'])
    assert.deepEqual([await of(off), await of(other)], [[], []])
  })

  it('stop where they set each other off for the eleventh time', async () => {
    const { id } = await desk.meet(desk.phone())
    const flip = (priority: 'low' | 'high', back: 'low' | 'high') =>
      on('conversation.prioritized', [{ id: 'turn', type: 'update_priority', priority: back }], {
        conditions: { conversation: { priority } }
      })
    const [up, down] = [await flip('low', 'high'), await flip('high', 'low')]
    await desk.change(id, { priority: 'low' })
    await come(up, ['done', 'done', 'done', 'done', 'done', 'done'])
    const turns = await come(down, ['done', 'done', 'done', 'done', 'done', 'stopped'])
    assert.equal(turns.at(-1)?.error?.reason, 'loop')
    assert.equal(turns.at(-1)?.depth, 11)
    assert.equal((await desk.conversation(id)).priority, 'high')
  })

  it('know their own messages when they hear that those were sent', async () => {
    const { id } = await desk.meet(desk.phone())
    const echo = await on('message.sent', [
      { id: 'take', type: 'take_control' },
      { id: 'say', type: 'send', message_type: 'text', message_text: 'And again' }
    ])
    await desk.say(id, 'Once')
    const all = await come(echo, [...Array.from({ length: 11 }, () => 'done' as const), 'stopped'])
    assert.deepEqual(
      all.map(execution => execution.depth),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    )
  })

  it('rest where something sets them off again and again in one conversation', async () => {
    const phone = desk.phone()
    const often = await on('message.received', [note()])
    await desk.meet(phone)
    for (let nth = 0; nth < 24; nth++) await phone.says(`Robot ${nth}`)
    const all = await come(often, [...Array.from({ length: 20 }, () => 'done' as const), 'stopped'])
    assert.equal(all.at(-1)?.error?.reason, 'too_often')
    await desk.forward({ minutes: 11 })
    await phone.says('Later')
    await come(often, [...all.map(execution => execution.status), 'done'])
  })

  it('go on when the customer replies, and not for what was said before', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const asker = await on('conversation.prioritized', [
      { id: 'reply', type: 'wait', until: 'reply', for: 'PT1H' },
      {
        id: 'answered',
        type: 'branch',
        conditions: { conversation: { waitingResponseOnly: true } },
        yes: [note('yes')],
        no: [note('no')]
      }
    ])
    await desk.change(id, { priority: 'high' })
    await come(asker, ['waiting'])
    await phone.says('Here I am')
    const [execution] = await come(asker, ['done'])
    assert.deepEqual(
      execution?.log.map(entry => entry.step_id),
      ['reply', 'answered', 'yes']
    )
    assert.deepEqual(execution?.log[0]?.result, { replied: true })
  })

  it('go on without a reply when it is time', async () => {
    const { id } = await desk.meet(desk.phone())
    const asker = await on('conversation.prioritized', [{ id: 'reply', type: 'wait', until: 'reply', for: 'PT1H' }])
    await desk.change(id, { priority: 'high' })
    await come(asker, ['waiting'])
    await desk.forward({ minutes: 61 })
    const [execution] = await come(asker, ['done'])
    assert.deepEqual(execution?.log[0]?.result, { replied: false })
  })

  it('run each other, one deeper each time', async () => {
    const { id } = await desk.meet(desk.phone())
    const second = await automations().create({ name: 'Second', trigger: { type: 'manual' }, steps: [note()] })
    const first = await on('conversation.closed', [{ id: 'run', type: 'run_automation', automation_id: second.id }])
    await desk.change(id, { status: 'closed' })
    const [parent] = await come(first, ['done'])
    const [child] = await come(second, ['done'])
    assert.deepEqual([child?.parent_id, child?.depth], [parent?.id, 1])
    assert.equal(parent?.log[0]?.result?.['execution_id'], child?.id)
  })

  it('begin at the times of their schedule, for every conversation their conditions hold for', async () => {
    const [late, other] = [await desk.meet(desk.phone()), await desk.meet(desk.phone())]
    await desk.change(late.id, { priority: 'urgent' })
    const hourly = await automations().create({
      name: 'Hourly',
      trigger: { type: 'schedule', cron: '0 * * * *', time_zone: 'Europe/Berlin' },
      conditions: { conversation: { priority: 'urgent', id: { $in: [late.id, other.id] } } },
      steps: [note()]
    })
    made.push(hourly)
    assert.match(hourly.next_run_at, /:00:00\.000Z$/)
    assert.deepEqual(await of(hourly), [])
    await desk.forward({ hours: 1 })
    const [execution] = await come(hourly, ['done'])
    assert.deepEqual([execution?.conversation_id, execution?.started_by.name], [late.id, 'schedule'])
    const { next_run_at } = await automations().get(hourly.id)
    assert.ok(Date.parse(next_run_at) > desk.server.clock.now().getTime())

    // What went by while nobody worked counts once.
    await desk.change(other.id, { priority: 'urgent' })
    await desk.forward({ hours: 5 })
    await come(hourly, ['done', 'done', 'done'])
    await automations().patch(hourly.id, { active: false })
    assert.equal((await automations().get(hourly.id)).next_run_at, null)
  })
})
