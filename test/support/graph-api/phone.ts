import {
  type Accepted,
  displayNumber,
  message,
  type Network,
  type PhoneEvent,
  type PhoneOptions,
  report,
  type SayOptions,
  type StatusOptions,
  sender,
  webhook
} from './payloads.ts'
import { type PostOptions, post } from './post.ts'

export interface Sent {
  readonly wamid: string
  /** What the callback answered, once per post. */
  readonly statuses: readonly number[]
}

/** A customer's phone. What it does is posted to the callback at once, signed. */
export interface Phone {
  /** What has arrived on it, in order. */
  readonly inbox: readonly Accepted[]
  says(text: string, options?: SayOptions): Promise<Sent>
  /** Any kind of message: `sends('image', { id, mime_type, sha256 })`. */
  sends(type: string, body: unknown, options?: SayOptions): Promise<Sent>
  reacts(wamid: string, emoji: string | undefined, options?: SayOptions): Promise<Sent>
  isSent(wamid: string, options?: StatusOptions): Promise<Sent>
  delivers(wamid: string, options?: StatusOptions): Promise<Sent>
  reads(wamid: string, options?: StatusOptions): Promise<Sent>
  readsEverything(options?: StatusOptions): Promise<readonly Sent[]>
  fails(wamid: string, code: number, options?: StatusOptions): Promise<Sent>
  /** The owner of the number answers on the phone app. */
  echo(text: string, options?: SayOptions): Promise<Sent>
  /** Several events in one webhook; make them with `event`. */
  batch(events: readonly PhoneEvent[], options?: PostOptions): Promise<readonly number[]>
  /** The same things, not posted. */
  readonly event: {
    says(text: string, options?: SayOptions): PhoneEvent
    sends(type: string, body: unknown, options?: SayOptions): PhoneEvent
    status(wamid: string, status: string, options?: StatusOptions): PhoneEvent
    echo(text: string, options?: SayOptions): PhoneEvent
  }
}

export function createPhone(network: Network, owner: PhoneOptions): Phone {
  const { number } = network
  const names = new Set([owner.waId, owner.userId, ...(owner.dials ?? [])])
  const event: Phone['event'] = {
    says: (text, options) => event.sends('text', { body: text }, options),
    sends: (type, body, options = {}) => {
      const item = { ...sender(owner), ...message(network, type, body, options) }
      return { field: 'messages', list: 'messages', item, wamid: item.id }
    },
    status: (wamid, status, options = {}) => {
      const item = { ...report(network, owner, wamid, status, options.at), ...options.more }
      return { field: 'messages', list: 'statuses', item, wamid }
    },
    echo: (text, options = {}) => {
      const to = { to: owner.waId, to_user_id: owner.userId }
      const item = { from: displayNumber(number), ...to, ...message(network, 'text', { body: text }, options) }
      return { field: 'smb_message_echoes', list: 'message_echoes', item, wamid: item.id }
    }
  }

  async function batch(events: readonly PhoneEvent[], options: PostOptions = {}): Promise<number[]> {
    const ordered = options.order ? options.order.flatMap(position => events[position] ?? []) : events
    const callback = owner.callback ?? network.callback()
    return post(callback, webhook(network, owner, ordered), number.appSecret, options)
  }

  async function send(one: PhoneEvent, options: PostOptions = {}): Promise<Sent> {
    return { wamid: one.wamid, statuses: await batch([one], options) }
  }

  const phone: Phone = {
    event,
    batch,
    get inbox() {
      return network.accepted.filter(each => each.number === number && names.has(each.to))
    },
    says: (text, options) => send(event.says(text, options), options),
    sends: (type, body, options) => send(event.sends(type, body, options), options),
    reacts: (wamid, emoji, options) => send(event.sends('reaction', { message_id: wamid, emoji }, options), options),
    isSent: (wamid, options) => send(event.status(wamid, 'sent', options), options),
    delivers: (wamid, options) => send(event.status(wamid, 'delivered', options), options),
    reads: (wamid, options) => send(event.status(wamid, 'read', options), options),
    async readsEverything(options) {
      const sent: Sent[] = []
      for (const { wamid } of phone.inbox) sent.push(await phone.reads(wamid, options))
      return sent
    },
    fails: (wamid, code, options = {}) => {
      const errors = [
        { code, title: `Error ${code}`, message: `Error ${code}`, error_data: { details: `Error ${code}.` } }
      ]
      return send(event.status(wamid, 'failed', { ...options, more: { errors, ...options.more } }), options)
    },
    echo: (text, options) => send(event.echo(text, options), options)
  }
  return phone
}
