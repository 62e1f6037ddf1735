import { LRUCache } from 'lru-cache'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'

/** Notes when a key was used last: at most once a minute and key, and nobody waits for it. */
export interface KeyUse {
  note(organizationId: number, keyId: string): void
  /** Resolves when nothing is being written. */
  idle(): Promise<void>
}

const MOST_KEYS = 50_000
const SPACING_MS = 60_000

export function createKeyUse(database: Database, clock: Clock, onError: (error: unknown) => void): KeyUse {
  const noted = new LRUCache<string, number>({ max: MOST_KEYS })
  const writing = new Set<Promise<unknown>>()

  return {
    note(organizationId, keyId) {
      const now = clock.now()
      if (now.getTime() - (noted.get(keyId) ?? 0) < SPACING_MS) return
      noted.set(keyId, now.getTime())
      const write = database
        .query({ name: 'note-key-use', text: NOTE, values: [organizationId, keyId, now.toISOString()] })
        .catch(onError)
        .finally(() => writing.delete(write))
      writing.add(write)
    },
    async idle() {
      await Promise.all(writing)
    }
  }
}

// Other processes note it too; whoever comes second within the minute writes nothing.
const NOTE = `
  update api_keys set last_used_at = $3
  where organization_id = $1 and id = $2 and deleted_at is null
    and (last_used_at is null or last_used_at <= $3::timestamptz - interval '1 minute')`
