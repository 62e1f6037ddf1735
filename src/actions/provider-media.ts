import { prepared } from '../platform/set-wise.ts'
import type { House, Scope } from './scope.ts'

/** A file of ours as an account of a provider has it. */
export interface MediaKey {
  readonly organization_id: number
  readonly channel_id: number
  readonly file_id: string
}

/** The provider's own id of a file that it was brought. null: it never was, or it may have had its time. */
export async function providerMediaId({ database, clock }: House, key: MediaKey): Promise<string | null> {
  const [found] = await database.query<{ provider_media_id: string }>(
    prepared(
      `select provider_media_id from provider_media
       where organization_id = $1 and channel_id = $2 and file_id = $3 and expires_at > $4::timestamptz`,
      [...namesOf(key), clock.now().toISOString()]
    )
  )
  return found?.provider_media_id ?? null
}

/** Notes that the provider has a file, for so many days. */
export async function keepProviderMedia(
  { tx, now }: Scope,
  key: MediaKey,
  providerMediaId: string,
  days: number
): Promise<void> {
  await tx.query(
    prepared(
      `insert into provider_media (organization_id, channel_id, file_id, provider_media_id, expires_at)
       values ($1, $2, $3, $4, $5::timestamptz)
       on conflict (organization_id, channel_id, file_id) do update set
         provider_media_id = excluded.provider_media_id, expires_at = excluded.expires_at`,
      [...namesOf(key), providerMediaId, new Date(now.getTime() + (days - MARGIN_DAYS) * DAY_MS).toISOString()]
    )
  )
}

/** The provider has it no more. */
export async function forgetProviderMedia({ tx }: Scope, key: MediaKey): Promise<void> {
  await tx.query(
    prepared('delete from provider_media where organization_id = $1 and channel_id = $2 and file_id = $3', namesOf(key))
  )
}

const DAY_MS = 86_400_000
/** Whoever is sent it may open it a while later. */
const MARGIN_DAYS = 1

function namesOf({ organization_id, channel_id, file_id }: MediaKey): [number, number, string] {
  return [organization_id, channel_id, file_id]
}
