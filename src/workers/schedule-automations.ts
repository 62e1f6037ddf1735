import { act, type House } from '../actions/scope.ts'
import { type AutomationKey, comeDue } from '../actions/set-off-by-clock.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

const MOST_AT_ONCE = 50
const POLL_MS = 1_000

const DUE = `
  select organization_id, id from automations where active and deleted_at is null and next_run_at <= $1
  order by next_run_at limit ${MOST_AT_ONCE}`

/** Looks which schedules have come to a time of theirs. */
export function createScheduler(house: House): Worker {
  async function work(): Promise<boolean> {
    const due = await house.database.query<AutomationKey>(prepared(DUE, [house.clock.now().toISOString()]))
    let went = due.length > 0
    for (const key of due) went = (await come(key)) && went
    return went
  }

  /** One that cannot be read any more never takes its neighbours along. */
  async function come({ organization_id, id }: AutomationKey): Promise<boolean> {
    try {
      await act(house, { kind: 'system', organization_id, name: 'schedule' }, scope => comeDue(scope, id))
      return true
    } catch (error) {
      house.log.error({ err: error, automation_id: id }, 'a schedule cannot be followed; trying again')
      return false
    }
  }

  return createLoop({
    name: 'schedule-automations',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'schedules cannot be looked at; trying again')
  })
}
