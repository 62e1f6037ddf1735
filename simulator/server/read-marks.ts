import { type Fields, fields } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { readMarkRule } from './message-rules.ts'

const TYPING_MS = 25_000

/**
 * Blue ticks under what a customer wrote, up to one message; with the indicator also dots.
 * @throws GraphError
 */
export function markRead(line: Line, body: unknown): Fields {
  readMarkRule(body, '')
  const { message_id, typing_indicator } = fields(body)
  const thread = [...line.threads.values()].find(({ messages }) => messages.some(each => each.id === message_id))
  const position = thread?.messages.findIndex(each => each.id === message_id) ?? -1
  if (thread?.messages[position]?.from !== 'customer') {
    throw new GraphError(131009, `Message id ${message_id} is not known as a message of a customer.`)
  }
  for (const message of thread.messages.slice(0, position + 1)) if (message.from === 'customer') message.tick = 'read'
  if (typing_indicator !== undefined) thread.typingUntil = new Date(line.now().getTime() + TYPING_MS)
  line.changed(thread)
  return { success: true }
}
