import type { Member } from '../model/actor.ts'
import type { BulkActionName, BulkActionStatus } from '../model/bulk-action.ts'
import { Refusal } from '../model/errors.ts'
import type { EventType } from '../model/event.ts'
import { prepared } from '../platform/set-wise.ts'
import type { BulkChange } from './bulk-verbs.ts'
import { recordRow } from './record.ts'
import type { House, Scope } from './scope.ts'

export interface BulkFailure {
  readonly conversation_id: number
  readonly reason: string
}

/** A bulk action as `/conversations-bulk-actions` shows it. */
export type BulkActionRow = {
  readonly id: number
  readonly organization_id: number
  readonly action: BulkActionName
  readonly change: BulkChange
  readonly undoes_id: number | null
  readonly user_id: number
  readonly status: BulkActionStatus
  readonly total_count: number
  /** Those that are through, the failed ones among them. */
  readonly processed_count: number
  readonly failed_count: number
  readonly failures: readonly BulkFailure[]
  readonly started_at: string
  readonly finished_at: string | null
  readonly created_at: string
  readonly updated_at: string
}

/** A bulk action's name in the whole house. */
export interface BulkKey {
  readonly organization_id: number
  readonly id: number
}

export const BULK_ACTION_COLUMNS = `id, organization_id, action, change, undoes_id, user_id, status, total_count,
  processed_count, failed_count, failures, started_at, finished_at, created_at, updated_at`

type BulkEvent = Extract<EventType, `bulk-action.${string}`>

/** The event says whose it is: besides the admins, only they are told. */
export function recordBulkAction(scope: Scope, type: BulkEvent, row: BulkActionRow): void {
  recordRow(scope, row.organization_id, type, row, { user_id: row.user_id, status: row.status })
}

/** A bulk action as it is now. */
export async function readBulkAction({ unitOfWork }: House, { organization_id, id }: BulkKey): Promise<BulkActionRow> {
  const [row] = await unitOfWork.query<BulkActionRow>(
    prepared(`select ${BULK_ACTION_COLUMNS} from bulk_actions where organization_id = $1 and id = $2`, [
      organization_id,
      id
    ])
  )
  if (!row) throw new Refusal('not_found')
  return row
}

/** On whose behalf a bulk action runs; nobody: it is over. */
export async function memberBehind(
  { database }: Pick<House, 'database'>,
  { organization_id, id }: BulkKey
): Promise<Member | undefined> {
  const [row] = await database.query<{ actor: Member }>(
    prepared(`select actor from bulk_actions where organization_id = $1 and id = $2 and status = 'running'`, [
      organization_id,
      id
    ])
  )
  return row?.actor
}

/** Locks a bulk action that the member sees. @throws Refusal `not_found` */
export async function lockBulkAction({ tx }: Scope, member: Member, id: number): Promise<BulkActionRow> {
  const [row] = await tx.query<BulkActionRow>(
    prepared(
      `select ${BULK_ACTION_COLUMNS} from bulk_actions
       where organization_id = $1 and id = $2 and (user_id = $3 or $4) for update`,
      [member.organization_id, id, member.user_id, member.role !== 'agent']
    )
  )
  if (!row) throw new Refusal('not_found')
  return row
}
