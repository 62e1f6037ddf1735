import type { Content } from '../../model/message.ts'
import { type Fields, list, number, own, present, record, scalar, text } from '../reading.ts'
import { readMedia } from './media.ts'
import { readInteractive } from './replies.ts'
import { type Said, speech } from './speech.ts'

type Reader = (body: unknown) => Said | undefined

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', readText],
  ['image', body => readMedia('image', 'image', record(body))],
  ['video', body => readMedia('video', 'video', record(body))],
  ['audio', body => readMedia('audio', 'audio', record(body))],
  // What voice notes were called before `audio.voice`.
  ['voice', body => readMedia('audio', 'audio', { voice: true, ...record(body) })],
  ['document', body => readMedia('document', 'file', record(body))],
  ['sticker', body => readMedia('sticker', 'sticker', record(body))],
  ['location', readLocation],
  ['contacts', readContacts],
  ['button', readButton],
  ['interactive', body => readInteractive(record(body))],
  ['order', readOrder]
])

/**
 * Reads the body that stands under the name of its type. What is not known, or is not as documented, becomes a
 * message of type `unsupported` that keeps it, so that people see that something was said.
 */
export function readSaid(message: Fields): Said {
  const type = text(message['type']) ?? 'unknown'
  const body = own(message, type)
  return READERS.get(type)?.(body) ?? unsupported(message, type)
}

function readText(body: unknown): Said | undefined {
  const words = text(record(body)['body'])
  return words === undefined ? undefined : speech('text', words, null)
}

function readLocation(body: unknown): Said | undefined {
  const place = record(body)
  const latitude = number(place['latitude'])
  const longitude = number(place['longitude'])
  if (latitude === undefined || longitude === undefined) return undefined
  const known = present({ name: text(place['name']), address: text(place['address']), url: text(place['url']) })
  return speech('location', null, { latitude, longitude, ...known })
}

function readContacts(body: unknown): Said | undefined {
  const contacts = list(body)
  return contacts.length === 0 ? undefined : speech('contacts', null, { contacts })
}

/** A tap on a quick reply of a template. */
function readButton(body: unknown): Said | undefined {
  const button = record(body)
  const label = text(button['text'])
  const payload = text(button['payload'])
  if (label === undefined && payload === undefined) return undefined
  return speech('interactive', label ?? null, { type: 'button', ...present({ text: label, payload }) })
}

function readOrder(body: unknown): Said | undefined {
  const order = record(body)
  const items = list(order['product_items']).map(readItem)
  if (items.length === 0) return undefined
  const words = text(order['text'])
  return speech('order', words ?? null, {
    ...present({ catalog_id: scalar(order['catalog_id']) }),
    product_items: items
  })
}

/** Prices come as numbers and as strings. */
function readItem(item: unknown): Content {
  const { product_retailer_id, quantity, item_price, currency } = record(item)
  return present({
    product_retailer_id: scalar(product_retailer_id),
    quantity: number(quantity),
    item_price: number(item_price),
    currency: text(currency)
  })
}

function unsupported(message: Fields, type: string): Said {
  const named = text(record(message['unsupported'])['type'])
  const errors = list(message['errors'])
  return speech('unsupported', null, {
    type: named ?? type,
    ...(errors.length > 0 && { errors }),
    ...present({ raw: type === 'unsupported' ? undefined : own(message, type) })
  })
}
