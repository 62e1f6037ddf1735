import type { FaultKind } from '../words/faults.ts'

/** Somebody with WhatsApp, as the simulator's API shows them. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly wa_id: string
  readonly user_id: string
  readonly username: string | null
  readonly hides_number: boolean
  readonly is_online: boolean
  readonly tells_read: boolean
  readonly has_blocked: boolean
  readonly has_opted_out: boolean
  readonly is_reachable: boolean
}

export interface Choice {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly kind: string
  readonly section?: string
  readonly payload?: string
}

export type Tick = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export interface Template {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly status: string
  readonly components: readonly unknown[]
}

export interface PhoneFile {
  readonly id: string
  readonly mime_type: string
  readonly size: number
  readonly name: string | null
}

/** One bubble. `body` is in the provider's shape. */
export interface PhoneMessage {
  readonly id: string
  readonly from: 'customer' | 'business' | 'phone_app'
  readonly at: string
  readonly type: string
  readonly body: unknown
  readonly words: string | null
  readonly quotes: string | null
  readonly tick: Tick
  readonly error: unknown
  readonly reactions: readonly { readonly by: 'customer' | 'business'; readonly emoji: string }[]
  readonly is_edited: boolean
  readonly is_revoked: boolean
  readonly choices: readonly Choice[]
  readonly template: Template | null
  readonly file: PhoneFile | null
}

export interface Phone extends Person {
  readonly channel_id: number
  readonly typing_until: string | null
  readonly window_closes_at: string | null
  readonly messages: readonly PhoneMessage[]
}

export interface Fault {
  readonly kind: FaultKind
  readonly times?: number
}

export interface Channel {
  readonly id: number
  readonly name: string
  readonly phone_number: string
  readonly subscription: string
  readonly webhooks_waiting: number
  readonly now: string
  readonly seconds_ahead: number
  readonly seed: number
  readonly faults: readonly Fault[]
  readonly templates: readonly Template[]
  readonly phones: readonly Person[]
}

/** What went over the wire: a call of the business, or a webhook to it. */
export interface Traffic {
  readonly kind: 'call' | 'webhook'
  readonly number: number
  readonly channel_id: number
  readonly at: string
  readonly method?: string
  readonly path?: string
  readonly status: number | null
  readonly body: unknown
}
