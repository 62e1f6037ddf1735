import { prepared } from '../platform/set-wise.ts'
import { assignConversations } from './assign-conversations.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

// The ledger writes a chunk in one statement; more would only make that statement longer.
const CHUNK = 500

/**
 * Gives up every conversation a member holds, each with its events. Teams keep theirs; of the others everybody who
 * sees unassigned ones is told.
 */
export async function unassignUser(scope: Scope, userId: number): Promise<void> {
  let after = 0
  for (;;) {
    const ids = await heldBy(scope, userId, after)
    const last = ids.at(-1)
    if (last === undefined) return
    await giveUp(scope, userId, ids)
    after = last
  }
}

async function giveUp(scope: Scope, userId: number, ids: readonly number[]): Promise<void> {
  const { organization_id } = scope.actor
  const threads = await lockThreads(
    scope.tx,
    ids.map(id => ({ organization_id, id }))
  )
  // Somebody may have given one to another before it was locked.
  const held = [...threads.values()].filter(({ row }) => row.assigned_user_id === userId)
  await assignConversations(scope, held, { assigned_user_id: null })
  await scope.ledger.write(scope.tx)
}

async function heldBy({ tx, actor }: Scope, userId: number, after: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    prepared(
      `select id from conversations
       where organization_id = $1 and assigned_user_id = $2 and id > $3 and deleted_at is null
       order by id limit $4`,
      [actor.organization_id, userId, after, CHUNK]
    )
  )
  return rows.map(row => row.id)
}
