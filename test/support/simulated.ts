import { randomUUID } from 'node:crypto'
import type { Line, PersonDraft, Phone } from '../../simulator/server/index.ts'
import type { ChannelRow } from '../../src/actions/channel-row.ts'
import { createChannel } from '../../src/actions/create-channel.ts'
import { act } from '../../src/actions/scope.ts'
import type { TestServer } from './server.ts'
import type { Organization } from './world.ts'

/** A WhatsApp number on the product's own simulator. */
export interface SimulatedNumber {
  readonly channel: ChannelRow
  readonly line: Line
  phone(draft?: PersonDraft): Promise<Phone>
}

let nextNumber = 0

export async function simulatedNumber(server: TestServer, organization: Organization): Promise<SimulatedNumber> {
  const { house, simulation } = server.app
  const channel = await act(house, organization.owner.member, scope =>
    createChannel(scope, {
      channel_type: 'whatsapp',
      name: 'WhatsApp (simulated)',
      environment: 'simulated',
      settings: { api_base_url: `${house.publicUrl}/simulator/whatsapp` },
      credentials: {
        phone_number_id: `20000000000${String(++nextNumber).padStart(4, '0')}`,
        waba_id: '200000000009999',
        access_token: randomUUID(),
        app_secret: randomUUID(),
        verify_token: randomUUID()
      }
    })
  )
  return {
    channel,
    line: await simulation.simulator.line(channel.id),
    phone: draft => simulation.simulator.phone(channel.id, draft)
  }
}
