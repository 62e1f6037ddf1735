import { isAtLeast, type Member } from '../model/actor.ts'
import { BULK_ACTIONS, type BulkActionName, CHUNK_SIZE, MOST_WAITED_FOR } from '../model/bulk-action.ts'
import { Refusal } from '../model/errors.ts'
import type { Statement } from '../platform/database.ts'
import { leaveJobs } from '../platform/jobs.ts'
import { BULK_ACTION_COLUMNS, type BulkActionRow, type BulkKey, recordBulkAction } from './bulk-action-row.ts'
import { BULK_VERBS, type BulkChange } from './bulk-verbs.ts'
import type { Scope } from './scope.ts'

/** The kind of a job that goes on with a bulk action. */
export const BULK_ACTION = 'bulk-action'

/** What is to be done, and to which conversations. */
export interface BulkWish {
  readonly action: BulkActionName
  readonly change: BulkChange
  /** Whoever asks has named each of them. */
  readonly isNamed: boolean
  /** Selects their ids. */
  readonly meant: Required<Pick<Statement, 'text' | 'values'>>
}

// A filter may mean all of a large organization.
const LONG_ENOUGH = `set local statement_timeout = '60s'`

/** Whoever waits for the end works on it; others look after so long whether that has been cut off. */
const PATIENCE_MS = 10_000

/**
 * Begins a bulk action: settles for good which conversations are meant, by chunks. Nothing is done to them yet.
 * @throws Refusal `forbidden`, `unknown_reference`
 */
export async function createBulkAction(scope: Scope, member: Member, wish: BulkWish): Promise<BulkActionRow> {
  await mustMakeSense(scope, member, wish)
  await scope.tx.query({ text: LONG_ENOUGH })
  const { text, values } = wish.meant
  const parameter = (index: number): string => `$${values.length + index}`
  const [row] = await scope.tx.query<BulkActionRow>({
    text: freeze(text, parameter),
    values: [
      ...values,
      member.organization_id,
      wish.action,
      JSON.stringify(wish.change),
      member.user_id,
      JSON.stringify(member),
      scope.now.toISOString()
    ]
  })
  if (!row) throw new Error('insert returned no bulk action')
  return begin(scope, row)
}

/** @throws Refusal `forbidden`, `unknown_reference` */
export async function mustMakeSense(scope: Scope, member: Member, { action, change }: BulkWish): Promise<void> {
  if (!isAtLeast(member, BULK_ACTIONS[action])) throw new Refusal('forbidden')
  await BULK_VERBS[action].check(scope, change)
}

/** Tells of it, and leaves it to a worker, at once or in case nobody ends it. */
export async function begin(scope: Scope, row: BulkActionRow): Promise<BulkActionRow> {
  recordBulkAction(scope, 'bulk-action.created', row)
  if (row.status !== 'running') return row
  const job: Pick<BulkKey, 'id'> = { id: row.id }
  const isWaitedFor = row.total_count <= MOST_WAITED_FOR
  const due = new Date(scope.now.getTime() + (isWaitedFor ? PATIENCE_MS : 0))
  await leaveJobs(scope.tx, row.organization_id, BULK_ACTION, [job], due)
  if (!isWaitedFor) scope.tx.afterCommit(() => scope.house.wake('run-bulk-actions'))
  return row
}

/** One statement: the action, and its conversations in chunks in the order of their ids. */
function freeze(meant: string, parameter: (index: number) => string): string {
  const [organization, action, change, user, actor, now] = [1, 2, 3, 4, 5, 6].map(parameter)
  return `
    with meant as materialized (${meant}),
    counted as (select count(*)::int as total from meant),
    action as (
      insert into bulk_actions (organization_id, action, change, user_id, actor, status, total_count, started_at,
        finished_at, created_at, updated_at)
      select ${organization}::bigint, ${action}, ${change}::jsonb, ${user}::bigint, ${actor}::jsonb,
        case when total = 0 then 'done' else 'running' end, total, ${now}::timestamptz,
        case when total = 0 then ${now}::timestamptz end, ${now}::timestamptz, ${now}::timestamptz
      from counted
      returning ${BULK_ACTION_COLUMNS}
    ),
    numbered as (select id, (row_number() over (order by id) - 1) / ${CHUNK_SIZE} as number from meant),
    chunks as (
      insert into bulk_action_chunks (organization_id, bulk_action_id, number, conversation_ids)
      select a.organization_id, a.id, n.number, n.ids from action a,
        (select number, array_agg(id order by id) as ids from numbered group by number) n
    )
    select * from action`
}
