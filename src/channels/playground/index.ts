import { Type } from 'typebox'
import type { Channel, Objection, OutgoingMessage, Part } from '../channel.ts'
import { content, TEXT_LIMIT } from './content.ts'

const nothing = Type.Object({}, { additionalProperties: false })
const ENDPOINT = 'playground'

/**
 * A channel without a provider, where members write as themselves and as the customer: the house is its network. What
 * is said takes the same lanes as everywhere and has arrived when it leaves.
 */
export const playground: Channel = {
  name: 'playground',
  capabilities: {
    window_hours: null,
    templates: false,
    reactions: true,
    replies: true,
    typing: false,
    read_ticks: false,
    delivery_receipts: true,
    text_limit: TEXT_LIMIT,
    edits: true,
    rate_per_second: 1_000,
    pair_rate: null
  },
  credentials: nothing,
  settings: nothing,
  content,
  endpointOf: ({ endpoint }) => endpoint || ENDPOINT,
  handshake: () => undefined,
  // Anybody may be there, under any name.
  personAt: typed => ({ addresses: [typed] }),
  isOwnNetwork: true,
  // There is nobody whose post could come.
  authenticate: () => false,
  read: () => [],
  objection,
  plan,
  compile() {
    throw new Error('The playground has no provider to be asked.')
  },
  interpret: () => ({
    kind: 'rejected',
    error: { class: 'bad_request', provider_code: null, message: 'The playground has no provider that answers.' }
  }),
  deliver: (_, { correlation }) => ({ kind: 'accepted', provider_message_id: correlation, arrived: true })
}

/** Words, then each file: one part each, as on the channels of providers. */
function plan({ message_type, message_text, media }: OutgoingMessage): readonly Part[] {
  if (media.length === 0) return [{ kind: message_type }]
  const words = message_text && media.length > 1 ? [{ kind: 'text' }] : []
  return [...words, ...media.map(({ category, file_id }) => ({ kind: category, ...(file_id && { file_id }) }))]
}

const WITH_FILES = new Set(['image', 'video', 'audio', 'document'])

function objection({ message_type, media, reply_to }: OutgoingMessage): Objection | undefined {
  if (message_type === 'reaction' && reply_to === null)
    return { field: 'reply_to_message_id', message: 'A reaction needs the message it is about.' }
  if (WITH_FILES.has(message_type) && media.length === 0)
    return { field: 'conversation_file_id', message: `A message of type ${message_type} needs a file.` }
  return undefined
}
