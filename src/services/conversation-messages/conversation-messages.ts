import type { Channel } from '../../channels/channel.ts'
import { type Definition, defineService } from '../define-service.ts'
import { Messages, messagesOf, Resending, sendingTo } from './conversation-messages.class.ts'
import {
  anySchema,
  messageResource,
  outgoingSchema,
  pathOf,
  resendSchema,
  threadResource
} from './conversation-messages.schema.ts'

/** The services of messages: one stream of all, and for each channel in the list one to read and one to send. */
export function conversationMessages(channels: readonly Channel[]): readonly Definition[] {
  const all = defineService({
    path: 'conversation-messages',
    methods: ['find', 'get'],
    policy: { read: 'agent' },
    resource: messageResource,
    class: Messages
  })
  const ofConversation = defineService({
    path: 'conversations/:conversation_id/messages',
    methods: ['find', 'create'],
    policy: { read: 'agent', write: 'agent' },
    resource: threadResource,
    data: { create: anySchema(channels) },
    route: ['conversation_id'],
    class: sendingTo(null)
  })
  const again = defineService({
    path: 'conversation-messages/:id/resend',
    methods: ['create'],
    policy: { write: 'agent' },
    resource: messageResource,
    data: { create: resendSchema },
    route: ['id'],
    class: Resending
  })
  return [all, ofConversation, again, ...channels.flatMap(ofChannel)]
}

function ofChannel(channel: Channel): Definition[] {
  return [
    defineService({
      path: pathOf(channel.name),
      methods: ['find', 'get', 'remove'],
      policy: { read: 'agent', write: 'agent' },
      resource: threadResource,
      class: messagesOf(channel.name)
    }),
    defineService({
      path: `conversation-messages-transform-outgoing-${channel.name}`,
      methods: ['create'],
      policy: { write: 'agent' },
      resource: threadResource,
      data: { create: outgoingSchema(channel) },
      class: sendingTo(channel.name)
    })
  ]
}
