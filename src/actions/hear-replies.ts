import { prepared } from '../platform/set-wise.ts'
import type { EventRow } from './facts.ts'
import { act, type House, type Scope } from './scope.ts'
import { promiseToRun } from './start-execution.ts'

/** Wakes executions that wait for the customer's words, where these events are such. */
export async function hearReplies(house: House, events: readonly EventRow[]): Promise<void> {
  const replies = events.filter(event => event.type === 'message.received' && event.conversation_id !== null)
  for (const organization_id of new Set(replies.map(event => event.organization_id))) {
    const own = replies.filter(event => event.organization_id === organization_id)
    await act(house, { kind: 'system', organization_id, name: 'automations' }, scope => wake(scope, own))
  }
}

// Those it wakes are few; where nobody waits an index says so.
const WAKE = `
  update automation_executions e set reply_after_seq = null, due_at = $4
  from unnest($2::bigint[], $3::int[]) as w(conversation_id, seq)
  where e.organization_id = $1 and e.conversation_id = w.conversation_id and e.status = 'waiting'
    and e.reply_after_seq < w.seq
  returning e.id`

async function wake(scope: Scope, replies: readonly EventRow[]): Promise<void> {
  const woken = await scope.tx.query<{ id: string }>(
    prepared(WAKE, [
      scope.actor.organization_id,
      replies.map(event => event.conversation_id),
      replies.map(event => event.seq),
      scope.now.toISOString()
    ])
  )
  for (const { id } of woken) await promiseToRun(scope, id, scope.now)
}
