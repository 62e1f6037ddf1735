import { randomBytes } from 'node:crypto'
import type { PostOptions } from './post.ts'
import type { Fields } from './rules.ts'

/** One of the business's numbers, as its owner registered it. */
export interface BusinessNumber {
  readonly phoneNumberId: string
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
  /** Digits; made up when absent. */
  readonly displayNumber?: string
  readonly wabaId?: string
}

/** A customer of the business. */
export interface PhoneOptions {
  /** Absent for people with a username whom the business does not know by number. */
  readonly waId?: string
  readonly userId?: string
  readonly name?: string
  readonly username?: string
  /** Other numbers that reach this phone: in Brazil with one more 9, in Mexico without the 1. */
  readonly dials?: readonly string[]
  /** Where webhooks go; the number's subscription when absent. */
  readonly callback?: string
}

/** A message that the provider took. */
export interface Accepted {
  readonly wamid: string
  readonly at: Date
  readonly number: BusinessNumber
  /** Number without +, or user id. */
  readonly to: string
  readonly type: string
  /** The text, the caption, or the body of an interactive message. */
  readonly text: string | undefined
  readonly quotes: string | undefined
  readonly correlation: string | undefined
  readonly body: Fields
}

/** One thing that a phone can make the provider tell. */
export interface PhoneEvent {
  readonly field: 'messages' | 'smb_message_echoes'
  readonly list: 'messages' | 'statuses' | 'message_echoes'
  readonly item: Fields
  readonly wamid: string
}

export interface SayOptions extends PostOptions {
  readonly wamid?: string
  readonly at?: Date
  /** wamid of the quoted message. */
  readonly quotes?: string
  /** More fields of the message: `referral`, `context`, `errors` … */
  readonly more?: Fields
}

export interface StatusOptions extends PostOptions {
  readonly at?: Date
  readonly more?: Fields
}

/** What a phone needs of the network it is in. */
export interface Network {
  readonly number: BusinessNumber
  readonly accepted: readonly Accepted[]
  now(): Date
  callback(): string
}

export function accountOf({ wabaId }: BusinessNumber): string {
  return wabaId ?? '102290129340398'
}

export function displayNumber(number: BusinessNumber): string {
  return number.displayNumber ?? `1555${number.phoneNumberId.slice(-7).padStart(7, '0')}`
}

export function newWamid(): string {
  return `wamid.${randomBytes(24).toString('base64')}`
}

export function sender({ waId, userId }: PhoneOptions): Fields {
  return { ...(waId && { from: waId }), ...(userId && { from_user_id: userId }) }
}

export function message(network: Network, type: string, body: unknown, options: SayOptions) {
  return {
    id: options.wamid ?? newWamid(),
    timestamp: seconds(options.at ?? network.now()),
    type,
    [type]: body,
    ...(options.quotes && { context: { from: displayNumber(network.number), id: options.quotes } }),
    ...options.more
  }
}

export function report(network: Network, owner: PhoneOptions, wamid: string, status: string, at?: Date): Fields {
  const correlation = network.accepted.find(each => each.wamid === wamid)?.correlation
  return {
    id: wamid,
    status,
    timestamp: seconds(at ?? network.now()),
    ...(owner.waId && { recipient_id: owner.waId }),
    ...(owner.userId && { recipient_user_id: owner.userId }),
    ...(correlation && { biz_opaque_callback_data: correlation })
  }
}

/** One change per field and list, in the order of the events. */
export function webhook({ number }: Network, owner: PhoneOptions, events: readonly PhoneEvent[]): Fields {
  const metadata = { display_phone_number: displayNumber(number), phone_number_id: number.phoneNumberId }
  const lists = [...new Set(events.map(each => each.list))]
  const changes = lists.map(list => {
    const own = events.filter(each => each.list === list)
    const value = {
      messaging_product: 'whatsapp',
      metadata,
      contacts: [card(owner)],
      [list]: own.map(each => each.item)
    }
    return { value, field: own[0]?.field }
  })
  return { object: 'whatsapp_business_account', entry: [{ id: accountOf(number), changes }] }
}

function card({ name, username, waId, userId }: PhoneOptions): Fields {
  return {
    profile: { name: name ?? 'Somebody', ...(username && { username }) },
    ...(waId && { wa_id: waId }),
    ...(userId && { user_id: userId })
  }
}

function seconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1_000))
}
