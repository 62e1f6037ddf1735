import { createCell } from '../../src/client/live.ts'
import { useLive } from '../live/use-live.ts'
import { addressOf, type Filters, type Place, readPlace } from './place.ts'

const place = createCell(readPlace(location.pathname, location.search))
addEventListener('popstate', () => place.set(readPlace(location.pathname, location.search)))

/** Goes to a place; the way back leads to where one was. */
export function go(change: Partial<Place>): void {
  const next = { ...place.get(), ...change }
  const address = addressOf(next)
  if (address === addressOf(place.get())) return
  history.pushState(null, '', address)
  place.set(next)
}

/** Another choice of what is listed is no step to come back to. */
export function choose(filters: Partial<Filters>): void {
  const { conversation, filters: former } = place.get()
  const next = { conversation, filters: { ...former, ...filters } }
  history.replaceState(null, '', addressOf(next))
  place.set(next)
}

export function usePlace(): Place {
  return useLive(place)
}
