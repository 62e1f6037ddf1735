import type { Channel, Conversation } from '../../src/client/wire.ts'

/** Why nothing can be said freely, and what would help. */
export type Mute =
  | { readonly reason: 'blocked'; readonly remedy: 'unblock' }
  | { readonly reason: 'channel_closed'; readonly remedy: null }
  | { readonly reason: 'control' | 'control_other'; readonly remedy: 'take_over' }
  | { readonly reason: 'outside_window'; readonly remedy: 'template' | null }

type Windowed = Pick<Conversation, 'channel' | 'window_expires_at'>
type Standing = Windowed & Pick<Conversation, 'blocked'> & { readonly control: Pick<Conversation['control'], 'kind'> }
type Opened = Pick<Channel, 'active' | 'deleted_at'>

const WINDOWED: readonly string[] = ['whatsapp', 'instagram', 'messenger']

/**
 * Asks in the order in which the server would refuse; null: speak. A channel that is not known yet is taken to be open:
 * the server has the last word.
 */
export function muteOf(conversation: Standing, channel: Opened | undefined, now: Date): Mute | null {
  if (conversation.blocked) return { reason: 'blocked', remedy: 'unblock' }
  if (channel && (!channel.active || channel.deleted_at)) return { reason: 'channel_closed', remedy: null }
  const { kind } = conversation.control
  if (kind !== 'inbox') return { reason: kind === 'assistant' ? 'control' : 'control_other', remedy: 'take_over' }
  if (isOutside(conversation, now))
    return { reason: 'outside_window', remedy: conversation.channel === 'whatsapp' ? 'template' : null }
  return null
}

function isOutside({ channel, window_expires_at }: Windowed, now: Date): boolean {
  if (!WINDOWED.includes(channel)) return false
  return window_expires_at === null || Date.parse(window_expires_at) <= now.getTime()
}

/** Milliseconds in which free text is possible; null: without an end. */
export function windowLeft({ channel, window_expires_at }: Windowed, now: Date): number | null {
  if (!WINDOWED.includes(channel)) return null
  return window_expires_at === null ? 0 : Math.max(0, Date.parse(window_expires_at) - now.getTime())
}

/** WhatsApp refuses the channel's access: what is written waits. */
export function isPaused(channel: Pick<Channel, 'health'> | undefined): boolean {
  return channel?.health.state === 'paused'
}
