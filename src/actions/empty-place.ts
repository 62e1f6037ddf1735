import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { type Move, moveConversations } from './move-conversations.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

// The ledger writes a chunk in one statement; more would only make that statement longer.
const CHUNK = 500

type PlaceColumn = 'pipeline_id' | 'pipeline_stage_id'

/**
 * Moves every conversation out of a pipeline or a stage that is about to go.
 * @throws Refusal `still_in_use` where it is not said where they are to go
 */
export async function emptyPlace(scope: Scope, column: PlaceColumn, id: number, to: Move | null): Promise<void> {
  for (;;) {
    const ids = await staying(scope, column, id)
    if (ids.length === 0) return
    if (!to) throw new Refusal('still_in_use', { message: 'Conversations are in it; say where to with move_to.' })
    await moveOut(scope, ids, to)
  }
}

async function moveOut(scope: Scope, ids: readonly number[], to: Move): Promise<void> {
  const { organization_id } = scope.actor
  const threads = await lockThreads(
    scope.tx,
    ids.map(id => ({ organization_id, id }))
  )
  await moveConversations(scope, [...threads.values()], to)
  await scope.ledger.write(scope.tx)
}

async function staying({ tx, actor }: Scope, column: PlaceColumn, id: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    prepared(
      `select id from conversations where organization_id = $1 and ${column} = $2 and deleted_at is null
       order by id limit ${CHUNK}`,
      [actor.organization_id, id]
    )
  )
  return rows.map(row => row.id)
}
