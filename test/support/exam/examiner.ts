import type { Fault, Line, PersonDraft, Phone } from '../../../simulator/server/index.ts'
import type { Account, Channel, OutgoingMessage, Verdict } from '../../../src/channels/channel.ts'
import type { MediaKind, MessageType } from '../../../src/model/message.ts'
import type { TestServer } from '../server.ts'
import type { Organization } from '../world.ts'

/** What the exam must be told of a channel: how its provider is played, and what may be said on it. */
export interface Examiner {
  readonly channel: Channel
  /** For every declared type of message the ways to say it. */
  readonly samples: Partial<Record<MessageType, readonly Sample[]>>
  /** Fields that any request could do without, dotted and without indexes. */
  readonly spare: readonly string[]
  /** What the provider answers when a required field is missing. */
  isRefusal(body: Readonly<Record<string, unknown>>): boolean
  /** What has to go wrong for a verdict; null: nothing. */
  readonly provocations: Readonly<Record<Verdict['kind'], Fault | null>>
  /** Errors of a bad day, none of which stops the account. */
  readonly stumbles: readonly Fault[]
  /** Codes by which the provider says: too fast. */
  readonly haste: readonly number[]
  /** Connects another account of the provider. */
  open(server: TestServer, organization: Organization): Promise<Booth>
}

export interface Sample {
  readonly draft: Partial<OutgoingMessage>
  /** A file that goes with it, which the provider has already. */
  readonly file?: { readonly category: MediaKind; readonly type: string; readonly name?: string }
  /** Further fields that this one could do without. */
  readonly spare?: readonly string[]
}

/** One account at the simulated provider. */
export interface Booth {
  readonly channelId: number
  readonly account: Account
  /** The clock, the chances and the faults of the provider. */
  readonly line: Line
  /** Webhooks in the order in which they were brought. */
  readonly brought: readonly string[]
  readonly calls: readonly Call[]
  phone(draft?: PersonDraft): Promise<Phone>
  /** An address of the house or the simulator, as it is reached from here. */
  reach(url: string): string
  addressOf(phone: Phone): string
  /** Says something of a kind that nobody has heard of, and gives its id. */
  babble(phone: Phone): string
  /** Brings news that is no message and that nobody has heard of. */
  rumour(): void
  /** Leaves a file at the provider and gives its id there. */
  leave(type: string): string
  /** How many things one webhook tells. */
  sizeOf(webhook: string): number
  /** Shows a webhook to the door, and gives the status of the answer. */
  knock(webhook: string, manner: Manner): Promise<number>
}

export type Manner = 'signed' | 'unsigned' | 'signed by somebody else' | 'changed after signing'

/** What the provider was asked to send. */
export interface Call {
  /** In milliseconds, by the provider's clock. */
  readonly at: number
  readonly to: string
  /** Of the refusal; null: taken, or left without an answer. */
  readonly code: number | null
}
