import { HISTORY } from '../world.ts'

/** What stands in a message beside sender, id and time. */
export type Said = Readonly<Record<string, unknown>>

const TEXT: Said = {
  type: 'text',
  text: { body: 'Hello, could you tell me when my order will arrive? I am at home from five on.' }
}

const SHA256 = 'm0VZfHJ8lUG/5zGPBn1WJVlkhN9wBjlAqDfFTFmQuI8='
const media = (type: string, mimeType: string, more: Said = {}): Said => ({
  type,
  [type]: { id: '1037543291543636', mime_type: mimeType, sha256: SHA256, ...more }
})

const REACTION = 'reaction'

/** Twenty messages as customers send them: half of them texts, every kind of WhatsApp among the others. */
const MIX: readonly Said[] = [
  TEXT,
  media('image', 'image/jpeg', { caption: 'This is how it came out of the box' }),
  TEXT,
  { ...TEXT, context: { from: '15550783881', id: 'wamid.of-somebody-else' } },
  media('audio', 'audio/ogg; codecs=opus', { voice: true }),
  TEXT,
  { type: REACTION, reaction: { emoji: '👍' } },
  TEXT,
  media('video', 'video/mp4'),
  TEXT,
  media('document', 'application/pdf', { filename: 'Invoice 4711.pdf' }),
  TEXT,
  { type: 'location', location: { latitude: 37.758056, longitude: -122.425332, name: 'Home', address: '1 Main St' } },
  media('sticker', 'image/webp', { animated: false }),
  TEXT,
  { type: 'contacts', contacts: [{ name: { formatted_name: 'Barbara J.' }, phones: [{ phone: '+16505559999' }] }] },
  {
    type: 'button',
    button: { payload: 'yes', text: 'Yes, please' },
    context: { from: '15550783881', id: 'wamid.ours' }
  },
  {
    type: 'interactive',
    interactive: { type: 'list_reply', list_reply: { id: 'express', title: 'Express', description: 'Next day' } },
    context: { from: '15550783881', id: 'wamid.ours' }
  },
  {
    type: 'order',
    order: {
      catalog_id: '194836987003835',
      product_items: [{ product_retailer_id: 'di9ozbzfi4', quantity: 2, item_price: 30, currency: 'USD' }]
    }
  },
  {
    type: 'unsupported',
    errors: [{ code: 131051, title: 'Message type unknown' }],
    unsupported: { type: 'poll_creation' }
  }
]

export const textAlone = (): Said => TEXT

/** The kinds in turn. A reaction is to something that its customer, the one of this number, has written before. */
export function fullMix(index: number, customer: number): Said {
  const said = MIX[index % MIX.length] ?? TEXT
  if (said['type'] !== REACTION) return said
  const target = `wamid.history.${customer}.${(index % HISTORY) + 1}`
  return { ...said, reaction: { message_id: target, emoji: '👍' } }
}

/** Nothing new is said by a reaction; it is through when it is answered. */
export const isHeard = (said: Said): boolean => said['type'] !== REACTION
