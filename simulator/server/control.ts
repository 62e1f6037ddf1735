import { type Fields, fields, words } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { addressed, seconds } from './payloads.ts'
import { among, matching, optionalText, shape } from './rules.ts'
import type { Thread } from './thread.ts'

const rule = shape({
  messaging_product: among('whatsapp'),
  to: matching(/^\+?\d{5,20}$/, 'a phone number'),
  action: among('pass', 'release', 'take'),
  'metadata?': optionalText(2_000),
  'control_pass?': shape({ target_role: among('primary', 'agent', 'business') })
})

/**
 * `POST /{phone-number-id}/thread_control`: who speaks with a person, the business's app or Meta's own agent.
 * @throws GraphError
 */
export function changeControl(line: Line, body: unknown): Fields {
  rule(body, '')
  const { to, action, metadata } = fields(body)
  const thread = line.reach(String(to).replace(/\D/g, ''))
  if (!thread) throw new GraphError(131026, 'The recipient phone number is not a WhatsApp phone number.')
  const holder = action === 'take' ? 'business' : 'agent'
  if (action !== 'take' && thread.holder === 'agent') {
    throw new GraphError(100, 'This app does not have control of the thread.', { subcode: 2494191 })
  }
  hand(line, thread, holder, { isSilent: action === 'release', metadata: words(metadata) })
  return { success: true }
}

/** Gives the right to speak to somebody else. A release is not told. */
export function hand(
  line: Line,
  thread: Thread,
  holder: Thread['holder'],
  { isSilent = false, metadata }: { isSilent?: boolean; metadata?: string | undefined } = {}
): void {
  if (thread.holder === holder) return
  thread.holder = holder
  const role = holder === 'agent' ? 'meta_business_agent' : 'primary'
  const { to } = addressed('to', thread.person)
  const control = { to, new_owner: { role }, ...(metadata && { metadata }) }
  const value = { control, timestamp: seconds(line.now()) }
  if (!isSilent) line.postman.bring({ kind: 'value', field: 'messaging_handovers', value, aboutNumber: true })
  line.changed(thread)
}
