import type { MessageStatus } from './message.ts'

const LADDER = ['scheduled', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'read'] as const

/**
 * Providers repeat and reorder their reports; the status of one attempt only ever climbs. A resend is a new attempt.
 *
 * ```
 *             scheduled  queued  sending  unknown  sent  delivered  read  failed
 * scheduled       ·         ✓       ✓        ✓       ✓       ✓       ✓      ✓
 * queued                    ·       ✓        ✓       ✓       ✓       ✓      ✓
 * sending                           ·        ✓       ✓       ✓       ✓      ✓
 * unknown                                    ·       ✓       ✓       ✓      ✓
 * sent                                               ·       ✓       ✓      ✓
 * delivered                                                  ·       ✓
 * read                                                               ·
 * failed                                                                    ·
 * ```
 */
export function climb(current: MessageStatus, reported: MessageStatus): MessageStatus {
  if (current === 'failed' || current === 'received') return current
  if (reported === 'failed') return hasArrived(current) ? current : 'failed'
  return rank(reported) > rank(current) ? reported : current
}

/** The device has it: no later failure can be true. */
export function hasArrived(status: MessageStatus): boolean {
  return status === 'delivered' || status === 'read'
}

/** No report can change it any more. */
export function isFinal(status: MessageStatus): boolean {
  return status === 'failed' || status === 'read' || status === 'received'
}

/** Nobody knows that it left: a person may send it again. */
export function mayBeSentAgain(status: MessageStatus): boolean {
  return status === 'failed' || status === 'unknown'
}

function rank(status: MessageStatus): number {
  return (LADDER as readonly string[]).indexOf(status)
}

/** A message of several parts is as far as the part that is least far; one that failed or is in doubt shows. */
export function statusOfParts(parts: readonly MessageStatus[]): MessageStatus {
  if (parts.includes('failed')) return 'failed'
  if (parts.includes('unknown')) return 'unknown'
  return parts.reduce((least, part) => (rank(part) < rank(least) ? part : least), 'read')
}

/**
 * What was sent again is as far as its newest attempt, unless an earlier one turns out to have left and got further.
 * Attempts in the order of time, at least one.
 */
export function statusOfAttempts(attempts: readonly MessageStatus[]): MessageStatus {
  const newest = attempts.at(-1) ?? 'failed'
  return attempts.reduce(
    (furthest, each) => (rank(each) >= rank('sent') && rank(each) > rank(furthest) ? each : furthest),
    newest
  )
}
