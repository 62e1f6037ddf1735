import type { ChannelType } from '../../model/message.ts'
import type { Connection } from '../connection.ts'
import type { Contact, Conversation, LogEvent, Message } from '../wire.ts'

/** What a replica does about what it hears. */
export interface Ears {
  conversation(row: Conversation): void
  lostConversation(row: Conversation): void
  message(row: Message, removed: boolean): void
  event(event: LogEvent): void
  contact(row: Contact): void
  head(cursor: string): void
}

const CHANNELS: Readonly<Record<ChannelType, true>> = {
  whatsapp: true,
  instagram: true,
  messenger: true,
  webchat: true,
  sms: true,
  playground: true
}

/** Listens to everything that is told of conversations. */
export function listenTo({ service }: Pick<Connection, 'service'>, ears: Ears): void {
  const conversations = service('conversations')
  conversations.on('created', ears.conversation)
  conversations.on('patched', ears.conversation)
  conversations.on('removed', ears.lostConversation)
  for (const type of Object.keys(CHANNELS).filter(isChannel)) {
    const messages = service(`conversation-messages-${type}`)
    messages.on('created', row => ears.message(row, false))
    messages.on('patched', row => ears.message(row, false))
    messages.on('removed', row => ears.message(row, true))
  }
  service('conversation-events').on('created', ears.event)
  service('conversation-events').on('head', head => ears.head(head.cursor))
  service('contacts').on('patched', ears.contact)
}

function isChannel(type: string): type is ChannelType {
  return Object.hasOwn(CHANNELS, type)
}
