import type { Channel } from '../channels/channel.ts'
import type { Actor } from '../model/actor.ts'
import type { ChannelType } from '../model/message.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Vault } from '../platform/secrets.ts'
import type { Transaction, UnitOfWork } from '../platform/unit-of-work.ts'
import type { Accounts } from './accounts.ts'
import type { Fact } from './facts.ts'
import { createLedger, type Ledger } from './ledger.ts'

/** What the house lends to every verb. Made once per app. */
export interface House {
  readonly database: Database
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly log: Log
  readonly vault: Vault
  readonly accounts: Accounts
  /** Where the house is reached from outside. */
  readonly publicUrl: string
  channel(type: ChannelType): Channel
  /** Makes committed facts live. */
  announce(facts: readonly Fact[]): void
  /** Tells a worker that there is something to do. */
  wake(worker: Worker): void
}

export type Worker = 'deliver' | 'open-mail' | 'fetch-media'

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
    await scope.ledger.write(tx)
    const facts = scope.ledger.facts()
    if (facts.length > 0) tx.afterCommit(() => house.announce(facts))
    return result
  })
}
