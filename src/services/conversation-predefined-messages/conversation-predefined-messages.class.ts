import type { Static } from 'typebox'
import { createPredefinedMessage } from '../../actions/create-predefined-message.ts'
import type { PredefinedDraft } from '../../actions/predefined-row.ts'
import { removePredefinedMessage } from '../../actions/remove-predefined-message.ts'
import { renderPredefinedMessage } from '../../actions/render-predefined-message.ts'
import { act, type House } from '../../actions/scope.ts'
import { updatePredefinedMessage } from '../../actions/update-predefined-message.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import {
  type predefinedDataSchema,
  type predefinedPatchSchema,
  predefinedResource,
  type renderDataSchema
} from './conversation-predefined-messages.schema.ts'

export class PredefinedMessages extends RowReader {
  constructor(house: House) {
    super(house, predefinedResource)
  }

  async create(data: Static<typeof predefinedDataSchema>, call: Call): Promise<object> {
    const draft = { ...draftOf(data), title: data.title }
    const row = await act(this.house, memberOf(call), scope => createPredefinedMessage(scope, draft))
    return pickFields(row, call.select)
  }

  async patch(id: string | number, data: Static<typeof predefinedPatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope =>
      updatePredefinedMessage(scope, Number(id), draftOf(data), call.version)
    )
    return pickFields(row, call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removePredefinedMessage(scope, Number(id), call.version))
    return pickFields(row, call.select)
  }
}

/** Fills one for a conversation. Nothing is sent, and nothing is kept. */
export class Rendering {
  readonly #house: House

  constructor(house: House) {
    this.#house = house
  }

  async create({ id, conversation_id }: Static<typeof renderDataSchema>, call: Call): Promise<object> {
    const { predefined, filled } = await act(this.#house, memberOf(call), scope =>
      renderPredefinedMessage(scope, id, conversation_id)
    )
    const { message_type, media_url, filename, mime_type, files } = predefined
    const answer = {
      id,
      conversation_id,
      message_text: filled.text,
      missing_variables: filled.missing,
      message_type,
      media_url,
      filename,
      mime_type,
      files
    }
    return pickFields(answer, call.select)
  }
}

function draftOf({ files, ...fields }: Static<typeof predefinedPatchSchema>): PredefinedDraft {
  return { ...fields, ...(files && { file_ids: files.map(each => each.conversation_file_id) }) }
}
