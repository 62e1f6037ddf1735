import { secondsOf } from '../model/duration.ts'
import { Refusal } from '../model/errors.ts'
import { mustBeAtLeast } from './access.ts'
import { ORGANIZATION_COLUMNS, type OrganizationRow, type OrganizationSettings } from './organization-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** Settings left out stay; null takes one back to its default. */
export interface OrganizationPatch {
  readonly name?: string
  readonly settings?: { readonly [Name in keyof OrganizationSettings]: OrganizationSettings[Name] | null }
}

/**
 * Changes the caller's own organization. `version`: the one the caller has read.
 * @throws Refusal `forbidden`, `not_found` for any other organization, `stale_version`, `bad_data`
 */
export async function updateOrganization(
  scope: Scope,
  id: number,
  patch: OrganizationPatch,
  version?: number
): Promise<OrganizationRow> {
  if (id !== scope.actor.organization_id) throw new Refusal('not_found')
  mustBeAtLeast(scope.actor, 'admin')
  mustLast(patch.settings?.inactive_after, 'inactive_after', 60)
  mustLast(patch.settings?.close_after, 'close_after', 600)
  const [row] = await scope.tx.query<OrganizationRow>({
    name: 'update-organization',
    text: UPDATE,
    values: [id, patch.name ?? null, JSON.stringify(patch.settings ?? {}), scope.now.toISOString(), version ?? null]
  })
  if (!row) throw new Refusal(version === undefined ? 'not_found' : 'stale_version')

  recordRow(scope, id, 'organization.updated', row, { ...patch })
  return row
}

function mustLast(duration: string | null | undefined, name: string, leastSeconds: number): void {
  if (duration === undefined || duration === null) return
  const seconds = secondsOf(duration)
  if (seconds !== null && seconds >= leastSeconds) return
  const message = `must be an ISO 8601 duration of at least ${leastSeconds / 60} min, like PT1H`
  throw new Refusal('bad_data', { complaints: [{ path: `settings.${name}`, message }] })
}

const UPDATE = `
  update organizations o set
    name = coalesce($2, o.name), settings = jsonb_strip_nulls(o.settings || $3::jsonb),
    version = o.version + 1, updated_at = $4
  where o.id = $1 and o.deleted_at is null and ($5::int is null or o.version = $5)
  returning ${ORGANIZATION_COLUMNS}`
