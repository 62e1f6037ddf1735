import { Type } from 'typebox'
import { Refusal } from '../model/errors.ts'
import type { Call } from './call.ts'

export const moveToSchema = Type.Integer({
  minimum: 1,
  description: 'Of remove: where the conversations in it are to go.'
})

/** Where what is in use is to go: the id in `move_to`. @throws Refusal `bad_query` */
export function moveToOf({ rest }: Call): number | null {
  const { move_to } = rest
  if (move_to === undefined) return null
  if (/^[1-9]\d{0,14}$/.test(String(move_to))) return Number(move_to)
  throw new Refusal('bad_query', { complaints: [{ path: 'move_to', message: 'must be an id' }] })
}
