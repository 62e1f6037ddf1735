import { runTimers } from '../actions/run-timers.ts'
import { act, type House } from '../actions/scope.ts'
import type { ThreadKey } from '../actions/threads.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

const MOST_AT_ONCE = 200
const POLL_MS = 1_000

const DUE = `
  select organization_id, conversation_id as id from conversation_timers where due_at <= $1
  order by due_at limit ${MOST_AT_ONCE}`

/** Wakes, rests and closes conversations whose time has come; looks at an index where nothing is due. */
export function createTimers(house: House): Worker {
  async function work(): Promise<boolean> {
    const due = await house.database.query<ThreadKey>(prepared(DUE, [house.clock.now().toISOString()]))
    let went = due.length > 0
    for (const organizationId of new Set(due.map(each => each.organization_id))) {
      const ids = due.flatMap(({ organization_id, id }) => (organization_id === organizationId ? [id] : []))
      went = (await run(organizationId, ids)) && went
    }
    return went
  }

  /** One that cannot be done never takes its neighbours along. */
  async function run(organizationId: number, ids: readonly number[]): Promise<boolean> {
    const actor = { kind: 'system', organization_id: organizationId, name: 'timers' } as const
    try {
      await act(house, actor, scope => runTimers(scope, ids))
      return true
    } catch (error) {
      const [only, ...others] = ids
      if (others.length > 0) for (const id of ids) await run(organizationId, [id])
      else house.log.error({ err: error, conversation_id: only }, 'a timer cannot be run; trying again')
      return false
    }
  }

  return createLoop({
    name: 'timers',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'timers cannot be run; trying again')
  })
}
