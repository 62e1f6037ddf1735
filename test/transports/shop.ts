import { restAs, type StockClient } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Colleague, createOrganization, type Organization, type WhatsAppNumber } from '../support/world.ts'
import { ask } from './callers.ts'

type Row = Readonly<Record<string, unknown>>

/** A server with an organization at work, and another one that has nothing to do with it. */
export interface Shop {
  readonly server: TestServer
  readonly organization: Organization
  readonly agent: Colleague
  readonly admin: Colleague
  readonly number: WhatsAppNumber
  readonly rival: Organization
  readonly rivalAdmin: Colleague
  /** By the owner's key, over REST. */
  readonly owner: StockClient
  readonly conversation: Row
  readonly message: Row
  /** A customer writes, and is heard. */
  hears(text: string, waId?: string): Promise<void>
  close(): Promise<void>
}

/** A word that only the first organization's rows contain. */
export const SECRET = 'Marzipan'

export async function openShop(environment: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const server = await startServer({ environment: { SIGNUP: 'true', ...environment } })
  const organization = await createOrganization(server, `${SECRET} Ltd`)
  const rival = await createOrganization(server, 'Rival')
  const number = await organization.whatsapp()
  const owner = await restAs(server.url, { apiKey: organization.owner.apiKey })

  const hears: Shop['hears'] = async (text, waId = '15550001111') => {
    await number.provider.phone({ waId, name: `Ada ${SECRET}` }).says(text)
    await server.settle()
  }
  await hears(`${SECRET}, please`)
  const first = async (path: string): Promise<Row> => {
    const { data } = await owner.app.service(path).find({ query: {} })
    return data[0]
  }

  return {
    server,
    organization,
    rival,
    number,
    owner,
    hears,
    agent: await organization.hire('agent'),
    admin: await organization.hire('admin'),
    rivalAdmin: await rival.hire('admin'),
    conversation: await first('conversations'),
    message: await first('conversation-messages'),
    async close() {
      await number.provider.close()
      await server.stop()
    }
  }
}

/** Makes something with the owner's key and tells its id. */
export async function made(shop: Shop, path: string, data: object): Promise<string | number> {
  const { body, code, message } = await ask(shop.owner, { path, method: 'create', data })
  const { id } = body
  if (code === 200 && (typeof id === 'string' || typeof id === 'number')) return id
  throw new Error(`${path} could not be made: ${message}`)
}
