import type { Fact } from '../channels/channel.ts'
import type { OpenChannel } from './accounts.ts'

/** A fact of a provider on its way into the house: which channel it came to, and in which receipt. */
export interface Arrival<Kind extends Fact = Fact> {
  readonly fact: Kind
  readonly channel: OpenChannel
  readonly receipt: ReceiptKey
}

export interface ReceiptKey {
  readonly organization_id: number
  readonly id: string
  readonly received_at: string
}

export type ArrivalOf<Kind extends Fact['kind']> = Arrival<Extract<Fact, { kind: Kind }>>

/** The same where it does not matter any more which receipt brought it, as of what was held. */
export type HeardOf<Kind extends Fact['kind']> = Omit<ArrivalOf<Kind>, 'receipt'>

/** The arrivals of one kind, in order. */
export function ofKind<Kind extends Fact['kind']>(arrivals: readonly Arrival[], kind: Kind): ArrivalOf<Kind>[] {
  return arrivals.filter((arrival): arrival is ArrivalOf<Kind> => arrival.fact.kind === kind)
}
