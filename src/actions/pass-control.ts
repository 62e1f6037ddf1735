import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { type Holder, inboxOf, primariesOf } from './holders.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'
import { holds } from './speakers.ts'
import { giveControl } from './transfer-control.ts'
import { updateConversations } from './update-conversations.ts'

type Held = Readonly<Record<'application_id' | 'epoch', string | number>>

/** An automation takes the right to speak. Whoever set it up had the right to let it. An assistant loses its place. */
export async function takeControl(scope: Scope, thread: Thread): Promise<Held> {
  const { actor } = scope
  if (actor.kind !== 'automation') throw new Refusal('forbidden')
  if (thread.row.control_kind === 'assistant')
    await updateConversations(scope, [thread], { assigned_ai_assistant_id: null })
  const to = { id: actor.application_id, kind: 'automation' }
  giveControl(scope, thread, { to, type: 'control.taken', reason: 'automation' })
  return held(thread)
}

/**
 * The holder gives the right to speak away: to the channel's `primary` application, to the `inbox`, or to another.
 * @throws Refusal `not_in_control`, `unknown_reference`
 */
export async function passControl(scope: Scope, thread: Thread, target: string): Promise<Held> {
  if (!holds(scope.actor, thread.row)) throw new Refusal('not_in_control')
  const to = await holderNamed(scope, thread, target)
  if (to.kind === 'assistant') {
    await updateConversations(scope, [thread], { assigned_ai_assistant_id: await assistantOf(scope, to) })
    return held(thread)
  }
  const type = target === 'primary' ? 'control.released' : 'control.passed'
  giveControl(scope, thread, { to, type, reason: 'automation' })
  return held(thread)
}

async function holderNamed(scope: Scope, thread: Thread, target: string): Promise<Holder> {
  if (target === 'inbox') return inboxOf(scope)
  if (target === 'primary') return (await primariesOf(scope, [thread]))(thread)
  const [application] = await scope.tx.query<{ id: string; kind: string }>(
    prepared(
      'select id, kind from applications where organization_id = $1 and id = $2 and deleted_at is null for share',
      [scope.actor.organization_id, target]
    )
  )
  if (!application) throw new Refusal('unknown_reference', { data: { field: 'to' } })
  return application
}

async function assistantOf({ tx, actor }: Scope, { id }: Holder): Promise<number> {
  const [assistant] = await tx.query<{ id: number }>(
    prepared('select id from ai_assistants where organization_id = $1 and application_id = $2 and deleted_at is null', [
      actor.organization_id,
      id
    ])
  )
  if (!assistant) throw new Refusal('unknown_reference', { data: { field: 'to' } })
  return assistant.id
}

function held({ row }: Thread): Held {
  return { application_id: row.control_application_id, epoch: row.control_epoch }
}
