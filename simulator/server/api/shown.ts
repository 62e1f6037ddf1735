import { choicesOf } from '../choices.ts'
import { fields, words } from '../fields.ts'
import type { Line } from '../line.ts'
import { displayNumber } from '../number.ts'
import type { Person } from '../person.ts'
import { shownTemplate } from '../templates.ts'
import { type PhoneMessage, type Thread, windowClosesAt } from '../thread.ts'

/** How things look from outside: snake_case, times in ISO 8601. */

export function shownLine(line: Line): object {
  const { number, subscription, postman } = line
  return {
    id: number.channelId,
    channel_type: 'whatsapp',
    name: number.name,
    phone_number: displayNumber(number),
    subscription: subscription.state,
    webhooks_waiting: postman.waiting,
    last_webhook_status: postman.lastAnswer ?? null,
    now: line.now().toISOString(),
    seconds_ahead: line.ahead / 1_000,
    seed: line.random.seed,
    faults: line.faults.switched,
    templates: line.catalogue.templates.map(shownTemplate),
    phones: [...line.threads.values()].map(({ person }) => shownPerson(person))
  }
}

export function shownPerson(person: Person): object {
  return {
    id: person.id,
    name: person.name,
    wa_id: person.waId,
    user_id: person.userId,
    username: person.username,
    hides_number: person.hidesNumber,
    dials: person.dials,
    is_online: person.isOnline,
    tells_read: person.tellsRead,
    has_blocked: person.hasBlocked,
    has_opted_out: person.hasOptedOut,
    is_reachable: person.isReachable
  }
}

export function shownPhone(line: Line, thread: Thread): object {
  const { person, messages, typingUntil, holder } = thread
  return {
    ...shownPerson(person),
    channel_id: line.number.channelId,
    typing_until: typingUntil?.toISOString() ?? null,
    window_closes_at: windowClosesAt(thread)?.toISOString() ?? null,
    holder,
    messages: messages.map(message => shownMessage(line, message))
  }
}

export function shownMessage(line: Line, message: PhoneMessage): object {
  const { name, language } = fields(message.body)
  const template =
    message.type === 'template'
      ? line.catalogue.find(words(name) ?? '', words(fields(language)['code']) ?? '')
      : undefined
  const { medium } = message
  return {
    id: message.id,
    from: message.from,
    at: message.at.toISOString(),
    type: message.type,
    body: message.body,
    words: message.words,
    quotes: message.quotes,
    tick: message.tick,
    error: message.error,
    reactions: [...message.reactions].map(([by, emoji]) => ({ by, emoji })),
    is_edited: message.isEdited,
    is_revoked: message.isRevoked,
    choices: message.from === 'business' ? choicesOf(message, template) : [],
    template: template ? shownTemplate(template) : null,
    file: medium && { id: medium.id, mime_type: medium.mimeType, size: medium.bytes.length, name: medium.filename }
  }
}
