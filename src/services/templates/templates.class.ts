import type { Static } from 'typebox'
import { requestTemplates } from '../../actions/ask-for-templates.ts'
import { act, type House } from '../../actions/scope.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { catalogueResource, type syncSchema, templateResource } from './templates.schema.ts'

/** The templates of a channel, as they were read last. */
export class Templates extends RowReader {
  constructor(house: House) {
    super(house, templateResource)
  }
}

/** Has them read again, and tells how that went. */
export class TemplateSyncs extends RowReader {
  constructor(house: House) {
    super(house, catalogueResource)
  }

  async create({ channel_id }: Static<typeof syncSchema>, call: Call): Promise<object> {
    return pickFields(await act(this.house, memberOf(call), scope => requestTemplates(scope, channel_id)), call.select)
  }
}
