import { type Choice, choicesOf, replyFor } from './choices.ts'
import { type Fields, fields, words } from './fields.ts'
import type { Line } from './line.ts'
import { digest, type Medium } from './media.ts'
import { displayNumber } from './number.ts'
import { addressed, contactCard, type ItemEvent, saying } from './payloads.ts'
import type { Person, PersonPatch } from './person.ts'
import { arrive, read } from './receipts.ts'
import { append, newMessage, type PhoneMessage, type Thread } from './thread.ts'

export interface SayOptions {
  /** Of the message that is answered. */
  readonly quotes?: string
  /** When it was written, where that was not now; also what the window runs from. */
  readonly at?: Date
  /** Further fields of the message: `referral`, `context`, `errors` … */
  readonly more?: Fields
}

export interface FileAbout {
  readonly mimeType: string
  readonly caption?: string
  readonly filename?: string
  /** A voice note, which is recorded rather than chosen. */
  readonly voice?: boolean
  readonly animated?: boolean
}

/** A customer's phone: what is done on it is told by webhook, and what arrives is on it. */
export interface Phone {
  readonly person: Readonly<Person>
  readonly messages: readonly PhoneMessage[]
  /** What came from the business, in order. */
  readonly inbox: readonly PhoneMessage[]
  readonly seesTyping: boolean
  writes(text: string, options?: SayOptions): PhoneMessage
  /** Any kind of message, in the provider's own shape: `sends('location', { latitude, longitude })`. */
  sends(type: string, body: unknown, options?: SayOptions): PhoneMessage
  sendsFile(kind: FileKind, bytes: Uint8Array, about: FileAbout, options?: SayOptions): PhoneMessage
  /** Without an emoji the reaction is taken back. */
  reacts(messageId: string, emoji: string | null): void
  edits(messageId: string, text: string): void
  revokes(messageId: string): void
  choices(messageId: string): readonly Choice[]
  /** Taps a button, a row of a list, a quick reply. Answers what was said by that, if anything. */
  taps(messageId: string, choiceId: string): PhoneMessage | undefined
  /** Everything up to this message, or all. */
  reads(messageId?: string): void
  plays(messageId: string): void
  becomes(patch: PersonPatch): void
  /** The account moves to another number, and gets another user id by that. */
  changesNumber(waId: string): void
  /** As if the last word had been said more than 24 hours ago. The business learns it when it sends. */
  leavesWindow(): void
}

export const FILE_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** What a phone cannot do. The message is a sentence. */
export class PhoneError extends Error {
  override name = 'PhoneError'
}

export function createPhone(line: Line, thread: Thread): Phone {
  const { person } = thread

  function find(id: string, from?: PhoneMessage['from']): PhoneMessage {
    const found = thread.messages.find(each => each.id === id && (from === undefined || each.from === from))
    if (!found) throw new PhoneError('There is no such message on this phone.')
    return found
  }

  function tell(item: Fields, contact: Fields | null, taken?: () => void): void {
    const field = thread.holder === 'agent' ? 'standby' : 'messages'
    const event: ItemEvent = { kind: 'item', field, list: 'messages', item, contact }
    line.postman.bring(taken ? { ...event, taken } : event)
    line.changed(thread)
  }

  function say(type: string, body: unknown, options: SayOptions = {}, medium: Medium | null = null): PhoneMessage {
    if (person.hasBlocked) throw new PhoneError('Who has blocked a business cannot write to it.')
    const at = options.at ?? line.now()
    const quotes = options.quotes ?? null
    const message = newMessage({
      id: line.newMessageId(),
      from: 'customer',
      at,
      type,
      body,
      medium,
      quotes,
      tick: 'sent'
    })
    append(thread, message)
    thread.lastWroteAt = thread.lastWroteAt && thread.lastWroteAt > at ? thread.lastWroteAt : at
    const context = options.quotes && { context: { from: displayNumber(line.number), id: options.quotes } }
    tell(
      { ...addressed('from', person), ...saying(message.id, at, type, body), ...context, ...options.more },
      contactCard(person),
      () => {
        if (message.tick === 'sent') message.tick = 'delivered'
        line.changed(thread)
      }
    )
    return message
  }

  /** Edits, deletions and reactions are messages of their own that are no bubbles. */
  function comment(type: string, body: Fields): void {
    tell({ ...addressed('from', person), ...saying(line.newMessageId(), line.now(), type, body) }, contactCard(person))
  }

  const templateFor = (message: PhoneMessage) => {
    const { name, language } = fields(message.body)
    return line.catalogue.find(words(name) ?? '', words(fields(language)['code']) ?? '')
  }

  const phone: Phone = {
    person,
    messages: thread.messages,
    get inbox() {
      return thread.messages.filter(({ from, tick }) => from !== 'customer' && tick !== 'failed')
    },
    get seesTyping() {
      return thread.typingUntil !== null && thread.typingUntil > line.now()
    },
    writes: (text, options) => say('text', { body: text }, options),
    sends: (type, body, options) => say(type, body, options),
    sendsFile(kind, bytes, { mimeType, caption, filename, voice, animated }, options) {
      const medium = line.media.keep({
        bytes: Buffer.from(bytes),
        mimeType,
        filename: filename ?? null,
        from: 'customer'
      })
      const body = {
        ...(caption && { caption }),
        ...(filename && kind === 'document' && { filename }),
        mime_type: mimeType,
        sha256: digest(bytes, 'base64'),
        id: medium.id,
        ...(kind === 'audio' && { voice: voice === true }),
        ...(kind === 'sticker' && { animated: animated === true })
      }
      return say(kind, body, options, medium)
    },
    reacts(messageId, emoji) {
      const { reactions } = find(messageId)
      if (emoji) reactions.set('customer', emoji)
      else reactions.delete('customer')
      comment('reaction', { message_id: messageId, ...(emoji && { emoji }) })
    },
    edits(messageId, text) {
      const message = find(messageId, 'customer')
      message.body = { ...fields(message.body), body: text }
      message.isEdited = true
      const edited = { type: 'text', text: { body: text } }
      comment('edit', { original_message_id: messageId, message: edited })
    },
    revokes(messageId) {
      find(messageId, 'customer').isRevoked = true
      comment('revoke', { original_message_id: messageId })
    },
    choices: id => choicesOf(find(id), templateFor(find(id))),
    taps(messageId, choiceId) {
      const choice = phone.choices(messageId).find(each => each.id === choiceId)
      if (!choice) throw new PhoneError('There is no such button on this message.')
      const reply = replyFor(choice, person.waId, person.name)
      return reply && say(reply.type, reply.body, { quotes: messageId })
    },
    reads(messageId) {
      const end = messageId === undefined ? thread.messages.length : thread.messages.indexOf(find(messageId)) + 1
      for (const message of thread.messages.slice(0, end)) if (message.from === 'business') read(line, thread, message)
    },
    plays: messageId => read(line, thread, find(messageId, 'business'), 'played'),
    becomes(patch) {
      Object.assign(person, patch)
      for (const message of thread.messages) if (message.from === 'business') arrive(line, thread, message)
      line.changed(thread)
    },
    changesNumber(waId) {
      const previous = { waId: person.waId, userId: person.userId }
      person.waId = waId
      person.userId = `${previous.userId.slice(0, 3)}${line.names.digits(20)}`
      const system = {
        type: 'user_changed_number',
        body: `User ${person.name} changed from ${previous.waId} to ${waId}`,
        wa_id: waId,
        user_id: person.userId,
        previous_user_id: previous.userId
      }
      tell({ from: previous.waId, ...saying(line.newMessageId(), line.now(), 'system', system) }, null)
    },
    leavesWindow() {
      thread.lastWroteAt = null
      line.changed(thread)
    }
  }
  return phone
}
