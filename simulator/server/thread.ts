import type { Fields } from './fields.ts'
import type { Medium } from './media.ts'
import type { Person } from './person.ts'

/** How far a message has come, seen from its sender. */
export type Tick = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** One bubble on a phone. */
export interface PhoneMessage {
  readonly id: string
  readonly from: 'customer' | 'business' | 'phone_app'
  readonly at: Date
  readonly type: string
  /** What stands under the name of its type. */
  body: unknown
  /** What can be read where `body` does not say it: the words of a template, filled in. */
  readonly words: string | null
  readonly quotes: string | null
  tick: Tick
  error: Fields | null
  /** By whom, at most one each. */
  readonly reactions: Map<'customer' | 'business', string>
  isEdited: boolean
  isRevoked: boolean
  /** Files it shows. */
  medium: Medium | null
  /** `biz_opaque_callback_data`. */
  readonly correlation: string | undefined
  /** What its price depends on. */
  readonly category: string
}

/** All that was said between a number and one person, and who may speak. */
export interface Thread {
  readonly person: Person
  readonly messages: PhoneMessage[]
  lastWroteAt: Date | null
  /** Dots until then. */
  typingUntil: Date | null
  /** Meta's own agent in the business's stead, or the business. */
  holder: 'business' | 'agent'
}

const WINDOW_MS = 24 * 60 * 60 * 1_000
const MOST_MESSAGES = 500

export function createThread(person: Person): Thread {
  return { person, messages: [], lastWroteAt: null, typingUntil: null, holder: 'business' }
}

type Given = Pick<PhoneMessage, 'id' | 'from' | 'at' | 'type' | 'body' | 'tick'> & Partial<PhoneMessage>

export function newMessage(given: Given): PhoneMessage {
  return {
    words: null,
    quotes: null,
    error: null,
    reactions: new Map(),
    isEdited: false,
    isRevoked: false,
    medium: null,
    correlation: undefined,
    category: 'service',
    ...given
  }
}

/** What is very old is forgotten. */
export function append(thread: Thread, message: PhoneMessage): void {
  thread.messages.push(message)
  if (thread.messages.length > MOST_MESSAGES) thread.messages.shift()
}

export function windowClosesAt({ lastWroteAt }: Thread): Date | null {
  return lastWroteAt && new Date(lastWroteAt.getTime() + WINDOW_MS)
}

export function isWindowOpen(thread: Thread, now: Date): boolean {
  const end = windowClosesAt(thread)
  return end !== null && now < end
}
