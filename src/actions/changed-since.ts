import type { EventType } from '../model/event.ts'
import { prepared } from '../platform/set-wise.ts'
import type { BulkNote } from './bulk-chunk.ts'
import type { Scope } from './scope.ts'

/** Those conversations of which the log knows one of these events after a number. */
export async function changedSince(
  { tx, actor }: Scope,
  notes: readonly BulkNote[],
  types: readonly EventType[]
): Promise<Set<number>> {
  if (types.length === 0) return new Set()
  const rows = await tx.query<{ id: number }>(
    prepared(
      `select w.id from unnest($2::bigint[], $3::int[]) as w(id, seq)
       where exists (
         select from events e
         where e.organization_id = $1 and e.conversation_id = w.id and e.seq > w.seq and e.type = any($4)
       )`,
      [actor.organization_id, notes.flatMap(note => note.ids), notes.flatMap(note => note.seqs), types]
    )
  )
  return new Set(rows.map(row => row.id))
}
