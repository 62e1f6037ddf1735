import type { Fields } from './fields.ts'
import type { Line } from './line.ts'
import { displayNumber } from './number.ts'
import { addressed, contactCard, saying } from './payloads.ts'
import { append, newMessage, type PhoneMessage, type Thread } from './thread.ts'

/** What the owner of a number does on the phone app, beside the API: coexistence. */

/** The owner answers a customer on the phone. */
export function echo(line: Line, thread: Thread, type: string, body: unknown): PhoneMessage {
  const at = line.now()
  const message = newMessage({ id: line.newMessageId(), from: 'phone_app', at, type, body, tick: 'delivered' })
  append(thread, message)
  tell(line, thread, saying(message.id, at, type, body))
  return message
}

export function revokeEcho(line: Line, thread: Thread, message: PhoneMessage): void {
  message.isRevoked = true
  tell(line, thread, saying(line.newMessageId(), line.now(), 'revoke', { original_message_id: message.id }))
}

function tell(line: Line, thread: Thread, said: Fields): void {
  const item = { from: displayNumber(line.number), ...addressed('to', thread.person), ...said }
  const contact = contactCard(thread.person)
  line.postman.bring({ kind: 'item', field: 'smb_message_echoes', list: 'message_echoes', item, contact })
  line.changed(thread)
}

/** One line of what was said before the number was shared, oldest first. */
export interface Remembered {
  readonly from: 'customer' | 'business'
  readonly text: string
  readonly at: Date
}

/** Shares the history of a thread: in chunks, the last of which says that it is all. */
export function shareHistory(line: Line, thread: Thread, said: readonly Remembered[], chunk = 100): void {
  const ours = displayNumber(line.number)
  const { waId } = thread.person
  const messages = said.map(({ from, text, at }) => ({
    ...(from === 'business' ? { from: ours, to: waId } : { from: waId }),
    ...saying(line.newMessageId(), at, 'text', { body: text }),
    history_context: { status: 'READ' }
  }))
  for (let start = 0, order = 1; start < messages.length; start += chunk, order += 1) {
    const end = Math.min(start + chunk, messages.length)
    const metadata = { phase: 0, chunk_order: order, progress: Math.floor((100 * end) / messages.length) }
    const threads = [{ id: waId, messages: messages.slice(start, end) }]
    const value = { history: [{ metadata, threads }] }
    line.postman.bring({ kind: 'value', field: 'history', value, aboutNumber: true })
  }
}
