import { LRUCache } from 'lru-cache'
import type { Member } from '../model/actor.ts'
import type { Clock } from '../platform/clock.ts'

/** Who a credential stands for, until when; no member: nobody, any more. */
export interface Identity {
  readonly member: Member | null
  /** Milliseconds since 1970. */
  readonly until: number
}

export interface IdentityCache {
  /** What is kept under the key, or what `load` brings: once, however many ask meanwhile. */
  get(key: string, load: () => Promise<Identity>): Promise<Identity>
  forget(organizationId: number, userId?: number): void
}

const MOST = 20_000
const LIFE_MS = 10_000

/** An answer that was under way while something was forgotten is given to those who asked before, and not kept. */
export function createIdentityCache(clock: Clock): IdentityCache {
  const keysOf = new Map<number, Set<string>>()
  const kept = new LRUCache<string, Identity>({
    max: MOST,
    ttl: LIFE_MS,
    ttlResolution: 0,
    perf: { now: () => clock.now().getTime() },
    dispose: ({ member }, key) => unlist(keysOf, member, key)
  })
  const underWay = new Map<string, Promise<Identity>>()
  let forgotten = 0

  async function fetch(key: string, load: () => Promise<Identity>): Promise<Identity> {
    const before = forgotten
    const identity = await load()
    if (forgotten === before) {
      kept.set(key, identity)
      list(keysOf, identity.member, key)
    }
    return identity
  }

  return {
    async get(key, load) {
      const found = kept.get(key)
      if (found && clock.now().getTime() < found.until) return found
      const joined = underWay.get(key)
      if (joined) return joined
      const promise = fetch(key, load).finally(() => {
        if (underWay.get(key) === promise) underWay.delete(key)
      })
      underWay.set(key, promise)
      return promise
    },
    forget(organizationId, userId) {
      forgotten++
      underWay.clear()
      for (const key of [...(keysOf.get(organizationId) ?? [])]) {
        if (userId === undefined || kept.peek(key)?.member?.user_id === userId) kept.delete(key)
      }
    }
  }
}

function list(keysOf: Map<number, Set<string>>, member: Member | null, key: string): void {
  if (!member) return
  const keys = keysOf.get(member.organization_id) ?? new Set()
  keysOf.set(member.organization_id, keys.add(key))
}

function unlist(keysOf: Map<number, Set<string>>, member: Member | null, key: string): void {
  const keys = member && keysOf.get(member.organization_id)
  if (!keys) return
  keys.delete(key)
  if (keys.size === 0) keysOf.delete(member.organization_id)
}
