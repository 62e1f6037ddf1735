import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'

/**
 * Holds a team against whoever deletes it.
 * @throws Refusal `unknown_reference`, also for another organization's
 */
export async function mustKnowTeam({ tx, actor }: Scope, id: number): Promise<void> {
  const found = await tx.query(
    prepared('select 1 from teams where organization_id = $1 and id = $2 and deleted_at is null for share', [
      actor.organization_id,
      id
    ])
  )
  if (found.length === 0) throw unknownReference('team_id', 'is no team')
}

/**
 * Holds a member against whoever takes it out of the organization.
 * @throws Refusal `unknown_reference`, also for another organization's
 */
export async function mustKnowMember({ tx, actor }: Scope, id: number, field: string): Promise<void> {
  const found = await tx.query(
    prepared('select 1 from members where organization_id = $1 and user_id = $2 and deleted_at is null for share', [
      actor.organization_id,
      id
    ])
  )
  if (found.length === 0) throw unknownReference(field, 'is no user')
}

/**
 * Holds an application against whoever deletes it; the organization's inbox when none is named.
 * @throws Refusal `unknown_reference`, also for another organization's
 */
export async function knownApplication({ tx, actor }: Scope, id: string | undefined): Promise<string> {
  const [found] = await tx.query<{ id: string }>(
    prepared(
      `select id from applications
       where organization_id = $1 and deleted_at is null and (id = $2 or ($2::uuid is null and kind = 'inbox')) for share`,
      [actor.organization_id, id ?? null]
    )
  )
  if (!found) throw unknownReference('primary_application_id', 'is no application')
  return found.id
}

function unknownReference(path: string, message: string): Refusal {
  return new Refusal('unknown_reference', { complaints: [{ path, message }] })
}
