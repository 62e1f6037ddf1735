import { webhookError } from './graph-error.ts'
import type { Line } from './line.ts'
import { contactCard, type ItemEvent, reporting } from './payloads.ts'
import type { PhoneMessage, Thread, Tick } from './thread.ts'

/** The way of a message of the business: taken, on the phone, read. Each step is told once, by webhook. */

const ORDER: readonly Tick[] = ['pending', 'sent', 'delivered', 'read', 'played']

/** Sets out: `sent`, and at once `delivered` where the phone is on. */
export function setOut(line: Line, thread: Thread, message: PhoneMessage): void {
  climb(line, thread, message, 'sent')
  // Of a reaction nothing more is told.
  if (message.type !== 'reaction') arrive(line, thread, message)
}

export function arrive(line: Line, thread: Thread, message: PhoneMessage): void {
  if (!thread.person.isOnline || message.tick !== 'sent') return
  climb(line, thread, message, 'delivered', line.faults.strike(['skip_delivered'], thread.person.waId) !== undefined)
}

/** Blue ticks. Who keeps them back is not seen to read. */
export function read(line: Line, thread: Thread, message: PhoneMessage, tick: 'read' | 'played' = 'read'): void {
  if (message.tick === 'failed' || message.tick === 'pending' || !thread.person.isOnline) return
  climb(line, thread, message, tick, !thread.person.tellsRead)
}

export function fail(line: Line, thread: Thread, message: PhoneMessage, code: number, details: string): void {
  message.tick = 'failed'
  message.error = webhookError(code, details)
  line.postman.bring({ ...status(line, thread, message), contact: null })
  line.changed(thread)
}

function climb(line: Line, thread: Thread, message: PhoneMessage, tick: Tick, isSilent = false): void {
  if (ORDER.indexOf(tick) <= ORDER.indexOf(message.tick)) return
  message.tick = tick
  if (!isSilent) line.postman.bring(status(line, thread, message))
  line.changed(thread)
}

function status(line: Line, thread: Thread, message: PhoneMessage): ItemEvent {
  const { id, correlation, category, tick, error } = message
  const report = { id, status: tick, at: line.now(), correlation, category, ...(error && { errors: [error] }) }
  const item = reporting(thread.person, report)
  const field = thread.holder === 'agent' ? 'standby' : 'messages'
  return { kind: 'item', field, list: 'statuses', item, contact: contactCard(thread.person) }
}
