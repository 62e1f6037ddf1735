/**
 * The life of a conversation, and of the records around it, as facts. A closed list.
 * `about` names the record that changed; `does` is what listeners of its service hear.
 */
export const EVENTS = {
  'conversation.created': { about: 'conversation', does: 'created', says: 'A thread with a contact begins.' },
  'conversation.opened': { about: 'conversation', does: 'patched', says: 'It is open again.' },
  'conversation.closed': { about: 'conversation', does: 'patched', says: 'It was closed; its session and span end.' },
  'conversation.assigned': { about: 'conversation', does: 'patched', says: 'Owner, team or assistant changed.' },
  'conversation.moved': { about: 'conversation', does: 'patched', says: 'Pipeline or stage changed.' },
  'conversation.snoozed': { about: 'conversation', does: 'patched', says: 'It sleeps until a time, or was woken.' },
  'conversation.inactivated': {
    about: 'conversation',
    does: 'patched',
    says: 'Nobody has spoken for a while; it rests.'
  },
  'conversation.prioritized': { about: 'conversation', does: 'patched', says: 'Its priority changed.' },
  'conversation.blocked': { about: 'conversation', does: 'patched', says: 'It was blocked.' },
  'conversation.unblocked': { about: 'conversation', does: 'patched', says: 'It is no longer blocked.' },
  'conversation.read': { about: 'conversation', does: 'patched', says: 'Somebody read it; nothing is unread.' },
  'conversation.marked-unread': { about: 'conversation', does: 'patched', says: 'Somebody flagged it as unread.' },
  'conversation.updated': {
    about: 'conversation',
    does: 'patched',
    says: 'It shows its contact differently, or timers or assistants are to treat it differently.'
  },
  'conversation.deleted': { about: 'conversation', does: 'removed', says: 'It was deleted.' },
  'conversation.restored': { about: 'conversation', does: 'created', says: 'Its deletion was taken back.' },
  'session.started': { about: 'conversation', does: 'patched', says: 'An open-to-closed span begins.' },
  'session.ended': { about: 'conversation', does: 'patched', says: 'An open-to-closed span ends.' },
  'control.passed': { about: 'conversation', does: 'patched', says: 'The holder gave the right to speak away.' },
  'control.taken': { about: 'conversation', does: 'patched', says: 'Somebody took the right to speak.' },
  'control.released': { about: 'conversation', does: 'patched', says: 'It went back to the primary application.' },
  'control.lapsed': { about: 'conversation', does: 'patched', says: 'The holder let its lease run out.' },
  'message.received': { about: 'message', does: 'created', says: 'The customer said something.' },
  'message.echoed': {
    about: 'message',
    does: 'created',
    says: 'Somebody answered on the phone or in another program.'
  },
  'message.noted': { about: 'message', does: 'created', says: 'A member left a note.' },
  'message.queued': { about: 'message', does: 'created', says: 'An answer is on its way.' },
  'message.sent': { about: 'message', does: 'patched', says: 'The provider took it.' },
  'message.delivered': { about: 'message', does: 'patched', says: 'It reached the device.' },
  'message.read': { about: 'message', does: 'patched', says: 'The customer saw it.' },
  'message.failed': { about: 'message', does: 'patched', says: 'It will not arrive.' },
  'message.doubted': { about: 'message', does: 'patched', says: 'It may have arrived; nobody knows.' },
  'message.resent': { about: 'message', does: 'patched', says: 'A person sends it again: a new attempt.' },
  'message.edited': { about: 'message', does: 'patched', says: 'Its author changed it.' },
  'message.deleted': { about: 'message', does: 'removed', says: 'It was deleted here.' },
  'message.revoked': { about: 'message', does: 'patched', says: 'Its author took it back at the provider.' },
  'message.reacted': { about: 'message', does: 'patched', says: 'Somebody reacted to it, or took the reaction back.' },
  'message.media-ready': { about: 'message', does: 'patched', says: 'A file of it can be read now.' },
  'message.media-lost': { about: 'message', does: 'patched', says: 'A file of it could not be had.' },
  'file.added': { about: 'file', does: 'created', says: 'A member uploaded a file, or a customer sent it.' },
  'file.deleted': { about: 'file', does: 'removed', says: 'It went with its message.' },
  'predefined-message.created': { about: 'predefined_message', does: 'created', says: 'An answer is kept ready.' },
  'predefined-message.updated': { about: 'predefined_message', does: 'patched', says: 'An answer kept ready changed.' },
  'predefined-message.deleted': { about: 'predefined_message', does: 'removed', says: 'It is kept ready no longer.' },
  'organization.created': { about: 'organization', does: 'created', says: 'A member founded another one.' },
  'organization.updated': { about: 'organization', does: 'patched', says: 'Name or settings changed.' },
  'user.created': { about: 'user', does: 'created', says: 'A member joined.' },
  'user.updated': { about: 'user', does: 'patched', says: 'A member changed.' },
  'user.deleted': { about: 'user', does: 'removed', says: 'A member left.' },
  'api-key.created': { about: 'api_key', does: 'created', says: 'A key was made.' },
  'api-key.deleted': { about: 'api_key', does: 'removed', says: 'A key was revoked.' },
  'channel.created': { about: 'channel', does: 'created', says: 'A channel was connected.' },
  'channel.updated': { about: 'channel', does: 'patched', says: 'A channel changed.' },
  'channel.paused': {
    about: 'channel',
    does: 'patched',
    says: 'Its token is refused; nothing leaves until it is renewed.'
  },
  'channel.resumed': { about: 'channel', does: 'patched', says: 'What waited leaves again, in order.' },
  'channel.templates-changed': {
    about: 'channel',
    does: 'patched',
    says: 'Its catalogue of templates is another one now.'
  },
  'channel.deleted': { about: 'channel', does: 'removed', says: 'A channel was disconnected.' },
  'contact.created': { about: 'contact', does: 'created', says: 'A contact is known.' },
  'contact.updated': { about: 'contact', does: 'patched', says: 'A contact changed.' },
  'contact.deleted': { about: 'contact', does: 'removed', says: 'A contact was deleted.' },
  'contact.merged': { about: 'contact', does: 'removed', says: 'A contact is shown as another one from now on.' },
  'contact.restored': { about: 'contact', does: 'created', says: 'A contact that was merged is there again.' },
  'contact-merge.created': { about: 'contact_merge', does: 'created', says: 'Two contacts are shown as one.' },
  'contact-merge.deleted': { about: 'contact_merge', does: 'removed', says: 'A merge was taken back.' },
  'tag.created': { about: 'tag', does: 'created', says: 'A tag was made.' },
  'tag.updated': { about: 'tag', does: 'patched', says: 'A tag was renamed.' },
  'tag.deleted': { about: 'tag', does: 'removed', says: 'A tag was deleted, and taken off its contacts.' },
  'automation.created': { about: 'automation', does: 'created', says: 'An automation was made.' },
  'automation.updated': { about: 'automation', does: 'patched', says: 'An automation changed.' },
  'automation.deleted': {
    about: 'automation',
    does: 'removed',
    says: 'An automation was deleted; what it was doing ends.'
  },
  'execution.started': { about: 'execution', does: 'created', says: 'An automation set to work.' },
  'execution.updated': { about: 'execution', does: 'patched', says: 'It came a step further, waits, or ended.' },
  'pipeline.created': { about: 'pipeline', does: 'created', says: 'A pipeline for conversations was made.' },
  'pipeline.updated': { about: 'pipeline', does: 'patched', says: 'A pipeline was renamed, or stands elsewhere.' },
  'pipeline.deleted': { about: 'pipeline', does: 'removed', says: 'A pipeline was deleted, with its stages.' },
  'pipeline-stage.created': { about: 'pipeline_stage', does: 'created', says: 'A pipeline got a stage.' },
  'pipeline-stage.updated': {
    about: 'pipeline_stage',
    does: 'patched',
    says: 'A stage was renamed, or stands elsewhere.'
  },
  'pipeline-stage.deleted': { about: 'pipeline_stage', does: 'removed', says: 'A stage was deleted.' },
  'view.created': { about: 'view', does: 'created', says: 'A filter of conversations was kept under a name.' },
  'view.updated': { about: 'view', does: 'patched', says: 'A view changed.' },
  'view.withdrawn': { about: 'view', does: 'removed', says: 'A view is no longer shared; its owner still has it.' },
  'view.deleted': { about: 'view', does: 'removed', says: 'A view was deleted.' },
  'bulk-action.created': { about: 'bulk_action', does: 'created', says: 'Many conversations are to be changed.' },
  'bulk-action.progressed': { about: 'bulk_action', does: 'patched', says: 'More of them are through.' },
  'bulk-action.finished': { about: 'bulk_action', does: 'patched', says: 'All of them are through, or it failed.' },
  'bulk-action.canceled': { about: 'bulk_action', does: 'patched', says: 'The others stay as they are.' }
} as const satisfies Record<string, EventKind>

interface EventKind {
  readonly about:
    | 'conversation'
    | 'message'
    | 'organization'
    | 'user'
    | 'api_key'
    | 'channel'
    | 'contact'
    | 'contact_merge'
    | 'tag'
    | 'file'
    | 'automation'
    | 'execution'
    | 'pipeline'
    | 'pipeline_stage'
    | 'predefined_message'
    | 'view'
    | 'bulk_action'
  readonly does: 'created' | 'patched' | 'removed'
  readonly says: string
}

export type EventType = keyof typeof EVENTS
export type Subject = (typeof EVENTS)[EventType]['about']

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[]
