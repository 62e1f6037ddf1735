import type { Exchange, TurnedAway, Visitor } from '../simulator/server/index.ts'
import { readCredential } from './actions/credential.ts'
import type { House } from './actions/scope.ts'
import { seesEverything } from './model/actor.ts'
import { Refusal } from './model/errors.ts'
import { maySpendKeyOn } from './model/key-scopes.ts'
import { newId } from './platform/ids.ts'
import type { RateLimit } from './platform/rate-limit.ts'
import { randomText } from './platform/secrets.ts'
import { toPublic } from './services/errors.ts'

/** Who may play with simulated phones. */
export interface Visitors {
  admit(exchange: Exchange): Promise<Visitor | TurnedAway>
  /** Something to show in place of a login, for one organization, as long as this process lives. */
  passFor(organizationId: number): string
}

const PREFIX = 'phones_'

/**
 * A phone shows what is said in its conversation: it is for those who see every conversation of the organization, by
 * login or key, and for the holder of a pass. Nothing is read from cookies, so no other site can act in their name.
 */
export function createVisitors(house: House, rate: RateLimit): Visitors {
  const passes = new Map<string, number>()

  async function organizationOf({ request, method }: Exchange): Promise<number> {
    const own = passes.get(/^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
    if (own !== undefined) return own
    const credential = readCredential(request.headers)
    if (!credential) throw new Refusal('not_authenticated')
    const member = await house.identifier.identify(credential)
    const isAllowed = seesEverything(member) && maySpendKeyOn(member, 'simulator', method === 'GET' ? 'get' : 'create')
    if (!isAllowed) throw new Refusal('forbidden')
    return member.organization_id
  }

  function count(organizationId: number): void {
    const usage = rate.take(`simulator:${organizationId}`, house.clock.now())
    if (usage.retryAfter > 0) throw new Refusal('too_many_requests', { data: { ...usage } })
  }

  return {
    async admit(exchange) {
      try {
        const organizationId = await organizationOf(exchange)
        count(organizationId)
        return { organizationId }
      } catch (error) {
        const shown = toPublic(error, newId())
        if (shown.code >= 500) house.log.error({ err: error }, 'a visitor of the simulator could not be judged')
        return { status: shown.code, body: shown.toJSON() }
      }
    },
    passFor(organizationId) {
      const known = [...passes].find(([, id]) => id === organizationId)?.[0]
      const pass = known ?? PREFIX + randomText()
      passes.set(pass, organizationId)
      return pass
    }
  }
}
