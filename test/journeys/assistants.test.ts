import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { act } from '../../src/actions/scope.ts'
import { updateChannel } from '../../src/actions/update-channel.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'

interface Assistant {
  readonly id: number
  readonly application_id: string
}

describe('Assistants in conversations', () => {
  let desk: Desk
  let me: number

  before(async () => {
    desk = await openDesk()
    me = desk.organization.owner.member.user_id
  })
  after(() => desk.close())

  async function assistant(): Promise<Assistant> {
    const text = `
      with a as (
        insert into applications (organization_id, id, kind, name) values ($1, $2, 'assistant', 'Robot') returning *
      )
      insert into ai_assistants (organization_id, application_id) select organization_id, id from a
      returning id, application_id`
    const values = [desk.organization.id, randomUUID()]
    const [row] = await desk.server.database.query<{ id: number; application_id: string }>({ text, values })
    assert.ok(row)
    return row
  }

  /** Owner, assistant, and the kind of who holds control. */
  const owners = async (id: number) => {
    const { assigned_user_id, assigned_ai_assistant_id, control } = await desk.conversation(id)
    return [assigned_user_id, assigned_ai_assistant_id, control.kind]
  }

  it('hold control when they are set, by number or by its digits, and lose it when they are cleared', async () => {
    const robot = await assistant()
    const { id } = await desk.meet(desk.phone())
    const { control } = await desk.change(id, { assigned_ai_assistant_id: String(robot.id) })
    assert.equal(control.application_id, robot.application_id)
    assert.deepEqual(await owners(id), [null, robot.id, 'assistant'])
    await assert.rejects(desk.say(id, 'Me first'), refused('not_in_control', /./, 409))
    await desk.change(id, { assigned_ai_assistant_id: null })
    assert.deepEqual(await owners(id), [null, null, 'inbox'])
    await assert.rejects(desk.change(id, { assigned_ai_assistant_id: 4711 }), refused('unknown_reference'))
  })

  it('give way to a person, and are cleared by it; set beside one they take over', async () => {
    const robot = await assistant()
    const { id } = await desk.meet(desk.phone())
    await desk.change(id, { assigned_ai_assistant_id: robot.id })
    await desk.change(id, { assigned_user_id: me })
    assert.deepEqual(await owners(id), [me, null, 'inbox'])
    await desk.change(id, { assigned_ai_assistant_id: robot.id })
    assert.deepEqual(await owners(id), [me, robot.id, 'assistant'])
    await desk.change(id, { assigned_ai_assistant_id: null })
    assert.deepEqual(await owners(id), [me, null, 'inbox'])
  })

  it('set together with a person stay assigned, and follow when the person is cleared', async () => {
    const robot = await assistant()
    const { id } = await desk.meet(desk.phone())
    await desk.change(id, { assigned_user_id: me, assigned_ai_assistant_id: robot.id })
    assert.deepEqual(await owners(id), [me, robot.id, 'inbox'])
    await desk.change(id, { assigned_user_id: null })
    assert.deepEqual(await owners(id), [null, robot.id, 'assistant'])
  })

  it('are let go beside whoever holds control without changing that', async () => {
    const robot = await assistant()
    const { id } = await desk.meet(desk.phone())
    const { control } = await desk.change(id, { assigned_user_id: me, assigned_ai_assistant_id: robot.id })
    assert.equal((await desk.change(id, { assigned_ai_assistant_id: null })).control.epoch, control.epoch)
    assert.deepEqual(await owners(id), [me, null, 'inbox'])
  })

  it('that come first on a channel are assigned from the first word, and again when people let go', async () => {
    const robot = await assistant()
    const { member } = desk.organization.owner
    const primary = (primary_application_id: string) =>
      act(desk.server.app.house, member, scope =>
        updateChannel(scope, desk.number.channel.id, { primary_application_id }, null)
      )
    const inbox = desk.number.channel.primary_application_id
    await primary(robot.application_id)
    const { id } = await desk.meet(desk.phone())
    assert.deepEqual(await owners(id), [null, robot.id, 'assistant'])
    await desk.change(id, { assigned_user_id: me })
    await desk.change(id, { assigned_user_id: null })
    assert.deepEqual(await owners(id), [null, robot.id, 'assistant'])
    await desk.change(id, { assigned_user_id: me, ai_auto_assignment_disabled: true })
    await desk.change(id, { assigned_user_id: null })
    assert.deepEqual(await owners(id), [null, null, 'assistant'])
    await primary(inbox)
  })

  it('are told from when on they may read, and whether they may come by themselves', async () => {
    const { id } = await desk.meet(desk.phone())
    const cut = await desk.change(id, { ai_context_cut: '2030-01-01T02:00:00+02:00' })
    assert.equal(cut.ai_context_cut, '2030-01-01T00:00:00.000Z')
    const off = await desk.change(id, {
      ai_auto_assignment_disabled: true,
      ai_auto_assignment_disabled_reason: 'Asked for a person'
    })
    assert.deepEqual(
      [off.ai_auto_assignment_disabled, off.ai_auto_assignment_disabled_reason],
      [true, 'Asked for a person']
    )
    const on = await desk.change(id, { ai_auto_assignment_disabled: false, ai_context_cut: null })
    assert.deepEqual([on.ai_auto_assignment_disabled_reason, on.ai_context_cut], [null, null])
    assert.equal(on.version, cut.version + 2)
  })
})
