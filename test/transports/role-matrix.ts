import type { Verb } from './callers.ts'

/**
 * Who may do what, written down by hand from the product's rules: the least role for each method that is offered.
 * `person`: a key may not. Whatever is not named here is not offered to anybody.
 */
export const ROLE_MATRIX: Readonly<Record<string, Partial<Readonly<Record<Verb, Access>>>>> = {
  authentication: { create: 'public', remove: 'person' },
  organizations: { find: 'agent', get: 'agent', create: 'person', patch: 'admin' },
  users: { find: 'agent', get: 'agent', create: 'admin', patch: 'agent', remove: 'admin' },
  'api-keys': { find: 'admin', create: 'admin', remove: 'admin' },
  channels: { find: 'admin', get: 'admin', create: 'admin', patch: 'admin', remove: 'admin' },
  'channels/:id/verify': { create: 'admin' },
  'channels/:channel_id/templates': { find: 'agent' },
  'channels/:channel_id/template-syncs': { find: 'admin', create: 'admin' },
  contacts: { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  'contact-merges': { find: 'agent', get: 'agent', create: 'agent', remove: 'agent' },
  'contacts/:contact_id/merge-suggestions': { find: 'agent' },
  tags: { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  conversations: { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'admin' },
  'conversation-sessions': { find: 'agent', get: 'agent', patch: 'agent' },
  pipelines: { find: 'agent', get: 'agent', create: 'admin', patch: 'admin', remove: 'admin' },
  'pipeline-stages': { find: 'agent', get: 'agent', create: 'admin', patch: 'admin', remove: 'admin' },
  'conversation-typing': { create: 'agent' },
  'conversation-reads': { find: 'agent', create: 'agent' },
  views: { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  'conversations-bulk-actions': { find: 'agent', get: 'agent', create: 'agent', patch: 'agent' },
  'conversations-bulk-actions/:id/undo': { create: 'agent' },
  'conversation-messages': { find: 'agent', get: 'agent' },
  'conversations/:conversation_id/messages': { find: 'agent', create: 'agent' },
  'conversation-messages/:id/resend': { create: 'person' },
  'conversation-messages-whatsapp': { find: 'agent', get: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-messages-transform-outgoing-whatsapp': { create: 'agent' },
  'conversation-messages-instagram': { find: 'agent', get: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-messages-transform-outgoing-instagram': { create: 'agent' },
  'conversation-messages-messenger': { find: 'agent', get: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-messages-transform-outgoing-messenger': { create: 'agent' },
  'conversation-messages-webchat': { find: 'agent', get: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-messages-transform-outgoing-webchat': { create: 'agent' },
  'conversation-messages-sms': { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-messages-playground': { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-predefined-messages': { find: 'agent', get: 'agent', create: 'agent', patch: 'agent', remove: 'agent' },
  'conversation-predefined-messages/:id/render': { create: 'agent' },
  'conversation-files': { find: 'agent', get: 'agent', create: 'agent' },
  's3-url-signing': { create: 'agent' },
  automations: { find: 'agent', get: 'agent', create: 'admin', patch: 'admin', remove: 'admin' },
  'automations-executions': { find: 'agent', get: 'agent', create: 'agent', patch: 'agent' },
  'conversation-events': { find: 'agent', get: 'agent' }
}

export type Access = 'public' | 'agent' | 'admin' | 'person'
