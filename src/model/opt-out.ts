import type { MessageType } from './message.ts'
import { windowOpenedAt } from './window.ts'

// Neither is advertising.
const SERVICE: ReadonlySet<unknown> = new Set(['UTILITY', 'AUTHENTICATION'])

interface Sendable {
  readonly message_type: MessageType
  readonly metadata?: Readonly<Record<string, unknown>>
}

interface Listener {
  /** ISO 8601; null: wants messages. */
  readonly opted_out_at: string | null
  readonly window_expires_at: string | null
}

/** Whoever wants no messages still gets answers to what they have written since, and templates that serve them. */
export function isWanted(
  { message_type, metadata = {} }: Sendable,
  { opted_out_at, window_expires_at }: Listener,
  hours: number | null
): boolean {
  if (opted_out_at === null) return true
  if (message_type === 'template') return SERVICE.has(metadata['template_category'])
  const wrote = windowOpenedAt(window_expires_at, hours)
  return wrote !== null && wrote > opted_out_at
}
