import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { mustBeSound } from './automation-plan.ts'
import { AUTOMATION_COLUMNS, type AutomationRow, lockAutomation } from './automation-row.ts'
import { type NewAutomation, newSecret, nextRun, type SecretAutomation } from './create-automation.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** Fields left out stay as they are. */
export interface AutomationChange extends Partial<NewAutomation> {
  readonly renew_secret?: true
}

/**
 * Changes an automation from its next execution on; what is under way goes on as it began. Answers a secret only where
 * it was renewed.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `bad_data`, `unknown_reference`
 */
export async function updateAutomation(
  scope: Scope,
  id: number,
  { renew_secret, ...change }: AutomationChange,
  version: number | null
): Promise<Omit<SecretAutomation, 'secret'> & { readonly secret?: string }> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  const before = await lockAutomation(scope.tx, organization_id, id, version)
  const after = { ...before, ...change }
  await mustBeSound(scope, after)
  const renewed = renew_secret ? newSecret(scope, before.application_id) : null
  const [row] = await scope.tx.query<AutomationRow>(
    prepared(UPDATE, [
      organization_id,
      id,
      after.name.trim(),
      after.description,
      after.active,
      JSON.stringify(after.trigger),
      JSON.stringify(after.conditions),
      JSON.stringify(after.steps),
      renewed?.sealed ?? null,
      nextRun(scope, after.active, after.trigger),
      scope.now.toISOString(),
      before.application_id
    ])
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'automation.updated', row, { fields: Object.keys(change) })
  return { row, ...(renewed && { secret: renewed.secret }) }
}

const UPDATE = `
  with application as (
    update applications set name = $3, updated_at = $11, version = version + 1
    where organization_id = $1 and id = $12 and name <> $3
  )
  update automations set name = $3, description = $4, active = $5, trigger = $6, conditions = $7, steps = $8,
    webhook_secret = coalesce($9, webhook_secret), next_run_at = $10, updated_at = $11, version = version + 1
  where organization_id = $1 and id = $2
  returning ${AUTOMATION_COLUMNS}`
