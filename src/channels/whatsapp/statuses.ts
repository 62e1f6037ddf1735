import type { ErrorClass, ReportedStatus } from '../../model/message.ts'
import type { Fact, Person, StatusFact } from '../channel.ts'
import { graphError } from '../meta.ts'
import { type Fields, list, record, scalar, text } from '../reading.ts'
import { classOf, stopsAccount } from './errors.ts'
import { personOf, timeOf, unrecognized } from './wire.ts'

const REPORTED: ReadonlyMap<unknown, ReportedStatus> = new Map<unknown, ReportedStatus>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  // A voice note was listened to, so it was seen.
  ['played', 'read'],
  ['failed', 'failed']
])

/** One item of `statuses`. They repeat, and come in any order. */
export function readStatus(item: unknown, endpoint: string, contacts: readonly unknown[]): Fact {
  const report = record(item)
  const id = text(report['id'])
  const at = timeOf(report['timestamp'])
  const status = REPORTED.get(report['status'])
  if (id === undefined || at === undefined) return unrecognized(endpoint, 'malformed_status', item)
  if (status === undefined) return unrecognized(endpoint, 'unknown_status', item)
  const correlation = text(report['biz_opaque_callback_data'])
  const recipient = recipientOf(report, contacts)
  return {
    kind: 'status',
    endpoint,
    at,
    provider_message_id: id,
    status,
    ...(correlation !== undefined && { correlation }),
    ...(status === 'failed' && { error: errorIn(report) }),
    ...(recipient && { recipient })
  }
}

/** In a group the recipient is the group. */
function recipientOf(report: Fields, contacts: readonly unknown[]): Person | undefined {
  if (report['recipient_type'] === 'group') return undefined
  const names = {
    userId: text(report['recipient_user_id']),
    parentUserId: text(report['recipient_parent_user_id']),
    waId: scalar(report['recipient_id'])
  }
  return personOf(names, contacts)
}

function errorIn(report: Fields): NonNullable<StatusFact['error']> {
  const error = graphError(list(report['errors'])[0])
  if (!error) return { code: 'unknown', message: 'The provider gave no reason.', class: 'bad_request' }
  const known: ErrorClass = classOf(error.code) ?? 'bad_request'
  const stops = stopsAccount(error.code, known)
  return { code: String(error.code), message: error.message, class: known, ...(stops && { stops_account: true }) }
}
