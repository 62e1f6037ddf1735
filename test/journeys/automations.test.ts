import assert from 'node:assert/strict'
import type { AutomationRow } from '../../src/actions/automation-row.ts'
import type { ExecutionRow } from '../../src/actions/execution-row.ts'
import type { Rehearsal } from '../../src/actions/rehearse-automation.ts'
import type { Step } from '../../src/model/automation.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'

describe('Automations at work', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const automations = () => desk.client.app.service('automations')
  const executions = () => desk.client.app.service('automations-executions')
  const make = (steps: readonly Step[], more: object = {}): Promise<AutomationRow & { secret: string }> =>
    automations().create({ name: 'Greeter', trigger: { type: 'manual' }, steps, ...more })
  const start = (automation: { id: number }, conversation_id: number, more: object = {}): Promise<ExecutionRow> =>
    executions().create({ automation_id: automation.id, conversation_id, ...more })
  const run = async (steps: readonly Step[], conversation_id: number): Promise<ExecutionRow> => {
    const { id } = await start(await make(steps), conversation_id)
    await desk.settle()
    return executions().get(id)
  }
  const entries = ({ log }: Pick<ExecutionRow, 'log'>) => log.map(({ step_id, status }) => `${step_id} ${status}`)

  describe('started by hand', () => {
    it('do their steps one after the other, and say what came of each', async () => {
      const phone = desk.phone()
      const { id, contact_id } = await desk.meet(phone)
      const tag = await desk.client.app.service('tags').create({ name: 'Greeted' })
      const team = await desk.client.app.service('users').find()
      const done = await run(
        [
          { id: 'take', type: 'take_control' },
          { id: 'hello', type: 'send', message_type: 'text', message_text: 'Hello {{ contact.first_name }}!' },
          { id: 'note', type: 'note', message_text: 'Greeted in {{ conversation.id }}' },
          { id: 'tag', type: 'tag', tag_id: tag.id },
          { id: 'urgent', type: 'update_priority', priority: 'urgent' },
          { id: 'sleep', type: 'snooze', for: 'PT1H' },
          { id: 'back', type: 'pass_control', to: 'inbox' },
          { id: 'owner', type: 'assign', assigned_user_id: team.data[0].id }
        ],
        id
      )
      assert.equal(done.status, 'done', JSON.stringify(done.error))
      assert.equal(done.log.length, 8)
      assert.ok(done.log.every(entry => entry.status === 'done' && entry.finished_at))
      assert.equal(phone.inbox.at(-1)?.text, 'Hello Ada!')
      const messages = await desk.messages(id)
      assert.deepEqual(
        messages.slice(1).map(({ sender, message_type }) => [sender.type, sender.name, message_type]),
        [
          ['automation', 'Greeter', 'text'],
          ['automation', 'Greeter', 'note']
        ]
      )
      const conversation = await desk.conversation(id)
      assert.equal(conversation.priority, 'urgent')
      assert.equal(conversation.control.kind, 'inbox')
      assert.equal(conversation.assigned_user_id, team.data[0].id)
      assert.ok(conversation.snoozed_until)
      const contact = await desk.client.app.service('contacts').get(contact_id)
      assert.deepEqual(contact.tags, [{ id: tag.id, name: 'Greeted' }])
      const events = await desk.events(id)
      const caused = events.filter(event => 'cause_id' in event && event.cause_id === done.id).map(event => event.type)
      assert.ok(caused.includes('control.taken') && caused.includes('message.queued'), caused.join())
    })

    it('fail at a step that does not hold control, and leave the rest undone', async () => {
      const { id } = await desk.meet(desk.phone())
      const failed = await run(
        [
          { id: 'say', type: 'send', message_type: 'text', message_text: 'Hello' },
          { id: 'note', type: 'note', message_text: 'Never' }
        ],
        id
      )
      assert.equal(failed.status, 'failed')
      assert.deepEqual(entries(failed), ['say failed'])
      assert.equal(failed.error?.reason, 'not_in_control')
      assert.equal((await desk.messages(id)).length, 1)
    })

    it('go on after a step that may fail', async () => {
      const { id } = await desk.meet(desk.phone())
      const done = await run(
        [
          { id: 'say', type: 'send', message_type: 'text', message_text: 'Hello', on_error: 'continue' },
          { id: 'note', type: 'note', message_text: 'All the same' }
        ],
        id
      )
      assert.equal(done.status, 'done')
      assert.deepEqual(entries(done), ['say failed', 'note done'])
    })

    it('take the branch that their conditions say', async () => {
      const { id } = await desk.meet(desk.phone())
      const fork = (id: string, priority: string): Step => ({
        id,
        type: 'branch',
        conditions: { conversation: { priority } },
        yes: [{ id: `${id}-yes`, type: 'update_priority', priority: 'high' }],
        no: [{ id: `${id}-no`, type: 'update_priority', priority: 'low' }]
      })
      const done = await run([fork('one', 'normal'), fork('two', 'normal'), fork('three', 'low')], id)
      assert.deepEqual(entries(done), [
        'one done',
        'one-yes done',
        'two done',
        'two-no done',
        'three done',
        'three-yes done'
      ])
    })

    it('move conversations, and hand them to assistants', async () => {
      const { id } = await desk.meet(desk.phone())
      const pipeline = await desk.client.app.service('pipelines').create({ name: 'Orders' })
      const stage = await desk.client.app.service('pipeline-stages').create({ pipeline_id: pipeline.id, name: 'New' })
      const [assistant] = await desk.server.database.query<{ id: number; application_id: string }>({
        text: `with a as (insert into applications (organization_id, id, kind, name)
            values ($1, gen_random_uuid(), 'assistant', 'Ada') returning organization_id, id)
          insert into ai_assistants (organization_id, application_id) select organization_id, id from a
          returning id, application_id`,
        values: [desk.organization.id]
      })
      assert.ok(assistant)
      const give: Step = { id: 'give', type: 'assign_ai_assistant', assigned_ai_assistant_id: assistant.id }
      const move: Step = { id: 'move', type: 'move', pipeline_id: pipeline.id, pipeline_stage_id: stage.id }
      const given = await run([move, give], id)
      assert.equal(given.status, 'done', JSON.stringify(given.error))
      const held = await desk.conversation(id)
      assert.deepEqual([held.pipeline_stage_id, held.control.kind], [stage.id, 'assistant'])

      const taken = await run([{ id: 'take', type: 'take_control' }], id)
      assert.equal(taken.status, 'done')
      const after = await desk.conversation(id)
      assert.deepEqual([after.assigned_ai_assistant_id, after.control.kind], [null, 'automation'])
      const back = await run(
        [
          { id: 'take', type: 'take_control' },
          { id: 'pass', type: 'pass_control', to: assistant.application_id }
        ],
        id
      )
      assert.equal(back.status, 'done', JSON.stringify(back.error))
      assert.equal((await desk.conversation(id)).assigned_ai_assistant_id, assistant.id)
    })

    it('are superseded by whoever takes control before their words have left', async () => {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      desk.number.provider.fault({ kind: 'error', code: 130429 }, { to: phone.waId })
      await run(
        [
          { id: 'take', type: 'take_control' },
          { id: 'say', type: 'send', message_type: 'text', message_text: 'Too late' }
        ],
        id
      )
      const owner = await desk.client.app.service('users').find()
      await desk.change(id, { assigned_user_id: owner.data[0].id })
      await desk.forward({ minutes: 10 })
      const message = (await desk.messages(id)).at(-1)
      assert.deepEqual([message?.status, message?.error?.code], ['failed', 'superseded'])
      assert.equal(phone.inbox.length, 0)
    })

    it('wait, and go on when it is time or when the customer replies', async () => {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      const waiting = await run(
        [
          { id: 'pause', type: 'wait', for: 'PT10M' },
          { id: 'note', type: 'note', message_text: 'Awake' }
        ],
        id
      )
      assert.equal(waiting.status, 'waiting')
      assert.deepEqual(entries(waiting), ['pause running'])
      await desk.forward({ minutes: 9 })
      assert.equal((await executions().get(waiting.id)).status, 'waiting')
      await desk.forward({ minutes: 1 })
      assert.equal((await executions().get(waiting.id)).status, 'done')
    })

    it('end when they are canceled, and stay as they ended', async () => {
      const { id } = await desk.meet(desk.phone())
      const waiting = await run([{ id: 'pause', type: 'wait', for: 'PT10M' }], id)
      const canceled = await executions().patch(waiting.id, { status: 'canceled' })
      assert.equal(canceled.status, 'canceled')
      await desk.forward({ minutes: 11 })
      assert.deepEqual(await executions().get(waiting.id), canceled)
      assert.deepEqual(await executions().patch(waiting.id, { status: 'canceled' }), canceled)
      const done = await run([], id)
      await assert.rejects(executions().patch(done.id, { status: 'canceled' }), refused('not_possible'))
    })

    it('stop when they are deleted', async () => {
      const { id } = await desk.meet(desk.phone())
      const automation = await make([
        { id: 'take', type: 'take_control' },
        { id: 'pause', type: 'wait', for: 'PT10M' }
      ])
      const { id: execution } = await start(automation, id)
      await desk.settle()
      assert.equal((await desk.conversation(id)).control.application_id, automation.application_id)
      await automations().remove(automation.id)
      assert.equal((await desk.conversation(id)).control.kind, 'inbox')
      await desk.forward({ minutes: 11 })
      const stopped = await executions().get(execution)
      assert.deepEqual([stopped.status, stopped.error.reason], ['stopped', 'automation_deleted'])
    })

    it('are not started while they are switched off', async () => {
      const { id } = await desk.meet(desk.phone())
      const automation = await make([], { active: false })
      await assert.rejects(start(automation, id), refused('not_possible'))
    })
  })

  describe('in rehearsal', () => {
    it('say what each step would do, and change nothing', async () => {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      const automation = await make([
        { id: 'take', type: 'take_control' },
        { id: 'hello', type: 'send', message_type: 'text', message_text: 'Hello {{ contact.first_name }}' },
        { id: 'pause', type: 'wait', for: 'P1D' },
        { id: 'close', type: 'update_status', status: 'closed' }
      ])
      const before = [await desk.conversation(id), await desk.messages(id), await desk.events(id)]
      const rehearsal: Rehearsal = await executions().create({
        automation_id: automation.id,
        conversation_id: id,
        dry_run: true
      })
      await desk.settle()
      assert.equal(rehearsal.status, 'done', JSON.stringify(rehearsal.error))
      assert.deepEqual(entries(rehearsal), ['take done', 'hello done', 'pause done', 'close done'])
      assert.equal(rehearsal.log[1]?.result?.['message_text'], 'Hello Ada')
      assert.deepEqual([await desk.conversation(id), await desk.messages(id), await desk.events(id)], before)
      assert.equal(phone.inbox.length, 0)
      assert.equal((await executions().find({ query: { conversation_id: id } })).total, 0)
    })

    it('say which step would fail, and why', async () => {
      const { id } = await desk.meet(desk.phone())
      const automation = await make([{ id: 'say', type: 'send', message_type: 'text', message_text: 'Hello' }])
      const rehearsal: Rehearsal = await executions().create(
        { automation_id: automation.id, conversation_id: id, dry_run: true },
        { query: { $idempotency_key: 'rehearsal' } }
      )
      assert.deepEqual([rehearsal.status, rehearsal.error?.reason], ['failed', 'not_in_control'])
    })
  })

  describe('when they are saved', () => {
    const step = (more: object) => make([{ id: 'only', ...more } as unknown as Step])

    it('are refused with fields that nobody knows, at their place', async () => {
      await assert.rejects(
        step({ type: 'send', message_type: 'text', message_text: 'x', loud: true }),
        refused('bad_data', /loud/, 400)
      )
      await assert.rejects(step({ type: 'dance' }), refused('bad_data', /./, 400))
      await assert.rejects(step({ type: 'wait', for: 'P1Y' }), refused('bad_data', /steps\.only\.for/, 400))
      await assert.rejects(step({ type: 'note', message_text: '{{ broken' }), refused('bad_data', /message_text/, 400))
      await assert.rejects(
        make([], { conditions: { conversation: { nonsense: 1 } } }),
        refused('bad_data', /conditions\.conversation\.nonsense/, 400)
      )
      await assert.rejects(
        make([], { trigger: { type: 'schedule', cron: '61 * * * *', time_zone: 'UTC' } }),
        refused('bad_data', /trigger\.cron/, 400)
      )
      await assert.rejects(
        make([], { trigger: { type: 'schedule', cron: '0 9 * * *', time_zone: 'UTC' } }),
        refused('bad_data', /conditions\.conversation/, 400)
      )
    })

    it('are refused when they name what the organization does not have', async () => {
      const names = [
        { type: 'assign', assigned_user_id: 999_999 },
        { type: 'assign_team', assigned_team_id: 999_999 },
        { type: 'assign_ai_assistant', assigned_ai_assistant_id: 999_999 },
        { type: 'tag', tag_id: 999_999 },
        { type: 'move', pipeline_id: 999_999 },
        { type: 'pass_control', to: '00000000-0000-7000-8000-000000000000' },
        { type: 'run_automation', automation_id: 999_999 }
      ]
      for (const name of names) await assert.rejects(step(name), refused('unknown_reference'))
    })

    it('are read inside of branches as outside, three deep', async () => {
      const branch = (yes: readonly object[], nth = 0) => ({ id: `b${nth}`, type: 'branch', conditions: {}, yes })
      const inside = [{ id: 'x', type: 'note', message_text: 'x', loud: true }]
      await assert.rejects(
        step(branch([branch(inside, 1)])),
        refused('bad_data', /steps\[0\]\.yes\[0\]\.yes\[0\]\.loud/, 400)
      )
      const deep = branch([branch([branch([branch([], 3)], 2)], 1)])
      await assert.rejects(step(deep), refused('bad_data', /3 deep/, 400))
      await assert.rejects(step(branch([{ id: 'gone', type: 'tag', tag_id: 999_999 }])), refused('unknown_reference'))
    })

    it('have at most fifty steps, each with a name of its own', async () => {
      const note = (id: string): Step => ({ id, type: 'note', message_text: 'x' })
      await assert.rejects(make([note('a'), note('a')]), refused('bad_data', /id a more than once/, 400))
      const many = (prefix: string) => Array.from({ length: 26 }, (_, nth) => note(`${prefix}${nth}`))
      const branch: Step = { id: 'b', type: 'branch', conditions: {}, yes: many('y'), no: many('n') }
      await assert.rejects(make([branch]), refused('bad_data', /at most 50/, 400))
    })

    it('show the secret of their calls once', async () => {
      const automation = await make([])
      assert.match(automation.secret, /^whsec_/)
      assert.ok(!('secret' in (await automations().get(automation.id))))
      const renewed = await automations().patch(automation.id, { renew_secret: true })
      assert.notEqual(renewed.secret, automation.secret)
    })
  })
})
