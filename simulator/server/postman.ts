import type { Faults } from './faults.ts'
import type { Network } from './network.ts'
import type { BusinessNumber } from './number.ts'
import { type Event, webhook } from './payloads.ts'
import type { Random } from './random.ts'
import { escaped, signature } from './signature.ts'

/** Brings webhooks to a business until it says 200, one POST at a time. */
export interface Postman {
  bring(event: Event): void
  /** Brings everything that is due; true: there was something. */
  drain(): Promise<boolean>
  /** When the next letter is due; undefined: there is none. */
  readonly nextDue: Date | undefined
  readonly waiting: number
  /** What the callback answered last; undefined: nothing was brought yet. */
  readonly lastAnswer: number | undefined
}

interface Letter {
  readonly event: Event
  readonly born: number
  due: number
  tries: number
}

interface PostmanOptions {
  readonly network: Network
  readonly number: () => BusinessNumber
  readonly faults: Faults
  readonly random: () => Random
  readonly now: () => Date
  /** Has the callback shaken hands? Asked before the first letter. */
  readonly subscribed: () => Promise<boolean>
}

const SECOND = 1_000
const GIVE_UP_MS = 7 * 86_400 * SECOND
/** The wait after the first, second … refusal; the last one repeats. */
const WAITS = [2, 10, 30, 120, 600, 3_600, 10_800, 21_600].map(each => each * SECOND)
const MOST_IN_ONE = 1_000
const HOLD_MS = 1_000

export function createPostman({ network, number, faults, random, now, subscribed }: PostmanOptions): Postman {
  let letters: Letter[] = []
  let lastAnswer: number | undefined
  let last: Promise<boolean> = Promise.resolve(false)

  function bring(event: Event): void {
    const at = now().getTime()
    const copies = faults.strike(['duplicate']) ? 2 : 1
    const letter = { event, born: at, tries: 0 }
    for (let copy = 0; copy < copies; copy += 1) letters.push({ ...letter, due: at + holdOf(event) })
    network.wake()
  }

  function holdOf(event: Event): number {
    const late = isStatus(event) ? faults.strike(['late_status']) : undefined
    const delay = late ?? faults.strike(['delay'])
    if (delay) return delay.ms ?? 5 * HOLD_MS
    const scatter = faults.strike(['reorder'])
    if (scatter) return Math.floor(random().next() * (scatter.ms ?? HOLD_MS))
    const batch = faults.strike(['batch'])
    return batch && letters.length + 1 < (batch.size ?? 10) ? (batch.ms ?? HOLD_MS) : 0
  }

  /** Everything that is due, in order, unless order is what shall go wrong. A full batch waits no longer. */
  function take(): Letter[] {
    const at = now().getTime()
    const due = letters.filter(each => each.due <= at)
    if (due.length === 0) return []
    const taken = faults.isOn('batch') ? letters : due
    letters = letters.filter(each => !taken.includes(each))
    return faults.isOn('reorder') ? random().shuffled(taken) : taken
  }

  async function work(): Promise<boolean> {
    const taken = take()
    if (taken.length === 0) return false
    const ready = await subscribed()
    const size = faults.isOn('batch') ? Math.min(sizeOfBatch(), MOST_IN_ONE) : 1
    for (let start = 0; start < taken.length; start += size) {
      const batch = taken.slice(start, start + size)
      if (ready && (await post(batch))) for (const { event } of batch) if (event.kind === 'item') event.taken?.()
      if (!ready || lastAnswer !== 200) retry(batch)
    }
    return true
  }

  async function empty(): Promise<boolean> {
    let did = false
    while (await work()) did = true
    return did
  }

  function sizeOfBatch(): number {
    return faults.switched.find(each => each.kind === 'batch')?.size ?? 10
  }

  async function post(batch: readonly Letter[]): Promise<boolean> {
    const { appSecret, callback } = number()
    const body = escaped(
      webhook(
        number(),
        batch.map(each => each.event),
        now()
      )
    )
    const secret = faults.strike(['wrong_signature']) ? `${appSecret}?` : appSecret
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature(body, secret) }
    const { status } = await network.request({ method: 'POST', url: callback, headers, body })
    lastAnswer = status
    network.heard({ kind: 'webhook', number: number(), status, body })
    return status === 200
  }

  function retry(batch: readonly Letter[]): void {
    const at = now().getTime()
    for (const letter of batch) {
      letter.due = at + (WAITS[Math.min(letter.tries, WAITS.length - 1)] ?? SECOND)
      letter.tries += 1
      if (letter.due - letter.born < GIVE_UP_MS) letters.push(letter)
    }
  }

  return {
    bring,
    drain() {
      // One round at a time, or the post would overtake itself.
      const round = last.then(empty)
      last = round.catch(() => false)
      return round
    },
    get nextDue() {
      const [first] = letters.map(each => each.due).sort((a, b) => a - b)
      return first === undefined ? undefined : new Date(first)
    },
    get waiting() {
      return letters.length
    },
    get lastAnswer() {
      return lastAnswer
    }
  }
}

function isStatus(event: Event): boolean {
  return event.kind === 'item' && event.list === 'statuses'
}
