import { newId } from '../platform/ids.ts'
import { createApiKey } from './create-api-key.ts'
import { createChannel } from './create-channel.ts'
import { createContact } from './create-contact.ts'
import { act, type House } from './scope.ts'

export interface FirstOwner {
  readonly email: string
  readonly password: string
  readonly demo: boolean
}

/** What is printed once and kept in the data directory. */
export interface FirstCredentials {
  readonly email: string
  readonly password: string
  readonly api_key: string
  readonly organization_id: number
}

const ORGANIZATION = `
  with organization as (
    insert into organizations (name, created_at, updated_at)
    select 'Demo', $1, $1 where not exists (select from organizations)
    returning id
  ), person as (
    insert into users (email, full_name, password_hash, created_at, updated_at)
    select $2, 'Owner', $3, $1, $1 from organization
    returning id
  ), member as (
    insert into members (organization_id, user_id, role, created_at, updated_at)
    select o.id, p.id, 'owner', $1, $1 from organization o, person p
  ), inbox as (
    insert into applications (organization_id, id, kind, name, created_at, updated_at)
    select o.id, $4, 'inbox', 'Inbox', $1, $1 from organization o
  )
  select o.id as organization_id, p.id as user_id from organization o, person p`

const PEOPLE = [
  { first_name: 'Ada', last_name: 'Okafor', phone: '+15550100001', company_name: 'Harbour Books' },
  { first_name: 'Bruno', last_name: 'Lima', phone: '+15550100002', company_name: null },
  { first_name: 'Chiara', last_name: 'Conti', phone: '+15550100003', company_name: 'Conti & Sons' }
]

/** On an empty database: an organization, its owner, a key, and something to try. Anything there already: null. */
export async function makeFirstStart(house: House, owner: FirstOwner): Promise<FirstCredentials | null> {
  const begun = await house.database.query({ text: 'select 1 from organizations limit 1' })
  if (begun.length > 0) return null
  const hash = await house.desk.passwords.hash(owner.password)
  return house.unitOfWork.atomically(async tx => {
    // Two processes that start at once on an empty database make one organization.
    await tx.query({ text: `select pg_advisory_xact_lock(hashtextextended('first start', 0))` })
    const values = [house.clock.now().toISOString(), owner.email, hash, newId()]
    const [made] = await tx.query<{ organization_id: number; user_id: number }>({ text: ORGANIZATION, values })
    if (!made) return null
    const key = await act(
      house,
      {
        kind: 'user',
        organization_id: made.organization_id,
        user_id: made.user_id,
        role: 'owner',
        team_ids: [],
        agent_visibility: 'all',
        name: 'Owner',
        credential_id: 'first-start'
      },
      async scope => {
        if (owner.demo) {
          for (const person of PEOPLE) await createContact(scope, person)
          await createChannel(scope, simulatedWhatsApp(house.publicUrl))
          await createChannel(scope, PLAYGROUND)
        }
        return createApiKey(scope, { name: 'First key' })
      }
    )
    return { email: owner.email, password: owner.password, api_key: key.secret, organization_id: made.organization_id }
  })
}

const PLAYGROUND = { channel_type: 'playground', name: 'Playground', environment: 'simulated' } as const

function simulatedWhatsApp(publicUrl: string) {
  const secret = () => newId().replaceAll('-', '')
  return {
    channel_type: 'whatsapp' as const,
    name: 'WhatsApp (simulated)',
    environment: 'simulated' as const,
    settings: { api_base_url: `${publicUrl}/simulator/whatsapp` },
    credentials: {
      phone_number_id: '100000000000001',
      waba_id: '100000000000002',
      access_token: secret(),
      app_secret: secret(),
      verify_token: secret()
    }
  }
}
