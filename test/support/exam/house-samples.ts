import type { ChannelType, Content, MessageType } from '../../../src/model/message.ts'

/** A way to say something where the house is the network, and what it cannot be said without. */
interface HouseSample {
  readonly message_text?: string
  readonly content?: Content
  readonly needs?: 'file' | 'target'
}

type Samples = Partial<Record<MessageType, readonly HouseSample[]>>

const playground: Samples = {
  text: [{ message_text: 'Hello' }],
  image: [{ message_text: 'A picture', needs: 'file' }, { needs: 'file' }],
  video: [{ needs: 'file' }],
  audio: [{ needs: 'file' }],
  document: [{ needs: 'file' }],
  location: [{ content: { latitude: 48.1, longitude: 11.5, name: 'Shop', address: 'High St' } }],
  reaction: [
    { content: { emoji: '👍' }, needs: 'target' },
    { content: { emoji: '' }, needs: 'target' }
  ]
}

/** For every declared type of message the ways to say it. */
export const houseSamples: Partial<Record<ChannelType, Samples>> = { playground }
