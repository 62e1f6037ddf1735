import { randomInt } from 'node:crypto'
import { createFaults, type Faults } from './faults.ts'
import { createMediaStore, type MediaStore } from './media.ts'
import type { Network } from './network.ts'
import type { BusinessNumber } from './number.ts'
import { answersTo, type Person } from './person.ts'
import { createPostman, type Postman } from './postman.ts'
import { createRandom, type Random } from './random.ts'
import { createRates, type Rates } from './rates.ts'
import { createSubscription, type Subscription } from './subscription.ts'
import { type Catalogue, createCatalogue } from './templates.ts'
import { createThread, type Thread } from './thread.ts'

/** One business number in the simulated network, and everything that is remembered of it. */
export interface Line {
  number: BusinessNumber
  /** Of mishaps. */
  readonly random: Random
  /** Of ids and numbers: never begun anew, since a provider gives no id twice. */
  readonly names: Random
  /** The line's clock: the network's, and as far ahead of it as it was moved. */
  now(): Date
  readonly ahead: number
  forward(ms: number): void
  /** Begins a run anew that can be repeated. */
  reseed(seed: number): void
  readonly faults: Faults
  readonly rates: Rates
  readonly catalogue: Catalogue
  readonly media: MediaStore
  readonly subscription: Subscription
  readonly postman: Postman
  readonly network: Network
  readonly threads: ReadonlyMap<string, Thread>
  add(person: Omit<Person, 'id'>): Thread
  remove(personId: string): boolean
  /** The person whom this number or user id reaches. */
  reach(address: string): Thread | undefined
  newMessageId(): string
  isRevoked(token: string): boolean
  /** Work that an answer did not wait for. */
  later(work: () => Promise<void>): void
  /** Brings what is due and finishes what was put off; counts what was done. */
  drain(): Promise<number>
  /** Tells whoever watches that a phone looks different. */
  changed(thread: Thread): void
}

interface LineOptions {
  readonly network: Network
  readonly number: BusinessNumber
  readonly seed: number
  readonly now: () => Date
}

export function createLine({ network, number, seed, now: networkNow }: LineOptions): Line {
  const threads = new Map<string, Thread>()
  const tasks = new Set<Promise<void>>()
  const revoked = new Set<string>()
  const names = createRandom(randomInt(2 ** 32))
  let random = createRandom(seed)
  let ahead = 0
  let done = 0

  const now = () => new Date(networkNow().getTime() + ahead)
  const chance = () => random
  const faults = createFaults(chance, () => {
    if (!faults.isOn('revoked_token')) revoked.clear()
    else if (revoked.size === 0) revoked.add(line.number.accessToken)
    network.heard({ kind: 'line', number: line.number })
  })
  const subscription = createSubscription(network, () => line.number, names)
  const ready = () => subscription.isReady()
  const postman = createPostman({ network, number: () => line.number, faults, random: chance, now, subscribed: ready })

  const line: Line = {
    number,
    network,
    threads,
    faults,
    now,
    names,
    subscription,
    postman,
    rates: createRates(now),
    catalogue: createCatalogue(names),
    media: createMediaStore(names, now),
    get random() {
      return random
    },
    get ahead() {
      return ahead
    },
    forward(ms) {
      ahead += ms
      network.heard({ kind: 'line', number: line.number })
      network.wake()
    },
    reseed(fresh) {
      random = createRandom(fresh)
      network.heard({ kind: 'line', number: line.number })
    },
    add(given) {
      const person = { ...given, id: names.digits(8) }
      const thread = createThread(person)
      threads.set(person.id, thread)
      network.heard({ kind: 'line', number: line.number })
      line.changed(thread)
      return thread
    },
    remove: id => threads.delete(id),
    reach: address => [...threads.values()].find(({ person }) => answersTo(person, address)),
    newMessageId: () => `wamid.HBgL${names.bytes(27).toString('base64')}`,
    isRevoked: token => revoked.has(token),
    later(work) {
      const task: Promise<void> = work().finally(() => {
        tasks.delete(task)
        done += 1
      })
      tasks.add(task)
    },
    async drain() {
      while (tasks.size > 0) await Promise.all(tasks)
      if (await postman.drain()) done += 1
      return done
    },
    changed: thread => network.heard({ kind: 'phone', number: line.number, thread })
  }
  return line
}
