import type { Static } from 'typebox'
import { createChannel } from '../../actions/create-channel.ts'
import { removeChannel } from '../../actions/remove-channel.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateChannel } from '../../actions/update-channel.ts'
import { isRecord } from '../../channels/reading.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { healthOf, namesAsSet, webhookUrl, wireChannel } from './channel.wire.ts'
import { type channelDataSchema, type channelPatchSchema, channelResource } from './channels.schema.ts'

export class Channels extends RowReader {
  constructor(house: House) {
    super(house, channelResource)
  }

  async create(data: Static<typeof channelDataSchema>, call: Call): Promise<object> {
    return this.shown(await act(this.house, memberOf(call), scope => createChannel(scope, data)), call)
  }

  async patch(id: string | number, data: Static<typeof channelPatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updateChannel(scope, Number(id), data, call.version))
    return this.shown(row, call)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeChannel(scope, Number(id), call.version))
    return this.shown(row, call)
  }

  private shown(row: Readonly<Record<string, unknown>>, call: Call): object {
    return pickFields(wireChannel(row, this.house.publicUrl), call.select)
  }

  /** Gives the derived fields their shape, as far as they were asked for. */
  protected override finish(row: object): object {
    const finished = Object.entries(row).map(([name, value]) => [name, this.finished(name, value)])
    return Object.fromEntries(finished)
  }

  private finished(name: string, value: unknown): unknown {
    if (name === 'credentials') return namesAsSet(value)
    if (name === 'webhook_url') return webhookUrl(this.house.publicUrl, String(value))
    if (name === 'health') return healthOf(isRecord(value) ? value : {})
    return value
  }
}
