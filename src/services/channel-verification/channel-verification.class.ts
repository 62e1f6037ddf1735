import type { Static } from 'typebox'
import type { House } from '../../actions/scope.ts'
import { verifyChannel } from '../../actions/verify-channel.ts'
import { type Call, memberOf } from '../call.ts'
import { pickFields } from '../select.ts'
import type { verificationSchema } from './channel-verification.schema.ts'

export class ChannelVerification {
  readonly #house: House

  constructor(house: House) {
    this.#house = house
  }

  async prepareCreate({ id }: Static<typeof verificationSchema>, call: Call): Promise<() => Promise<object>> {
    const found = await verifyChannel(this.#house, memberOf(call), id)
    return async () => pickFields({ ...found }, call.select)
  }

  async create(data: Static<typeof verificationSchema>, call: Call): Promise<object> {
    return (await this.prepareCreate(data, call))()
  }
}
