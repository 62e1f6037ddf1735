import type { Conversation } from './conversation.ts'
import { secondsOf } from './duration.ts'

/** After how long a silence a conversation rests and closes: ISO 8601 durations; null: never. */
export interface Patience {
  readonly inactive_after: string | null
  readonly close_after: string | null
}

/** The shortest that may be asked for, in seconds. */
export const LEAST_PATIENCE = { inactive_after: 60, close_after: 600 } as const

/** What time does to a conversation by itself. */
export interface Ring {
  readonly kind: 'wake' | 'rest' | 'close'
  /** ISO 8601 UTC. */
  readonly at: string
}

type Ticking = Pick<Conversation, 'status' | 'state' | 'snoozed_until' | 'last_interaction_at'>

/**
 * What happens next if nobody speaks. Whoever sleeps is woken first; silence counts from the last word, or from `since`
 * where that is later. null: nothing, ever.
 */
export function nextRing(conversation: Ticking, patience: Patience, since: string): Ring | null {
  if (conversation.status === 'closed') return null
  if (conversation.snoozed_until !== null) return { kind: 'wake', at: conversation.snoozed_until }
  const silentSince = Math.max(Date.parse(conversation.last_interaction_at), Date.parse(since))
  const close = ringAfter('close', patience.close_after, silentSince)
  const rest = conversation.state === 'active' ? ringAfter('rest', patience.inactive_after, silentSince) : null
  return rest && (!close || rest.at < close.at) ? rest : close
}

function ringAfter(kind: Ring['kind'], duration: string | null, silentSince: number): Ring | null {
  const seconds = duration === null ? null : secondsOf(duration)
  return seconds === null ? null : { kind, at: new Date(silentSince + seconds * 1_000).toISOString() }
}

type Waking = Pick<Conversation, 'status' | 'state' | 'session_id' | 'snoozed_until' | 'inactive_after' | 'close_after'>

/** Did something happen from which silence is counted anew, other than a word between people who are awake? */
export function beginsAnew(before: Waking, after: Waking): boolean {
  if (after.status === 'closed') return false
  return (
    before.session_id !== after.session_id ||
    (before.state === 'inactive' && after.state === 'active') ||
    before.snoozed_until !== after.snoozed_until ||
    before.inactive_after !== after.inactive_after ||
    before.close_after !== after.close_after
  )
}
