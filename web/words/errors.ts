import type { MessageError } from '../../src/model/message.ts'

type Code = MessageError['code']

/** Why an answer did not arrive, and what can be done about it. */
export const FAILURES: Readonly<Record<Code, { readonly what: string; readonly next: string }>> = {
  temporary: { what: 'WhatsApp could not take it just now.', next: 'Send it again.' },
  rate_limited: { what: 'The channel sent more than it may.', next: 'Wait a moment, then send it again.' },
  pair_rate_limited: {
    what: 'Too many messages went to this person at once.',
    next: 'Wait a minute, then send it again.'
  },
  held_back: {
    what: 'WhatsApp held it back to protect this person from too many offers.',
    next: 'Try again tomorrow.'
  },
  outside_window: {
    what: 'The customer wrote last more than 24 hours ago.',
    next: 'Send a template, or wait until they write.'
  },
  template: { what: 'WhatsApp did not accept the template.', next: 'Check its approval and its fields.' },
  unreachable: {
    what: 'This number cannot be reached on WhatsApp.',
    next: 'Check the number, or use another channel.'
  },
  opted_out: { what: 'This person does not want messages.', next: 'Wait until they write.' },
  bad_request: { what: 'WhatsApp did not accept this message.', next: 'Change it and send it again.' },
  media: { what: 'WhatsApp could not take the file.', next: 'Check its type and size, and attach it again.' },
  account: { what: 'WhatsApp has limited this account.', next: 'Ask an administrator to look at the account.' },
  credentials: { what: 'WhatsApp refused the access of this channel.', next: 'Ask an administrator to renew it.' },
  identity_changed: {
    what: 'The phone behind this number has changed.',
    next: 'Make sure whom you are writing to, then send it again.'
  },
  ambiguous: { what: 'Nobody knows whether it arrived.', next: 'Ask the customer before sending it again.' },
  superseded: { what: 'Somebody else took over before it left.', next: 'Send it again if it still holds.' },
  canceled: { what: 'It was taken back before it left.', next: '' },
  blocked: { what: 'The contact was blocked before it left.', next: 'Unblock the contact to write.' },
  channel_closed: {
    what: 'The channel was switched off before it left.',
    next: 'Ask an administrator to switch it on.'
  },
  not_in_control: { what: 'Somebody else holds this conversation.', next: 'Take over to write.' }
}

export const UNKNOWN_FAILURE = { what: 'It did not arrive.', next: 'Send it again.' }
