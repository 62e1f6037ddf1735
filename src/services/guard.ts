import type { Context, Next } from '../declarations.ts'
import { newId } from '../platform/ids.ts'
import { currentRequestId, type Log, withRequestId } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { isOurFault, toPublic } from './errors.ts'

/**
 * The outermost hook of every call on every transport: it has a request id, is measured, its errors become public
 * ones, and Feathers' own events stay silent, since realtime comes from the committed log.
 */
export function guardCalls({ log, metrics }: { log: Log; metrics: Metrics }) {
  return async (context: Context, next: Next): Promise<void> => {
    context.event = null
    const given = currentRequestId()
    const id = given ?? newId()
    const began = performance.now()
    let code = '200'
    try {
      await (given === undefined ? withRequestId(id, () => next()) : next())
    } catch (error) {
      const shown = toPublic(error, id)
      code = String(shown.code)
      const about = { request_id: id, path: context.path, method: context.method, code: shown.code }
      if (isOurFault(error)) log.error({ ...about, err: error }, 'a call failed')
      else log.info({ ...about, reason: shown.data?.reason }, 'a call was refused')
      throw shown
    } finally {
      const labels = {
        path: context.path,
        method: context.method,
        transport: context.params.provider ?? 'internal',
        code
      }
      metrics.serviceCall(labels, (performance.now() - began) / 1_000)
    }
  }
}
