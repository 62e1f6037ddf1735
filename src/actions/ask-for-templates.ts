import { leaveJobs } from '../platform/jobs.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { lockChannel } from './channel-row.ts'
import type { Scope } from './scope.ts'
import type { CatalogueRow } from './template-row.ts'

/** The kind of a job that reads a channel's catalogue of templates. */
export const SYNC_TEMPLATES = 'sync-templates'

export interface CatalogueOf {
  readonly organization_id: number
  readonly channel_id: number
}

/**
 * A person has a channel's templates read again, in the background.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function requestTemplates(scope: Scope, channelId: number): Promise<CatalogueRow> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  await lockChannel(scope.tx, organization_id, channelId, null)
  return askForTemplates(scope, { organization_id, channel_id: channelId })
}

/** Has a channel's templates read soon. Many questions before the answer are one. */
export async function askForTemplates(scope: Scope, about: CatalogueOf): Promise<CatalogueRow> {
  const { organization_id, channel_id } = about
  const [row] = await scope.tx.query<CatalogueRow>(
    prepared(
      `insert into template_catalogues as c (organization_id, channel_id, asked_at) values ($1, $2, $3)
       on conflict (organization_id, channel_id) do update set asked_at = greatest(c.asked_at, excluded.asked_at)
       returning *`,
      [organization_id, channel_id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Error('an upsert returned no catalogue')
  await readAgainAt(scope, about, scope.now)
  scope.tx.afterCommit(() => scope.house.wake('run-errands'))
  return row
}

/** Leaves one job for a channel, or has the one that waits come sooner. */
export async function readAgainAt(scope: Scope, about: CatalogueOf, at: Date): Promise<void> {
  const { organization_id, channel_id } = about
  const waiting = await scope.tx.query(
    prepared(
      `update jobs set due_at = least(due_at, $4), attempts = 0
       where organization_id = $1 and kind = $2 and (payload ->> 'channel_id')::bigint = $3 and leased_by is null
       returning 1`,
      [organization_id, SYNC_TEMPLATES, channel_id, at.toISOString()]
    )
  )
  if (waiting.length === 0) await leaveJobs(scope.tx, organization_id, SYNC_TEMPLATES, [{ channel_id }], at)
}
