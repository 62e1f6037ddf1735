import { secondsOf } from '../model/duration.ts'
import { Refusal } from '../model/errors.ts'
import { LEAST_PATIENCE, type Patience } from '../model/timers.ts'

/** What is set of it: left out stays, null takes it back. */
type Given = { readonly [Name in keyof Patience]?: Patience[Name] }

const NAMES = ['inactive_after', 'close_after'] as const

export function changesPatience(given: Given): boolean {
  return NAMES.some(name => given[name] !== undefined)
}

/** @throws Refusal `bad_data` for what is no duration, or too short a one. */
export function mustBePatient(given: Given, path = ''): void {
  for (const name of NAMES) {
    const duration = given[name]
    if (duration === undefined || duration === null) continue
    const seconds = secondsOf(duration)
    if (seconds !== null && seconds >= LEAST_PATIENCE[name]) continue
    const message = `must be an ISO 8601 duration of at least ${LEAST_PATIENCE[name] / 60} min, like PT1H`
    throw new Refusal('bad_data', { complaints: [{ path: `${path}${name}`, message }] })
  }
}
