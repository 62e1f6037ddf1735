import type { AutomationActor } from '../model/actor.ts'
import type { Conditions, Step, Trigger } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** An automation as `/automations` shows it. */
export type AutomationRow = {
  readonly id: number
  readonly organization_id: number
  readonly application_id: string
  readonly name: string
  readonly description: string
  readonly active: boolean
  readonly trigger: Trigger
  readonly conditions: Conditions
  readonly steps: readonly Step[]
  readonly next_run_at: string | null
  readonly version: number
  readonly created_by_user_id: number | null
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export const AUTOMATION_COLUMNS = `
  id, organization_id, application_id, name, description, active, trigger, conditions, steps, next_run_at, version,
  created_by_user_id, created_at, updated_at, deleted_at`

/**
 * Locks a living automation.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockAutomation(
  tx: Transaction,
  organizationId: number,
  id: number,
  version: number | null
): Promise<AutomationRow> {
  const [row] = await tx.query<AutomationRow>(
    prepared(
      `select ${AUTOMATION_COLUMNS} from automations
       where organization_id = $1 and id = $2 and deleted_at is null for no key update`,
      [organizationId, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}

/** Holds a living automation against whoever changes it. @throws Refusal `unknown_reference` */
export async function knownAutomation(tx: Transaction, organizationId: number, id: number): Promise<AutomationRow> {
  const [row] = await tx.query<AutomationRow>(
    prepared(
      `select ${AUTOMATION_COLUMNS} from automations
       where organization_id = $1 and id = $2 and deleted_at is null for key share`,
      [organizationId, id]
    )
  )
  if (!row) throw new Refusal('unknown_reference', { data: { field: 'automation_id' } })
  return row
}

export function actorOf(
  row: Pick<AutomationRow, 'organization_id' | 'id' | 'application_id' | 'name'>
): AutomationActor {
  const { organization_id, id, application_id, name } = row
  return { kind: 'automation', organization_id, automation_id: id, application_id, name }
}

/** The row and column a secret is bound to when sealed. */
export function webhookSecretContext(organizationId: number, applicationId: string): string {
  return `${organizationId}/automations/${applicationId}/webhook_secret`
}
