import type { Exchange } from './exchange.ts'
import { FAULTS } from './faults.ts'
import { type Fields, fields } from './fields.ts'
import type { Line } from './line.ts'
import { leaveInDoubt, refuse } from './mishaps.ts'
import { markRead } from './read-marks.ts'
import { accept, readRequest } from './send.ts'

/**
 * `POST /{phone-number-id}/messages`: a message or a read mark. null: whatever was answered, it was not the answer.
 * @throws GraphError
 */
export async function takeMessage(line: Line, body: unknown, exchange: Exchange): Promise<Fields | null> {
  if (fields(body)['status'] !== undefined) return markRead(line, body)
  const request = readRequest(body)
  const refused = line.faults.strike(FAULTS.refuse, request.to)
  if (refused) {
    refuse(exchange, refused)
    return null
  }
  const doubt = line.faults.strike(FAULTS.doubt, request.to)
  const { answer } = accept(line, request)
  if (line.faults.strike(['status_before_answer'], request.to)) await line.postman.drain()
  if (!doubt) return answer
  leaveInDoubt(exchange, doubt)
  return null
}
