import type { BulkActionName } from '../model/bulk-action.ts'
import { MOST_FAILURES_SHOWN } from '../model/bulk-action.ts'
import { prepared } from '../platform/set-wise.ts'
import { BULK_ACTION_COLUMNS, type BulkActionRow, type BulkFailure, type BulkKey } from './bulk-action-row.ts'
import type { Before, BulkChange } from './bulk-verbs.ts'
import type { Scope } from './scope.ts'

/** Conversations that were alike where a verb changed them, and the number of its last event in each. */
export interface BulkNote {
  readonly before: Before
  readonly ids: readonly number[]
  readonly seqs: readonly number[]
}

/** Some conversations of a bulk action, under lock: nobody else works on them. */
export interface BulkChunk {
  readonly number: number
  readonly conversation_ids: readonly number[]
  /** What an undo goes back to. */
  readonly befores: readonly BulkNote[] | null
  readonly action: BulkActionName
  readonly change: BulkChange
  readonly undoes_id: number | null
}

/** What has become of a chunk. */
export interface BulkOutcome {
  readonly befores: readonly BulkNote[]
  readonly failures: readonly BulkFailure[]
}

/** Somebody has canceled it: what was done to the chunk is taken back. */
export class BulkActionOver extends Error {
  override name = 'BulkActionOver'
}

/** Locks the next chunk that nobody works on, or a certain one; none: over, or in somebody's hands. */
export async function takeChunk(
  { tx }: Scope,
  { organization_id, id }: BulkKey,
  number: number | null = null
): Promise<BulkChunk | undefined> {
  const [chunk] = await tx.query<BulkChunk>(
    prepared(
      `select c.number, to_json(c.conversation_ids) as conversation_ids, c.befores, b.action, b.change, b.undoes_id
       from bulk_action_chunks c
       join bulk_actions b on b.organization_id = c.organization_id and b.id = c.bulk_action_id
       where c.organization_id = $1 and c.bulk_action_id = $2 and c.done_at is null and b.status = 'running'
         and ($3::int is null or c.number = $3)
       order by c.number limit 1 for update of c skip locked`,
      [organization_id, id, number]
    )
  )
  return chunk
}

/**
 * Writes down what has become of a chunk, with what was done, and answers how far its action is.
 * @throws BulkActionOver
 */
export async function settleChunk(
  { tx, now }: Scope,
  { organization_id, id }: BulkKey,
  chunk: Pick<BulkChunk, 'number' | 'conversation_ids'>,
  { befores, failures }: BulkOutcome
): Promise<BulkActionRow> {
  const [row] = await tx.query<BulkActionRow>(
    prepared(SETTLE, [
      organization_id,
      id,
      chunk.number,
      now.toISOString(),
      JSON.stringify(befores),
      chunk.conversation_ids.length,
      failures.length,
      JSON.stringify(failures)
    ])
  )
  if (!row) throw new BulkActionOver('the bulk action is over')
  return row
}

const SETTLE = `
  with chunk as (
    update bulk_action_chunks set done_at = $4, befores = $5::jsonb
    where organization_id = $1 and bulk_action_id = $2 and number = $3
  )
  update bulk_actions set
    processed_count = processed_count + $6,
    failed_count = failed_count + $7,
    failures = case when $7 = 0 then failures else (
      select jsonb_agg(failure order by place)
      from jsonb_array_elements(failures || $8::jsonb) with ordinality as w(failure, place)
      where place <= ${MOST_FAILURES_SHOWN}
    ) end,
    status = case when processed_count + $6 = total_count then 'done' else status end,
    finished_at = case when processed_count + $6 = total_count then $4::timestamptz end,
    updated_at = $4
  where organization_id = $1 and id = $2 and status = 'running'
  returning ${BULK_ACTION_COLUMNS}`

/** Makes ten chunks of one, so that a conversation that cannot be changed takes no other along in the end. */
export async function splitChunk({ tx }: Scope, { organization_id, id }: BulkKey, number: number): Promise<void> {
  await tx.query(
    prepared(
      `with whole as (
         delete from bulk_action_chunks
         where organization_id = $1 and bulk_action_id = $2 and number = $3 and done_at is null
         returning conversation_ids, befores
       )
       insert into bulk_action_chunks (organization_id, bulk_action_id, number, conversation_ids, befores)
       select $1, $2, last.number + part.number, part.ids, whole.befores
       from whole, (select max(number) as number from bulk_action_chunks
         where organization_id = $1 and bulk_action_id = $2) last,
         lateral (
           select ceil(place * 10.0 / cardinality(whole.conversation_ids)) as number, array_agg(id order by place) as ids
           from unnest(whole.conversation_ids) with ordinality as w(id, place) group by 1
         ) part`,
      [organization_id, id, number]
    )
  )
}
