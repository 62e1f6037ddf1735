import type { Network } from './network.ts'
import type { BusinessNumber } from './number.ts'
import type { Random } from './random.ts'

/** Whether the callback has proved to be the business's. */
export interface Subscription {
  readonly state: 'new' | 'subscribed' | 'refused'
  /** Shakes hands where that has not been done with the present callback and token. */
  isReady(): Promise<boolean>
  /** Shakes hands in any case. */
  renew(): Promise<boolean>
}

/** Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
export function createSubscription(network: Network, number: () => BusinessNumber, names: Random): Subscription {
  let known: string | undefined
  let state: Subscription['state'] = 'new'

  const present = () => `${number().callback} ${number().verifyToken}`

  async function renew(): Promise<boolean> {
    const asked = present()
    const { callback, verifyToken } = number()
    const challenge = names.digits(10)
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': challenge,
      'hub.verify_token': verifyToken
    })
    const { status, body } = await network.request({ method: 'GET', url: `${callback}?${query}` })
    const isOurs = status === 200 && body === challenge
    state = isOurs ? 'subscribed' : 'refused'
    known = isOurs ? asked : undefined
    network.heard({ kind: 'line', number: number() })
    return isOurs
  }

  return {
    get state() {
      return state
    },
    renew,
    isReady: async () => known === present() || renew()
  }
}
