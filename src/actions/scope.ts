import type { Channel } from '../channels/channel.ts'
import type { Actor, Member } from '../model/actor.ts'
import type { Audience } from '../model/conversation.ts'
import type { ChannelType } from '../model/message.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import type { Http } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { ObjectStore } from '../platform/object-store/index.ts'
import type { Resource } from '../platform/query/index.ts'
import type { Vault } from '../platform/secrets.ts'
import type { Transaction, UnitOfWork } from '../platform/unit-of-work.ts'
import type { Accounts } from './accounts.ts'
import type { Fact } from './facts.ts'
import type { Identifier } from './identify.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { FrontDesk } from './log-in.ts'
import type { ReadRow } from './read-horizon.ts'
import type { Typing } from './show-typing.ts'

/** What the house lends to every verb. Made once per app. */
export interface House {
  readonly database: Database
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly log: Log
  readonly vault: Vault
  readonly accounts: Accounts
  /** The way out, for whatever is asked or fetched before a verb. */
  readonly web: Pick<Http, 'download' | 'request'>
  /** Where files live. */
  readonly store: ObjectStore
  readonly bucket: string
  /** Most bytes of one organization's files. */
  readonly fileQuota: number
  /** Where the house is reached from outside. */
  readonly publicUrl: string
  readonly desk: FrontDesk
  readonly identifier: Identifier
  /** May people found organizations? */
  readonly signup: boolean
  readonly seats: Seats
  /** What can be asked of messages, and how they are shown. */
  readonly messages: Resource<Member>
  /** @throws Refusal `channel_not_available` for a type whose dialect nobody speaks yet */
  channel(type: ChannelType): Channel
  speaks(type: ChannelType): boolean
  /** Makes committed facts live. */
  announce(facts: readonly Fact[]): void
  /** Tells all those who may see the conversation, but for whoever is writing. */
  tellTyping(typing: Typing, place: Audience & { readonly organization_id: number }, writer: Member): void
  /** Tells all those who may see the conversation how far a member has read it. */
  tellRead(read: ReadRow, place: Audience): void
  /** Tells a worker that there is something to do. */
  wake(worker: Worker): void
}

/** Where sockets listen. What a socket is, only the front door knows. */
export interface Seats {
  /** Gives a socket the rooms of what its member may see, and no others; null takes them all. */
  seat(socket: unknown, member: Member | null): void
  /**
   * Resolves when the sockets of an organization have read most of what they were told, or have had time enough:
   * whoever tells very much waits for those who read as fast as their lines allow.
   */
  untilHeard(organizationId: number): Promise<void>
}

export type Worker = 'deliver' | 'open-mail' | 'fetch-media' | 'run-errands' | 'run-executions' | 'run-bulk-actions'

/** Who does what, when, in which transaction, and because of which event. */
export interface Scope {
  readonly tx: Transaction
  readonly actor: Actor
  readonly now: Date
  readonly cause: string | null
  readonly house: House
  readonly ledger: Ledger
}

/** Runs a verb: one transaction, whose facts are written before COMMIT and live after it. */
export function act<Result>(
  house: House,
  actor: Actor,
  work: (scope: Scope) => Promise<Result>,
  cause: string | null = null
): Promise<Result> {
  return house.unitOfWork.atomically(async tx => {
    const scope: Scope = { tx, actor, now: house.clock.now(), cause, house, ledger: createLedger() }
    const result = await work(scope)
    scope.ledger.close(tx)
    const facts = scope.ledger.facts()
    if (facts.length > 0) tx.afterCommit(() => house.announce(facts))
    return result
  })
}
