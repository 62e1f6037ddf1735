import { nextRing, type Patience, type Ring } from '../model/timers.ts'
import { prepared } from '../platform/set-wise.ts'
import { closeConversations } from './close-conversations.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'
import { PATIENCE } from './timer-rows.ts'

interface Due extends Patience {
  readonly conversation_id: number
  readonly due_at: string
  readonly since: string
}

interface Kept {
  readonly due: Due
  readonly next: string
  readonly since: string
}

/**
 * Does to conversations of one organization what time has brought: who slept is woken, who was silent rests, who was
 * silent for long is closed. Those of whom somebody spoke since are only looked at later.
 */
export async function runTimers(scope: Scope, ids: readonly number[]): Promise<void> {
  const { organization_id } = scope.actor
  const threads = await lockThreads(
    scope.tx,
    ids.map(id => ({ organization_id, id }))
  )
  const kept: Kept[] = []
  const over: Due[] = []
  for (const due of await readDue(scope, ids)) {
    const thread = threads.get(due.conversation_id)
    const next = thread ? await ring(scope, thread, due) : null
    if (next) kept.push({ due, ...next })
    else over.push(due)
  }
  await comeBack(scope, kept)
  await forget(scope, over)
}

async function ring(scope: Scope, thread: Thread, due: Due): Promise<{ next: string; since: string } | null> {
  const now = scope.now.toISOString()
  let { since } = due
  for (;;) {
    const next = nextRing(thread.row, due, since)
    if (!next) return null
    if (next.at > now) return { next: next.at, since }
    if (next.kind === 'wake') since = now
    await HAPPENS[next.kind](scope, thread)
  }
}

const HAPPENS = {
  wake: (scope, thread) =>
    record(scope, thread, {
      type: 'conversation.snoozed',
      data: { snoozed_until: null },
      patch: { snoozed_until: null }
    }),
  rest: (scope, thread) => record(scope, thread, { type: 'conversation.inactivated', patch: { state: 'inactive' } }),
  close: (scope, thread) => closeConversations(scope, [thread], 'timer')
} satisfies Record<Ring['kind'], (scope: Scope, thread: Thread) => unknown>

/** Under the locks of their conversations: what another process has looked at meanwhile is not due any more. */
function readDue({ tx, actor, now }: Scope, ids: readonly number[]): Promise<Due[]> {
  return tx.query<Due>(
    prepared(
      `select t.conversation_id, t.due_at, t.since, ${PATIENCE.inactive_after} as inactive_after,
         ${PATIENCE.close_after} as close_after
       from conversation_timers t
       join conversations c on c.organization_id = t.organization_id and c.id = t.conversation_id
       join organizations o on o.id = t.organization_id
       left join teams g on g.organization_id = c.organization_id and g.id = c.assigned_team_id
       where t.organization_id = $1 and t.conversation_id = any($2::bigint[]) and t.due_at <= $3`,
      [actor.organization_id, ids, now.toISOString()]
    )
  )
}

/** Unless somebody has asked for an earlier look meanwhile. */
async function comeBack({ tx, actor }: Scope, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return
  await tx.query(
    prepared(
      `update conversation_timers t set due_at = w.next, since = w.since
       from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) as w(id, due_at, next, since)
       where t.organization_id = $1 and t.conversation_id = w.id and t.due_at = w.due_at`,
      [
        actor.organization_id,
        kept.map(({ due }) => due.conversation_id),
        kept.map(({ due }) => due.due_at),
        kept.map(({ next }) => next),
        kept.map(({ since }) => since)
      ]
    )
  )
}

async function forget({ tx, actor }: Scope, over: readonly Due[]): Promise<void> {
  if (over.length === 0) return
  await tx.query(
    prepared(
      `delete from conversation_timers t using unnest($2::bigint[], $3::timestamptz[]) as w(id, due_at)
       where t.organization_id = $1 and t.conversation_id = w.id and t.due_at = w.due_at`,
      [actor.organization_id, over.map(({ conversation_id }) => conversation_id), over.map(({ due_at }) => due_at)]
    )
  )
}
