import { type BusinessNumber, createSimulator, type Simulator } from '../simulator/server/index.ts'
import type { House } from './actions/scope.ts'
import { type SimulatedChannel, simulatedChannels } from './actions/simulated-channels.ts'
import type { Configuration } from './configuration.ts'
import type { Http } from './platform/http.ts'
import { createRateLimit } from './platform/rate-limit.ts'
import { createVisitors } from './simulation-visitors.ts'

interface SimulationOptions {
  readonly house: House
  readonly configuration: Configuration
  readonly http: Http
}

/** The simulator, seated in the house: it learns of channels that are simulated, and of nothing else. */
export interface Simulation {
  readonly simulator: Simulator
  /** Channels may have changed. */
  forget(): void
  /** Opens the phones of the organization that was first to have some, as long as this process lives. null: none has. */
  pass(): Promise<string | null>
}

const LARGEST_FILE = { timeoutMs: 60_000, pauseMs: 10_000, maxBytes: 100 * 1024 * 1024 }

export function createSimulation({ house, configuration, http }: SimulationOptions): Simulation {
  const perMinute = { limit: configuration.ratePerMinute, windowSeconds: 60 }
  const visitors = createVisitors(house, createRateLimit(perMinute))
  let numbers: Promise<readonly BusinessNumber[]> | undefined

  async function load(): Promise<readonly BusinessNumber[]> {
    const channels = await simulatedChannels(house)
    return channels.flatMap(channel => numberOf(channel, house.publicUrl) ?? [])
  }

  const simulator = createSimulator({
    numbers() {
      numbers ??= load().catch(error => {
        numbers = undefined
        throw error
      })
      return numbers
    },
    request: request => http.request(request),
    fetchFile: async url => {
      const { status, headers, body } = await http.download({ method: 'GET', url }, LARGEST_FILE)
      const chunks: Buffer[] = []
      if (body) for await (const chunk of body) chunks.push(Buffer.from(chunk))
      return { status, bytes: Buffer.concat(chunks), mimeType: headers['content-type'] ?? 'application/octet-stream' }
    },
    admit: visitors.admit,
    now: () => house.clock.now(),
    people: configuration.demo,
    onError: error => house.log.error({ err: error }, 'the simulator failed')
  })
  return {
    simulator,
    forget() {
      numbers = undefined
    },
    async pass() {
      const [first] = await simulator.lines()
      return first ? visitors.passFor(first.number.organizationId) : null
    }
  }
}

/** What the owner of a WhatsApp number enters, as the provider's dashboard has it. */
function numberOf(channel: SimulatedChannel, publicUrl: string): BusinessNumber | null {
  if (channel.channel_type !== 'whatsapp') return null
  const { credentials, settings, endpoint } = channel.account
  return {
    organizationId: channel.organization_id,
    channelId: channel.id,
    name: channel.name,
    phoneNumberId: endpoint,
    wabaId: credentials['waba_id'] ?? endpoint,
    accessToken: credentials['access_token'] ?? '',
    appSecret: credentials['app_secret'] ?? '',
    verifyToken: channel.verify_token,
    apiBaseUrl: String(settings['api_base_url']),
    callback: `${publicUrl}/webhooks/whatsapp/${channel.webhook_key}`
  }
}
