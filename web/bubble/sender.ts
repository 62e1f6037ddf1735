import type { Sender } from '../../src/model/message.ts'
import type { Words } from '../words/english.ts'

/** What whoever spoke is called by who reads. */
export function senderName({ type, id, name }: Sender, me: number, { thread }: Words): string {
  if (type === 'user' && id === me) return thread.you
  if (type === 'phone_app') return thread.phoneApp
  if (name) return name
  if (type === 'assistant') return thread.assistant
  return type === 'automation' ? thread.automation : thread.system
}
