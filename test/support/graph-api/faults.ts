/** What goes wrong with a send. `accepted`: the provider took the message all the same. */
export type Fault =
  /** An error of the Graph API, in its own shape. */
  | { readonly kind: 'error'; readonly code: number; readonly status?: number; readonly retryAfter?: number | string }
  /** A status with a body that is no JSON. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly accepted?: boolean
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The connection stays open without an answer until the server closes. */
  | { readonly kind: 'hang'; readonly accepted: boolean }
  /** The message is taken; the answer comes byte by byte, and never to its end. */
  | { readonly kind: 'drip'; readonly of: 'headers' | 'body' }
  /** The connection is cut. */
  | { readonly kind: 'reset'; readonly accepted: boolean }
  /** 200, accepted, and nonsense. */
  | { readonly kind: 'malformed' }
  /** The answer comes when this is fulfilled; the message is taken before. */
  | { readonly kind: 'wait'; readonly until: Promise<unknown> }

/** Which sends a fault strikes. */
export interface Aim {
  /** How many sends; 1 by default, `Infinity` until healed. */
  readonly times?: number
  readonly phoneNumberId?: string
  /** Number without +, or user id. */
  readonly to?: string
}

export interface Faults {
  add(fault: Fault, aim?: Aim): void
  clear(): void
  /** The fault that strikes this send; it is used up by that. */
  next(phoneNumberId: string, to: string): Fault | undefined
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; aim: Aim; left: number }[] = []
  return {
    add(fault, aim = {}) {
      waiting.push({ fault, aim, left: aim.times ?? 1 })
    },
    clear() {
      waiting = []
    },
    next(phoneNumberId, to) {
      const hit = waiting.find(({ aim, left }) => left > 0 && strikes(aim, phoneNumberId, to))
      if (!hit) return undefined
      hit.left -= 1
      return hit.fault
    }
  }
}

function strikes(aim: Aim, phoneNumberId: string, to: string): boolean {
  return (aim.phoneNumberId ?? phoneNumberId) === phoneNumberId && (aim.to ?? to) === to
}
