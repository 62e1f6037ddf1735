import { isMember } from '../model/actor.ts'
import type { Conditions, Trigger } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { scheduleOf } from '../model/schedule.ts'
import { newId } from '../platform/ids.ts'
import { randomToken } from '../platform/secrets.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { mustBeSound, type Plan } from './automation-plan.ts'
import { AUTOMATION_COLUMNS, type AutomationRow, webhookSecretContext } from './automation-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

export interface NewAutomation extends Omit<Plan, 'conditions'> {
  readonly name: string
  readonly description?: string
  readonly active?: boolean
  readonly conditions?: Conditions
}

/** An automation, and the secret its calls are signed with; nobody can read it again. */
export interface SecretAutomation {
  readonly row: AutomationRow
  readonly secret: string
}

/**
 * Makes an automation, and the application that it speaks as.
 * @throws Refusal `forbidden`, `bad_data`, `unknown_reference`
 */
export async function createAutomation(scope: Scope, draft: NewAutomation): Promise<SecretAutomation> {
  mustBeAtLeast(scope.actor, 'admin')
  const { name, description = '', active = true, conditions = {}, trigger, steps } = draft
  await mustBeSound(scope, { trigger, conditions, steps })
  const { organization_id } = scope.actor
  const application = newId()
  const { secret, sealed } = newSecret(scope, application)
  const [row] = await scope.tx.query<AutomationRow>(
    prepared(INSERT, [
      organization_id,
      application,
      name.trim(),
      description,
      active,
      JSON.stringify(trigger),
      JSON.stringify(conditions),
      JSON.stringify(steps),
      sealed,
      nextRun(scope, active, trigger),
      isMember(scope.actor) ? scope.actor.user_id : null,
      scope.now.toISOString()
    ])
  )
  if (!row) throw new Refusal('internal')

  recordRow(scope, organization_id, 'automation.created', row)
  return { row, secret }
}

const INSERT = `
  with application as (
    insert into applications (organization_id, id, kind, name, created_at, updated_at)
    values ($1, $2, 'automation', $3, $12, $12)
  )
  insert into automations (organization_id, application_id, name, description, active, trigger, conditions, steps,
    webhook_secret, next_run_at, created_by_user_id, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
  returning ${AUTOMATION_COLUMNS}`

/** A secret as Standard Webhooks writes them, and as it is kept. */
export function newSecret({ house, actor }: Scope, application: string): { secret: string; sealed: string } {
  const secret = `whsec_${Buffer.from(randomToken('whsec')).toString('base64')}`
  return { secret, sealed: house.vault.seal(secret, webhookSecretContext(actor.organization_id, application)) }
}

/** When it is to begin next; null where no clock sets it off. */
export function nextRun({ now }: Scope, active: boolean, trigger: Trigger): string | null {
  if (!active || trigger.type !== 'schedule') return null
  return scheduleOf(trigger.cron, trigger.time_zone).nextAfter(now)?.toISOString() ?? null
}
