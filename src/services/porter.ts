import type { Credential } from '../actions/credential.ts'
import type { Identifier } from '../actions/identify.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import type { Clock } from '../platform/clock.ts'
import { createRateLimit, type RateLimit, type Usage } from '../platform/rate-limit.ts'

/** Who comes in, and how often: the same for requests, handshakes and calls over sockets. */
export interface Porter {
  /**
   * The member of the credential that is shown, null when there is none. What does not hold counts against the address
   * that shows it; one that goes on is not listened to any more, so that guessing does not reach the database.
   * @throws Refusal `not_authenticated`, `token_expired`, `too_many_requests`
   */
  admit(address: string, show: () => Credential | null): Promise<Member | null>
  /** The member of a socket as it is now. @throws Refusal `not_authenticated` */
  renew(member: Member): Promise<Member>
  /** Counts a call. @throws Refusal `too_many_requests` */
  count(member: Member | null, address: string): void
  /** Counts a socket's coming. @throws Refusal `too_many_requests` */
  countHandshake(address: string): void
}

interface PorterOptions {
  readonly identifier: Identifier
  readonly clock: Clock
  readonly ratePerMinute: number
}

const HANDSHAKES_PER_MINUTE = 3_000

/** Keys count for their organization; people for themselves and for the address they come from. */
export function createPorter({ identifier, clock, ratePerMinute }: PorterOptions): Porter {
  const perMinute = (limit: number): RateLimit => createRateLimit({ limit, windowSeconds: 60 })
  const organizations = perMinute(ratePerMinute)
  const persons = perMinute(ratePerMinute)
  const addresses = perMinute(ratePerMinute * 2)
  const impostors = perMinute(ratePerMinute)
  const handshakes = perMinute(HANDSHAKES_PER_MINUTE)
  const take = (rate: RateLimit, key: string | number): void => mustHaveRoom(rate.take(String(key), clock.now()))

  async function admit(address: string, show: () => Credential | null): Promise<Member | null> {
    try {
      const credential = show()
      if (!credential) return null
      mustHaveRoom(impostors.look(address, clock.now()))
      return await identifier.identify(credential)
    } catch (error) {
      if (error instanceof Refusal && error.code === 401) take(impostors, address)
      throw error
    }
  }

  return {
    admit,
    renew: member => identifier.renew(member),
    count(member, address) {
      if (member?.kind === 'api_key') return take(organizations, member.organization_id)
      if (member) take(persons, `${member.organization_id}:${member.user_id}`)
      take(addresses, address)
    },
    countHandshake: address => take(handshakes, address)
  }
}

function mustHaveRoom(usage: Usage): void {
  if (usage.retryAfter > 0) throw new Refusal('too_many_requests', { data: { ...usage } })
}
