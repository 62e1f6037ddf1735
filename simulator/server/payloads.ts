import type { Fields } from './fields.ts'
import { type BusinessNumber, displayNumber } from './number.ts'
import { namesOf, type Person } from './person.ts'

/** One thing to be told by webhook: an item of a list, or a whole value. */
export type Event = ItemEvent | ValueEvent

export interface ItemEvent {
  readonly kind: 'item'
  readonly field: 'messages' | 'smb_message_echoes' | 'standby'
  readonly list: 'messages' | 'statuses' | 'message_echoes'
  readonly item: Fields
  /** Absent in system messages and with failures. */
  readonly contact: Fields | null
  /** Called when the business has it. */
  readonly taken?: () => void
}

export interface ValueEvent {
  readonly kind: 'value'
  readonly field: string
  readonly value: Fields
  /** Values about a number name it; those about an account do not. */
  readonly aboutNumber: boolean
}

/** Whose envelope, with one change for neighbours of one field and list. */
export function webhook(number: BusinessNumber, events: readonly Event[], at: Date): Fields {
  const changes: Fields[] = []
  let open: { key: string; items: Fields[]; contacts: Fields[] } | undefined
  for (const event of events) {
    if (event.kind === 'value') {
      open = undefined
      changes.push({ value: { ...(event.aboutNumber && about(number)), ...event.value }, field: event.field })
      continue
    }
    const key = `${event.field}/${event.list}/${event.contact === null}`
    if (open?.key !== key) {
      open = { key, items: [], contacts: [] }
      const contacts = event.contact && { contacts: open.contacts }
      changes.push({ value: { ...about(number), ...contacts, [event.list]: open.items }, field: event.field })
    }
    open.items.push(event.item)
    if (event.contact && !open.contacts.some(each => isSame(each, event.contact))) open.contacts.push(event.contact)
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: number.wabaId, time: Math.floor(at.getTime() / 1_000), changes }]
  }
}

export function contactCard(person: Person): Fields {
  const { waId, userId } = namesOf(person)
  const { name, username } = person
  return { profile: { name, ...(username && { username }) }, ...(waId && { wa_id: waId }), user_id: userId }
}

/** `from` and `from_user_id`, or with another word before them. */
export function addressed(word: 'from' | 'to', person: Person): Fields {
  const { waId, userId } = namesOf(person)
  return { ...(waId && { [word]: waId }), [`${word}_user_id`]: userId }
}

/** What customers, and the owner on the phone app, say. */
export function saying(id: string, at: Date, type: string, body: unknown): Fields {
  return { id, timestamp: seconds(at), type, ...(body !== undefined && { [type]: body }) }
}

export interface Report {
  readonly id: string
  readonly status: string
  readonly at: Date
  readonly correlation?: string | undefined
  readonly category: string
  readonly errors?: readonly Fields[]
}

/** Prices are told with `sent` and with the first of delivered and read. */
export function reporting(person: Person, { id, status, at, correlation, category, errors }: Report): Fields {
  const { waId, userId } = namesOf(person)
  const type = category === 'service' ? 'free_customer_service' : 'regular'
  const pricing = { billable: type === 'regular', pricing_model: 'PMP', type, category }
  return {
    id,
    status,
    timestamp: seconds(at),
    ...(waId && { recipient_id: waId }),
    recipient_user_id: userId,
    ...((status === 'sent' || status === 'delivered') && { pricing }),
    ...(correlation !== undefined && { biz_opaque_callback_data: correlation }),
    ...(errors && { errors })
  }
}

export function seconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1_000))
}

function about(number: BusinessNumber): Fields {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayNumber(number), phone_number_id: number.phoneNumberId }
  }
}

function isSame(one: Fields, other: Fields | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
