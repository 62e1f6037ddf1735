import type { Channel, Vocabulary } from '../../channels/channel.ts'
import { vocabulariesOf } from '../../channels/index.ts'
import { type Definition, defineService } from '../define-service.ts'
import { Messages, messagesOf, Playing, Resending, sendingTo, speakingOn } from './conversation-messages.class.ts'
import {
  AS_CUSTOMER,
  anySchema,
  editSchema,
  messageResource,
  outgoingSchema,
  pathOf,
  resendSchema,
  threadResource
} from './conversation-messages.schema.ts'

/** The services of messages: one stream of all, and for each type of channel what reads and what sends. */
export function conversationMessages(channels: readonly Channel[]): readonly Definition[] {
  const vocabularies = vocabulariesOf(channels)
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
    data: { create: anySchema(vocabularies) },
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
  return [all, ofConversation, again, ...vocabularies.flatMap(ofType)]
}

function ofType(vocabulary: Vocabulary): Definition[] {
  const { name } = vocabulary
  const resource = threadResource
  const policy = { read: 'agent', write: 'agent' } as const
  if (name === 'sms' || name === 'playground') {
    const plays = name === 'playground'
    return [
      defineService({
        path: pathOf(name),
        methods: ['find', 'get', 'create', 'patch', 'remove'],
        policy,
        resource,
        data: { create: outgoingSchema(vocabulary, plays ? AS_CUSTOMER : {}), patch: editSchema },
        class: plays ? Playing : speakingOn(name)
      })
    ]
  }
  return [
    defineService({
      path: pathOf(name),
      methods: ['find', 'get', 'patch', 'remove'],
      policy,
      resource,
      data: { patch: editSchema },
      class: messagesOf(name)
    }),
    defineService({
      path: `conversation-messages-transform-outgoing-${name}`,
      methods: ['create'],
      policy: { write: 'agent' },
      resource,
      data: { create: outgoingSchema(vocabulary) },
      class: sendingTo(name)
    })
  ]
}
