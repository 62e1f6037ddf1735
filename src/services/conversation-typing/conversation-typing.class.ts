import type { Static } from 'typebox'
import type { House } from '../../actions/scope.ts'
import { showTyping } from '../../actions/show-typing.ts'
import { createTypingSigns, type TypingSigns } from '../../actions/typing-signs.ts'
import { type Call, memberOf } from '../call.ts'
import { pickFields } from '../select.ts'
import type { typingSchema } from './conversation-typing.schema.ts'

export class ConversationTyping {
  readonly #house: House
  readonly #signs: TypingSigns

  constructor(house: House) {
    this.#house = house
    this.#signs = createTypingSigns(house.clock)
  }

  async prepareCreate(data: Static<typeof typingSchema>, call: Call): Promise<() => Promise<object>> {
    const typing = await showTyping(this.#house, this.#signs, memberOf(call), data)
    return async () => pickFields({ ...typing }, call.select)
  }

  async create(data: Static<typeof typingSchema>, call: Call): Promise<object> {
    return (await this.prepareCreate(data, call))()
  }
}
