import { list, number, record, text } from '../content/reading.ts'
import type { Words } from '../words/english.ts'

export interface Organization {
  readonly id: number
  readonly name: string
}

/** The organizations of somebody who has to name one; empty for any other refusal. */
export function organizationsIn(error: unknown): readonly Organization[] {
  const data = record(Reflect.get(Object(error), 'data'))
  if (data['reason'] !== 'choose_organization') return []
  return list(data['organizations']).flatMap(each => {
    const { id, name } = record(each)
    const [known, called] = [number(id), text(name)]
    return known === undefined || called === undefined ? [] : [{ id: known, name: called }]
  })
}

/** The server's own words; where nobody answered, ours. */
export function complaintOf(error: unknown, { session }: Words): string {
  const { code, message } = Object(error)
  return typeof code === 'number' && typeof message === 'string' ? message : session.unreachable
}
