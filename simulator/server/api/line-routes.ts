import { replyBytes } from '../exchange.ts'
import { FAULT_KINDS } from '../faults.ts'
import { describePerson } from '../people.ts'
import { judgeTemplate } from '../template-door.ts'
import { ApiError } from './api-error.ts'
import { giving, type Handler, type Place, taking } from './route.ts'
import { clockSchema, faultSchema, personSchema, seedSchema, templateSchema } from './schemas.ts'
import { shownLine, shownPhone } from './shown.ts'

const MOST_PEOPLE = 200
const shown = ({ line }: Place): object => shownLine(line)

/** What can be done with a number, by method and the name below it. */
export const LINE_ROUTES: Readonly<Record<string, Handler<Place>>> = {
  'GET ': giving(shown),
  'POST phones': taking(
    personSchema,
    ({ line }: Place, { wa_id, user_id, hides_number, ...draft }) => {
      if (line.threads.size >= MOST_PEOPLE)
        throw new ApiError('not_possible', `There are ${MOST_PEOPLE} phones already.`)
      if (wa_id !== undefined && line.reach(wa_id))
        throw new ApiError('not_possible', 'This number has a phone already.')
      const person = { ...draft, waId: wa_id, userId: user_id, hidesNumber: hides_number }
      return shownPhone(line, line.add(describePerson(person, line.names)))
    },
    201
  ),
  'POST faults': taking(faultSchema, (place: Place, fault) => {
    place.line.faults.add(fault)
    return shown(place)
  }),
  'DELETE faults': giving(place => {
    const kind = FAULT_KINDS.find(each => each === place.name)
    if (place.name !== '' && !kind) throw new ApiError('not_found', 'There is no such fault.')
    place.line.faults.clear(kind)
    return shown(place)
  }),
  'POST clock': taking(clockSchema, (place: Place, { forward_seconds }) => {
    place.line.forward(forward_seconds * 1_000)
    return shown(place)
  }),
  'POST seed': taking(seedSchema, (place: Place, { seed }) => {
    place.line.reseed(seed)
    return shown(place)
  }),
  'PATCH templates': taking(templateSchema, (place: Place, { status }) => {
    const template = place.line.catalogue.templates.find(each => each.id === place.name)
    if (!template) throw new ApiError('not_found', 'There is no such template.')
    judgeTemplate(place.line, template, status)
    return shown(place)
  }),
  'POST subscription': async place => {
    await place.line.subscription.renew()
    giving(shown)(place)
  },
  'GET files': ({ line, name, exchange }) => {
    const medium = line.media.find(name)
    if (!medium) throw new ApiError('not_found', 'There is no such file.')
    const headers = { 'content-type': medium.mimeType, 'content-disposition': 'attachment' }
    replyBytes(exchange, medium.bytes, headers)
  }
}
