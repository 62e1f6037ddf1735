import type { Random } from './random.ts'

/** What can go wrong, by the moment at which it does. */
export const FAULTS = {
  /** `POST …/messages`: the message is not taken. */
  refuse: ['error', 'too_many_requests', 'server_error', 'unavailable', 'cut_before_accepting'],
  /** `POST …/messages`: the message is taken, and the answer does not say so. */
  doubt: ['hang_after_accepting', 'cut_after_accepting', 'error_after_accepting', 'malformed_answer'],
  /** The message is taken and said to be refused afterwards. */
  regret: ['fail_later'],
  /** Every webhook. */
  webhook: ['duplicate', 'delay', 'reorder', 'batch', 'wrong_signature'],
  /** Webhooks that tell what became of a message. */
  status: ['late_status', 'status_before_answer', 'skip_delivered', 'late_refusal'],
  media: ['media_expired', 'media_missing', 'media_wrong_hash', 'media_wrong_size', 'media_redirect', 'media_slow'],
  account: ['revoked_token']
} as const

export type FaultFamily = keyof typeof FAULTS
export type FaultKind = (typeof FAULTS)[FaultFamily][number]

export const FAULT_KINDS: readonly FaultKind[] = Object.values(FAULTS).flat()

/** A switch that is on. */
export interface Fault {
  readonly kind: FaultKind
  /** How often it strikes; without it until it is switched off. */
  readonly times?: number
  /** Of how many it strikes, 0 to 1; always by default. */
  readonly chance?: number
  /** Only this receiver: a number without its +, or a user id. */
  readonly to?: string
  /** `error`, `fail_later`: the provider's code. */
  readonly code?: number
  /** `error`, `server_error` …: the HTTP status in place of the usual one. */
  readonly status?: number
  /** `too_many_requests`, `error`: seconds. */
  readonly retry_after?: number
  /** `delay`, `late_status`, `reorder`, `batch`, `media_slow`: milliseconds. */
  readonly ms?: number
  /** `batch`: events in one webhook. */
  readonly size?: number
}

export interface Faults {
  readonly switched: readonly Fault[]
  /** Switches one on; another of its kind and receiver gives way. */
  add(fault: Fault): void
  /** Switches one kind off, or all. */
  clear(kind?: FaultKind): void
  /** The first of these kinds that strikes now; it is used up by that. */
  strike(kinds: readonly FaultKind[], to?: string): Fault | undefined
  /** Is it on, without using it up? */
  isOn(kind: FaultKind): boolean
}

export function createFaults(random: () => Random, changed: () => void): Faults {
  let on: { readonly fault: Fault; left: number }[] = []

  function spend(one: (typeof on)[number]): Fault {
    one.left -= 1
    if (one.left <= 0) {
      on = on.filter(each => each !== one)
      changed()
    }
    return one.fault
  }

  return {
    get switched() {
      return on.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault))
    },
    add(fault) {
      on = on.filter(({ fault: other }) => other.kind !== fault.kind || other.to !== fault.to)
      on.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
      changed()
    },
    clear(kind) {
      on = kind === undefined ? [] : on.filter(({ fault }) => fault.kind !== kind)
      changed()
    },
    strike(kinds, to) {
      for (const one of on) {
        const { fault } = one
        const isMeant = kinds.includes(fault.kind) && (fault.to === undefined || fault.to === to)
        if (isMeant && (fault.chance === undefined || random().next() < fault.chance)) return spend(one)
      }
      return undefined
    },
    isOn: kind => on.some(({ fault }) => fault.kind === kind)
  }
}
